CREATE TABLE "unplaced_payments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"case_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"method" text NOT NULL,
	"reference" text NOT NULL,
	"paid_at" timestamp with time zone NOT NULL,
	"because" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"received_month" text NOT NULL,
	"placement" text,
	"placed_at" timestamp with time zone,
	"placed_month" text,
	"placed_by" text,
	"reason" text,
	"assigned_case_id" uuid,
	"refund_method" text,
	"refund_reference" text,
	CONSTRAINT "unplaced_payments_one_entry" UNIQUE("case_id","method","reference"),
	CONSTRAINT "unplaced_payments_amount" CHECK ("unplaced_payments"."amount_minor" > 0),
	CONSTRAINT "unplaced_payments_method_known" CHECK ("unplaced_payments"."method" in ('bank', 'cash', 'online')),
	CONSTRAINT "unplaced_payments_placed_whole" CHECK (num_nulls("unplaced_payments"."placement", "unplaced_payments"."placed_at", "unplaced_payments"."placed_month", "unplaced_payments"."placed_by", "unplaced_payments"."reason") in (0, 5)),
	CONSTRAINT "unplaced_payments_assigned_to_a_case" CHECK (("unplaced_payments"."assigned_case_id" is not null) = coalesce("unplaced_payments"."placement" = 'assigned', false)),
	CONSTRAINT "unplaced_payments_refunded_somehow" CHECK (num_nonnulls("unplaced_payments"."refund_method", "unplaced_payments"."refund_reference") = case when "unplaced_payments"."placement" = 'refunded' then 2 else 0 end)
);
--> statement-breakpoint
ALTER TABLE "unplaced_payments" ADD CONSTRAINT "unplaced_payments_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unplaced_payments" ADD CONSTRAINT "unplaced_payments_assigned_case_id_cases_id_fk" FOREIGN KEY ("assigned_case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "unplaced_payments_waiting" ON "unplaced_payments" USING btree ("received_at","id") WHERE placement is null;--> statement-breakpoint
CREATE INDEX "unplaced_payments_newest" ON "unplaced_payments" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "unplaced_payments_assigned" ON "unplaced_payments" USING btree ("assigned_case_id");