CREATE TABLE "case_links" (
	"case_id" uuid NOT NULL,
	"linked_case_id" uuid NOT NULL,
	"relation" text NOT NULL,
	"waits" boolean NOT NULL,
	"text" text,
	"linked_at" timestamp with time zone NOT NULL,
	"linked_by" jsonb NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" jsonb,
	CONSTRAINT "case_links_case_id_linked_case_id_pk" PRIMARY KEY("case_id","linked_case_id"),
	CONSTRAINT "case_links_relation_known" CHECK ("case_links"."relation" in ('related', 'repeatOf', 'sameFaultAs', 'raisedFrom', 'mergedInto')),
	CONSTRAINT "case_links_of_two" CHECK ("case_links"."case_id" <> "case_links"."linked_case_id"),
	CONSTRAINT "case_links_ended_by_somebody" CHECK (("case_links"."ended_at" is null) = ("case_links"."ended_by" is null))
);
--> statement-breakpoint
CREATE TABLE "linked_case_requests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"from_case_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"text" text NOT NULL,
	"facts" jsonb NOT NULL,
	"waits" boolean NOT NULL,
	"state" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"requested_by" jsonb NOT NULL,
	"reference" text,
	"taken_up_at" timestamp with time zone,
	"taken_up_by" jsonb,
	"outcome" text,
	"closed_at" timestamp with time zone,
	"closed_by" jsonb,
	CONSTRAINT "linked_case_requests_kind_known" CHECK ("linked_case_requests"."kind" in ('return-exchange', 'complaint', 'inquiry', 'incident', 'action', 'review')),
	CONSTRAINT "linked_case_requests_cause_known" CHECK ("linked_case_requests"."cause" in ('byHand', 'converted', 'refund', 'notSatisfied', 'refusal', 'injury', 'quality', 'lowScore')),
	CONSTRAINT "linked_case_requests_state_known" CHECK ("linked_case_requests"."state" in ('requested', 'takenUp', 'closed')),
	CONSTRAINT "linked_case_requests_taken_up" CHECK (num_nonnulls("linked_case_requests"."reference", "linked_case_requests"."taken_up_at", "linked_case_requests"."taken_up_by") = case "linked_case_requests"."state" when 'requested' then 0 else 3 end),
	CONSTRAINT "linked_case_requests_closed" CHECK (num_nonnulls("linked_case_requests"."outcome", "linked_case_requests"."closed_at", "linked_case_requests"."closed_by") = case "linked_case_requests"."state" when 'closed' then 3 else 0 end)
);
--> statement-breakpoint
ALTER TABLE "case_signals" DROP CONSTRAINT "case_signals_name_known";--> statement-breakpoint
ALTER TABLE "case_links" ADD CONSTRAINT "case_links_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_links" ADD CONSTRAINT "case_links_linked_case_id_cases_id_fk" FOREIGN KEY ("linked_case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "linked_case_requests" ADD CONSTRAINT "linked_case_requests_from_case_id_cases_id_fk" FOREIGN KEY ("from_case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "case_links_linked" ON "case_links" USING btree ("linked_case_id");--> statement-breakpoint
CREATE INDEX "linked_case_requests_from" ON "linked_case_requests" USING btree ("from_case_id");--> statement-breakpoint
CREATE INDEX "linked_case_requests_oldest" ON "linked_case_requests" USING btree ("requested_at","id");--> statement-breakpoint
ALTER TABLE "case_signals" ADD CONSTRAINT "case_signals_name_known" CHECK ("case_signals"."name" in ('partsArrived', 'paymentReported', 'calendarChanged', 'massHoldPlaced', 'massHoldEnded', 'caseLinked', 'caseMerged', 'linkedCaseClosed'));