CREATE TABLE "mass_holds" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"region" text,
	"product_model" text,
	"reason" text NOT NULL,
	"text" text NOT NULL,
	"placed_at" timestamp with time zone NOT NULL,
	"placed_by" jsonb NOT NULL,
	"until_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_by" jsonb,
	CONSTRAINT "mass_holds_reason_known" CHECK ("mass_holds"."reason" in ('forceMajeure', 'recall')),
	CONSTRAINT "mass_holds_aimed" CHECK (num_nonnulls("mass_holds"."region", "mass_holds"."product_model") > 0),
	CONSTRAINT "mass_holds_ended_by_somebody" CHECK (("mass_holds"."ended_at" is null) = ("mass_holds"."ended_by" is null))
);
--> statement-breakpoint
ALTER TABLE "case_signals" DROP CONSTRAINT "case_signals_name_known";--> statement-breakpoint
DROP INDEX "holds_one_at_a_time";--> statement-breakpoint
ALTER TABLE "holds" ALTER COLUMN "until_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "batch_id" uuid;--> statement-breakpoint
CREATE INDEX "mass_holds_newest" ON "mass_holds" USING btree ("placed_at","id");--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_batch_id_mass_holds_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."mass_holds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "case_signals_of_mass_hold" ON "case_signals" USING btree ((payload ->> 'batchId')) WHERE name = 'massHoldPlaced';--> statement-breakpoint
CREATE UNIQUE INDEX "holds_once_per_batch" ON "holds" USING btree ("batch_id","case_id");--> statement-breakpoint
CREATE UNIQUE INDEX "holds_one_at_a_time" ON "holds" USING btree ("case_id") WHERE ended_at is null and batch_id is null;--> statement-breakpoint
ALTER TABLE "case_signals" ADD CONSTRAINT "case_signals_name_known" CHECK ("case_signals"."name" in ('partsArrived', 'paymentReported', 'calendarChanged', 'massHoldPlaced', 'massHoldEnded'));