ALTER TABLE "audit_log" ALTER COLUMN "subject_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "subject_ids" text[];--> statement-breakpoint
CREATE INDEX "audit_log_subject_ids_index" ON "audit_log" USING gin ("subject_ids");--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_one_or_many" CHECK (num_nonnulls("audit_log"."subject_id", "audit_log"."subject_ids") = 1);