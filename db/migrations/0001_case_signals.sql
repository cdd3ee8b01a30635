CREATE TABLE "calendar_announcements" (
	"calendar_code" text PRIMARY KEY NOT NULL,
	"stamp" text NOT NULL,
	"number" integer NOT NULL,
	"announced_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "case_signals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "case_signals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"case_id" uuid NOT NULL,
	"name" text NOT NULL,
	"payload" jsonb NOT NULL,
	"queued_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "case_signals_key_unique" UNIQUE("key"),
	CONSTRAINT "case_signals_name_known" CHECK ("case_signals"."name" in ('partsArrived', 'paymentReported', 'calendarChanged'))
);
--> statement-breakpoint
DROP INDEX "appointments_open_by_technician";--> statement-breakpoint
ALTER TABLE "case_signals" ADD CONSTRAINT "case_signals_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "case_signals_case" ON "case_signals" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "case_signals_waiting" ON "case_signals" USING btree ("id") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "appointments_by_technician" ON "appointments" USING btree ("technician_id","from_at");--> statement-breakpoint
CREATE INDEX "arrivals_newest" ON "arrivals" USING btree ("arrived_at","receipt_number");