CREATE TABLE "case_names" (
	"case_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"known_at" timestamp with time zone NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	"address" text,
	CONSTRAINT "case_names_case_id_subject_id_known_at_pk" PRIMARY KEY("case_id","subject_id","known_at")
);
--> statement-breakpoint
ALTER TABLE "case_names" ADD CONSTRAINT "case_names_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;