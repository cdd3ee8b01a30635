CREATE TABLE "evidence_files" (
	"key" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid,
	"customer_id" uuid,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"uploaded_by" jsonb NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "evidence_files_type_known" CHECK ("evidence_files"."media_type" in ('image/jpeg', 'image/png', 'image/webp', 'image/heic', 'video/mp4', 'application/pdf')),
	CONSTRAINT "evidence_files_sha256_hex" CHECK ("evidence_files"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "evidence_files_not_empty" CHECK ("evidence_files"."size_bytes" > 0)
);
--> statement-breakpoint
ALTER TABLE "evidence_files" ADD CONSTRAINT "evidence_files_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "evidence_files_case_id_uploaded_at_index" ON "evidence_files" USING btree ("case_id","uploaded_at");--> statement-breakpoint
CREATE INDEX "evidence_files_customer_id_index" ON "evidence_files" USING btree ("customer_id");