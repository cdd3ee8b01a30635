CREATE TABLE "issued_documents" (
	"key" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"number" text NOT NULL,
	"audience" text NOT NULL,
	"language" text NOT NULL,
	"edition" integer NOT NULL,
	"media_type" text NOT NULL,
	"words_sha256" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	CONSTRAINT "issued_documents_once" UNIQUE("case_id","number","audience","language","edition","media_type"),
	CONSTRAINT "issued_documents_audience_known" CHECK ("issued_documents"."audience" in ('company', 'customer')),
	CONSTRAINT "issued_documents_sha256_hex" CHECK ("issued_documents"."sha256" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
ALTER TABLE "issued_documents" ADD CONSTRAINT "issued_documents_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;