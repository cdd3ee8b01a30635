ALTER TABLE "appointments" ADD COLUMN "forced" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- Windows that were agreed before stand as they were agreed.
UPDATE "appointments" SET "forced" = true WHERE "status" = 'agreed';
