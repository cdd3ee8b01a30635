ALTER TABLE "message_deliveries" ADD COLUMN "digest_id" text;--> statement-breakpoint
CREATE INDEX "messages_waiting" ON "messages" USING btree ("queued_at") WHERE "messages"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "message_deliveries_digest_id_index" ON "message_deliveries" USING btree ("digest_id");