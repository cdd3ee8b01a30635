CREATE TABLE "client_systems" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"scopes" text[] NOT NULL,
	"authorized_party" text,
	"active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "client_systems_name_unique" UNIQUE("name"),
	CONSTRAINT "client_systems_scopes_known" CHECK ("client_systems"."scopes" <@ array['repairs:report', 'payments:report', 'arrivals:report', 'links:report']),
	CONSTRAINT "client_systems_name_free" CHECK ("client_systems"."name" <> 'process')
);
--> statement-breakpoint
ALTER TABLE "login_identities" DROP CONSTRAINT "login_identities_one_bearer";--> statement-breakpoint
ALTER TABLE "login_identities" ADD COLUMN "system_id" uuid;--> statement-breakpoint
ALTER TABLE "login_identities" ADD CONSTRAINT "login_identities_system_id_client_systems_id_fk" FOREIGN KEY ("system_id") REFERENCES "public"."client_systems"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "login_identities_system_id_index" ON "login_identities" USING btree ("system_id");--> statement-breakpoint
ALTER TABLE "login_identities" ADD CONSTRAINT "login_identities_one_bearer" CHECK (num_nonnulls("login_identities"."person_id", "login_identities"."contact_id", "login_identities"."system_id") = 1);