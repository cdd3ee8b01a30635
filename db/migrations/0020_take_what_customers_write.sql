CREATE TABLE "customer_messages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"system" text NOT NULL,
	"message_id" text NOT NULL,
	"channel" text NOT NULL,
	"sender" text NOT NULL,
	"in_reply_to" text,
	"case_number" text,
	"text" text NOT NULL,
	"automatic" boolean NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"attachments" jsonb NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"contact_id" uuid,
	"state" text NOT NULL,
	"case_id" uuid,
	"because" text,
	"decided_by" jsonb,
	"decided_at" timestamp with time zone,
	"reason" text,
	CONSTRAINT "customer_messages_once" UNIQUE("system","message_id"),
	CONSTRAINT "customer_messages_channel_known" CHECK ("customer_messages"."channel" in ('email', 'sms', 'wechat')),
	CONSTRAINT "customer_messages_state_known" CHECK ("customer_messages"."state" in ('queued', 'placed', 'unplaced', 'dismissed')),
	CONSTRAINT "customer_messages_placed_somewhere" CHECK ("customer_messages"."state" not in ('queued', 'placed') or "customer_messages"."case_id" is not null),
	CONSTRAINT "customer_messages_unplaced_for_a_reason" CHECK ("customer_messages"."state" <> 'unplaced' or "customer_messages"."because" is not null),
	CONSTRAINT "customer_messages_decided_whole" CHECK (("customer_messages"."decided_by" is null) = ("customer_messages"."decided_at" is null))
);
--> statement-breakpoint
ALTER TABLE "client_systems" DROP CONSTRAINT "client_systems_scopes_known";--> statement-breakpoint
ALTER TABLE "customer_messages" ADD CONSTRAINT "customer_messages_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_messages" ADD CONSTRAINT "customer_messages_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customer_messages_queued" ON "customer_messages" USING btree ("taken_at","id") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "customer_messages_unplaced" ON "customer_messages" USING btree ("taken_at","id") WHERE state = 'unplaced';--> statement-breakpoint
CREATE INDEX "customer_messages_newest" ON "customer_messages" USING btree ("taken_at","id");--> statement-breakpoint
CREATE INDEX "customer_messages_case" ON "customer_messages" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "customer_messages_contact" ON "customer_messages" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "contacts_email" ON "contacts" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "contacts_phone" ON "contacts" USING btree (regexp_replace("phone", '[^0-9+]', '', 'g'));--> statement-breakpoint
CREATE INDEX "contacts_wechat" ON "contacts" USING btree ("wechat_id");--> statement-breakpoint
ALTER TABLE "client_systems" ADD CONSTRAINT "client_systems_scopes_known" CHECK ("client_systems"."scopes" <@ array['repairs:report', 'payments:report', 'arrivals:report', 'links:report', 'messages:receive']);