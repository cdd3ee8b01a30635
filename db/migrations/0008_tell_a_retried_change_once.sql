ALTER TABLE "audit_log" ADD COLUMN "effect_key" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_effect_key_unique" UNIQUE("effect_key");