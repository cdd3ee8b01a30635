CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
DROP INDEX IF EXISTS "cases_opened_at_id_index";--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN IF NOT EXISTS "next_due_at" timestamp with time zone;--> statement-breakpoint
UPDATE cases SET next_due_at = least(
  (SELECT min(due_at) FROM commitments WHERE case_id = cases.id AND status = 'running'),
  (SELECT min(due_at) FROM tasks WHERE case_id = cases.id AND status = 'open')) WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "cases_open_next" ON "cases" USING btree ((case when priority = 'urgent' then 0 else 1 end),coalesce(next_due_at, 'infinity'),"opened_at","id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "cases_closed_latest" ON "cases" USING btree ("closed_at","id") WHERE closed_at is not null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "cases_closed_text" ON "cases" USING gin (number gin_trgm_ops,(details ->> 'serialNumber') gin_trgm_ops,(details ->> 'productModel') gin_trgm_ops) WHERE closed_at is not null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "customers_name_part" ON "customers" USING gin (name gin_trgm_ops);