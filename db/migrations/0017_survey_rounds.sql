CREATE TABLE "survey_round_customers" (
	"round_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"case_id" uuid,
	"excluded_because" text,
	"started_at" timestamp with time zone,
	"late_remark" text,
	"late_remark_at" timestamp with time zone,
	CONSTRAINT "survey_round_customers_round_id_customer_id_pk" PRIMARY KEY("round_id","customer_id"),
	CONSTRAINT "survey_round_customers_case_once" UNIQUE("case_id"),
	CONSTRAINT "survey_round_customers_exclusion_known" CHECK ("survey_round_customers"."excluded_because" in ('nothingDone', 'inactive', 'declined', 'noContact', 'complaintOpen', 'dissatisfiedOpen', 'askedLately')),
	CONSTRAINT "survey_round_customers_asked_or_excluded" CHECK (num_nonnulls("survey_round_customers"."case_id", "survey_round_customers"."excluded_because") = 1),
	CONSTRAINT "survey_round_customers_late_remark_dated" CHECK (("survey_round_customers"."late_remark" is null) = ("survey_round_customers"."late_remark_at" is null))
);
--> statement-breakpoint
CREATE TABLE "survey_rounds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"company" text NOT NULL,
	"period" text NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone NOT NULL,
	"policy_id" uuid NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"opened_by" jsonb NOT NULL,
	"clock_offset_ms" bigint NOT NULL,
	CONSTRAINT "survey_rounds_period_once" UNIQUE("company","period"),
	CONSTRAINT "survey_rounds_period_long" CHECK ("survey_rounds"."from_at" < "survey_rounds"."to_at")
);
--> statement-breakpoint
ALTER TABLE "case_signals" DROP CONSTRAINT "case_signals_name_known";--> statement-breakpoint
ALTER TABLE "cases" DROP CONSTRAINT "cases_kind_known";--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "surveys_declined_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "survey_round_customers" ADD CONSTRAINT "survey_round_customers_round_id_survey_rounds_id_fk" FOREIGN KEY ("round_id") REFERENCES "public"."survey_rounds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "survey_round_customers" ADD CONSTRAINT "survey_round_customers_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "survey_rounds" ADD CONSTRAINT "survey_rounds_policy_id_policies_id_fk" FOREIGN KEY ("policy_id") REFERENCES "public"."policies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "survey_round_customers_customer_id_index" ON "survey_round_customers" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "survey_round_customers_to_start" ON "survey_round_customers" USING btree ("round_id","customer_id") WHERE case_id is not null and started_at is null;--> statement-breakpoint
CREATE INDEX "survey_rounds_latest" ON "survey_rounds" USING btree ("to_at","id");--> statement-breakpoint
CREATE INDEX "survey_rounds_policy_id_index" ON "survey_rounds" USING btree ("policy_id");--> statement-breakpoint
ALTER TABLE "case_signals" ADD CONSTRAINT "case_signals_name_known" CHECK ("case_signals"."name" in ('partsArrived', 'paymentReported', 'calendarChanged', 'massHoldPlaced', 'massHoldEnded', 'caseLinked', 'caseMerged', 'linkedCaseClosed', 'ownerLeft', 'surveysDeclined'));--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_kind_known" CHECK ("cases"."kind" in ('repair', 'return-exchange', 'complaint', 'inquiry', 'incident', 'survey'));