CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"recorded_at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"actor_type" text NOT NULL,
	"actor_id" text NOT NULL,
	"action" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" text NOT NULL,
	"request_id" text,
	"before" jsonb,
	"after" jsonb,
	CONSTRAINT "audit_log_kind_known" CHECK ("audit_log"."kind" in ('access', 'change')),
	CONSTRAINT "audit_log_actor_type_known" CHECK ("audit_log"."actor_type" in ('person', 'customer', 'system'))
);
--> statement-breakpoint
CREATE TABLE "calendars" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"code" text NOT NULL,
	"version" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "calendars_version_once" UNIQUE("code","version"),
	CONSTRAINT "calendars_version_positive" CHECK ("calendars"."version" > 0)
);
--> statement-breakpoint
CREATE TABLE "holiday_scheme_years" (
	"scheme_code" text NOT NULL,
	"year" integer NOT NULL,
	"off" jsonb NOT NULL,
	"work" jsonb NOT NULL,
	CONSTRAINT "holiday_scheme_years_scheme_code_year_pk" PRIMARY KEY("scheme_code","year")
);
--> statement-breakpoint
CREATE TABLE "holiday_schemes" (
	"code" text PRIMARY KEY NOT NULL,
	"statutory" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "appointments" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"technician_id" uuid NOT NULL,
	"status" text NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone NOT NULL,
	"place" text NOT NULL,
	"change_reason" text,
	CONSTRAINT "appointments_status_known" CHECK ("appointments"."status" in ('agreed', 'kept', 'missed', 'cancelled')),
	CONSTRAINT "appointments_not_backwards" CHECK ("appointments"."from_at" < "appointments"."to_at")
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"revision" integer NOT NULL,
	"role" text NOT NULL,
	"chain" text[] NOT NULL,
	"status" text NOT NULL,
	"requested_by" jsonb NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone,
	"amount_minor" bigint,
	"about" jsonb NOT NULL,
	"decided_by" jsonb,
	"decided_at" timestamp with time zone,
	"reason" text,
	CONSTRAINT "approvals_status_known" CHECK ("approvals"."status" in ('pending', 'approved', 'refused', 'withdrawn')),
	CONSTRAINT "approvals_refused_with_reason" CHECK ("approvals"."status" <> 'refused' or "approvals"."reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "case_number_counters" (
	"rule" text NOT NULL,
	"day" date NOT NULL,
	"last_number" integer NOT NULL,
	CONSTRAINT "case_number_counters_rule_day_pk" PRIMARY KEY("rule","day")
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"number" text NOT NULL,
	"company" text NOT NULL,
	"policy_id" uuid NOT NULL,
	"calendar_code" text NOT NULL,
	"customer_id" uuid,
	"contact_id" uuid,
	"language" text NOT NULL,
	"opened_by" jsonb NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"clock_offset_ms" bigint NOT NULL,
	"version" integer NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"phase" text NOT NULL,
	"priority" text NOT NULL,
	"round" integer NOT NULL,
	"attempt" integer NOT NULL,
	"owner_role" text,
	"owner_id" uuid,
	"technician_id" uuid,
	"on_hold" boolean NOT NULL,
	"paused_because" text[] NOT NULL,
	"overdue" boolean NOT NULL,
	"outcome" text,
	"closed_at" timestamp with time zone,
	"details" jsonb NOT NULL,
	CONSTRAINT "cases_number_unique" UNIQUE("number"),
	CONSTRAINT "cases_kind_known" CHECK ("cases"."kind" in ('repair', 'return-exchange', 'complaint', 'inquiry', 'incident')),
	CONSTRAINT "cases_priority_known" CHECK ("cases"."priority" in ('normal', 'urgent')),
	CONSTRAINT "cases_closed_with_outcome" CHECK (("cases"."phase" = 'closed') = ("cases"."closed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "commitments" (
	"case_id" uuid NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"source" text NOT NULL,
	"limit" jsonb NOT NULL,
	"calendar_code" text NOT NULL,
	"calendar_version" integer NOT NULL,
	"paused_by" text[] NOT NULL,
	"pauses" jsonb NOT NULL,
	"warn_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"level" integer NOT NULL,
	"ladder" jsonb NOT NULL,
	"next_level_at" timestamp with time zone,
	"missed_at" timestamp with time zone,
	"met_at" timestamp with time zone,
	"is_missed" boolean NOT NULL,
	CONSTRAINT "commitments_case_id_id_pk" PRIMARY KEY("case_id","id"),
	CONSTRAINT "commitments_status_known" CHECK ("commitments"."status" in ('running', 'met', 'dropped'))
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"text" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"until_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"placed_by" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"recipient_type" text NOT NULL,
	"recipient_role" text,
	"recipient_person_id" uuid,
	"channel" text,
	"failed_channels" text[] NOT NULL,
	"variables" jsonb NOT NULL,
	"status" text NOT NULL,
	"queued_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"attempts" integer NOT NULL,
	"last_error" text,
	"subject" text,
	"body" text,
	CONSTRAINT "messages_status_known" CHECK ("messages"."status" in ('queued', 'sent', 'failed', 'shown')),
	CONSTRAINT "messages_recipient_known" CHECK ("messages"."recipient_type" in ('customer', 'person', 'role'))
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" text PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"phase" text NOT NULL,
	"round" integer NOT NULL,
	"attempt" integer NOT NULL,
	"roles" text[] NOT NULL,
	"assignee_id" uuid,
	"status" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone,
	"commitment_id" text,
	"level" integer NOT NULL,
	"missed_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_by" jsonb,
	"about" jsonb NOT NULL,
	"form" jsonb,
	CONSTRAINT "tasks_status_known" CHECK ("tasks"."status" in ('open', 'completed', 'dropped'))
);
--> statement-breakpoint
CREATE TABLE "timeline_events" (
	"case_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"kind" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"actor" jsonb NOT NULL,
	"visibility" text NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "timeline_events_case_id_seq_pk" PRIMARY KEY("case_id","seq"),
	CONSTRAINT "timeline_events_visibility_known" CHECK ("timeline_events"."visibility" in ('customer', 'staff'))
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"model" text NOT NULL,
	"name" text NOT NULL,
	"category" text NOT NULL,
	"warranty_months" integer NOT NULL,
	"price_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"useful_life_months" integer NOT NULL,
	"residual_percent" integer NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "products_model_unique" UNIQUE("model"),
	CONSTRAINT "products_category_known" CHECK ("products"."category" in ('hardware', 'software', 'part', 'furniture', 'cooler', 'dispenser', 'food')),
	CONSTRAINT "products_warranty_not_negative" CHECK ("products"."warranty_months" >= 0),
	CONSTRAINT "products_price_not_negative" CHECK ("products"."price_minor" >= 0),
	CONSTRAINT "products_life_positive" CHECK ("products"."useful_life_months" > 0),
	CONSTRAINT "products_residual_percent" CHECK ("products"."residual_percent" between 0 and 100),
	CONSTRAINT "products_currency_code" CHECK ("products"."currency" ~ '^[A-Z]{3}$')
);
--> statement-breakpoint
CREATE TABLE "units" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"product_id" uuid NOT NULL,
	"serial_number" text,
	"lot" text,
	"customer_id" uuid NOT NULL,
	"ownership" text NOT NULL,
	"order_number" text,
	"purchased_on" date,
	"warranty_until_at" timestamp with time zone,
	"active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "units_serial_once_per_product" UNIQUE("product_id","serial_number"),
	CONSTRAINT "units_ownership_known" CHECK ("units"."ownership" in ('sold', 'lent')),
	CONSTRAINT "units_identified" CHECK (num_nonnulls("units"."serial_number", "units"."lot") > 0)
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"customer_id" uuid NOT NULL,
	"handle" text,
	"name" text NOT NULL,
	"position" text,
	"email" text,
	"phone" text,
	"wechat_id" text,
	"language" text NOT NULL,
	"preferred_channel" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "contacts_handle_unique" UNIQUE("handle"),
	CONSTRAINT "contacts_channel_known" CHECK ("contacts"."preferred_channel" in ('email', 'sms', 'wechat')),
	CONSTRAINT "contacts_reachable" CHECK (num_nonnulls("contacts"."email", "contacts"."phone", "contacts"."wechat_id") > 0)
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"handle" text,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"address" text,
	"region" text,
	"language" text NOT NULL,
	"time_zone" text NOT NULL,
	"key_account" boolean DEFAULT false NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "customers_handle_unique" UNIQUE("handle"),
	CONSTRAINT "customers_kind_known" CHECK ("customers"."kind" in ('organisation', 'person'))
);
--> statement-breakpoint
CREATE TABLE "login_identities" (
	"subject" text PRIMARY KEY NOT NULL,
	"person_id" uuid,
	"contact_id" uuid,
	CONSTRAINT "login_identities_one_bearer" CHECK (num_nonnulls("login_identities"."person_id", "login_identities"."contact_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "effect_keys" (
	"key" text PRIMARY KEY NOT NULL,
	"effect" text NOT NULL,
	"result" jsonb,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fee_details" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"case_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"state" text DEFAULT 'detailed' NOT NULL,
	"currency" text NOT NULL,
	"charged_minor" bigint NOT NULL,
	"cost_minor" bigint DEFAULT 0 NOT NULL,
	"detailed_by" text,
	"detailed_at" timestamp with time zone NOT NULL,
	"approved_by" text,
	"approved_at" timestamp with time zone,
	"refusal_reason" text,
	"costed_by" text,
	"costed_at" timestamp with time zone,
	"settled_by" text,
	"settled_at" timestamp with time zone,
	"invoice_number" text,
	CONSTRAINT "fee_details_revision" UNIQUE("case_id","revision"),
	CONSTRAINT "fee_details_state_known" CHECK ("fee_details"."state" in ('detailed', 'approved', 'refused', 'costed', 'settled', 'superseded')),
	CONSTRAINT "fee_details_not_negative" CHECK ("fee_details"."charged_minor" >= 0 and "fee_details"."cost_minor" >= 0),
	CONSTRAINT "fee_details_currency_code" CHECK ("fee_details"."currency" ~ '^[A-Z]{3}$'),
	CONSTRAINT "fee_details_chain" CHECK (("fee_details"."state" not in ('approved', 'costed', 'settled') or "fee_details"."approved_at" is not null)
        and ("fee_details"."state" not in ('costed', 'settled') or "fee_details"."costed_at" is not null)
        and ("fee_details"."state" <> 'settled' or "fee_details"."settled_at" is not null)
        and ("fee_details"."state" <> 'refused' or "fee_details"."refusal_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "fee_lines" (
	"fee_detail_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"description" text NOT NULL,
	"quantity" integer NOT NULL,
	"charged_minor" bigint NOT NULL,
	"cost_minor" bigint,
	"account" text,
	CONSTRAINT "fee_lines_fee_detail_id_position_pk" PRIMARY KEY("fee_detail_id","position"),
	CONSTRAINT "fee_lines_kind_known" CHECK ("fee_lines"."kind" in ('labour', 'material', 'travel')),
	CONSTRAINT "fee_lines_account_known" CHECK ("fee_lines"."account" is null or "fee_lines"."account" in ('warranty', 'workmanship', 'goodwill', 'customer')),
	CONSTRAINT "fee_lines_not_negative" CHECK ("fee_lines"."quantity" > 0 and "fee_lines"."charged_minor" >= 0),
	CONSTRAINT "fee_lines_costed" CHECK (("fee_lines"."cost_minor" is null) = ("fee_lines"."account" is null) and "fee_lines"."cost_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"actor" text NOT NULL,
	"route" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"response_status" integer,
	"response_headers" jsonb,
	"response_body" text,
	CONSTRAINT "idempotency_keys_actor_route_key_pk" PRIMARY KEY("actor","route","key"),
	CONSTRAINT "idempotency_keys_answered_when_finished" CHECK (("idempotency_keys"."finished_at" is null) = ("idempotency_keys"."response_status" is null))
);
--> statement-breakpoint
CREATE TABLE "message_deliveries" (
	"message_id" text NOT NULL,
	"recipient_id" uuid NOT NULL,
	"channel" text,
	"status" text NOT NULL,
	"attempts" integer NOT NULL,
	"attempted_at" timestamp with time zone NOT NULL,
	"last_error" text,
	CONSTRAINT "message_deliveries_message_id_recipient_id_pk" PRIMARY KEY("message_id","recipient_id"),
	CONSTRAINT "message_deliveries_status_known" CHECK ("message_deliveries"."status" in ('sent', 'deferred', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "case_accounts" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"currency" text NOT NULL,
	"due_minor" bigint DEFAULT 0 NOT NULL,
	"paid_minor" bigint DEFAULT 0 NOT NULL,
	"deferred_minor" bigint DEFAULT 0 NOT NULL,
	"refund_due_minor" bigint DEFAULT 0 NOT NULL,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	"cash_in_hand_minor" bigint DEFAULT 0 NOT NULL,
	"cost_minor" bigint DEFAULT 0 NOT NULL,
	"receivable_minor" bigint DEFAULT 0 NOT NULL,
	"settlement_month" text,
	CONSTRAINT "case_accounts_one_currency" UNIQUE("case_id","currency"),
	CONSTRAINT "case_accounts_currency_code" CHECK ("case_accounts"."currency" ~ '^[A-Z]{3}$'),
	CONSTRAINT "case_accounts_not_negative" CHECK (least("case_accounts"."due_minor", "case_accounts"."paid_minor", "case_accounts"."deferred_minor", "case_accounts"."refund_due_minor", "case_accounts"."refunded_minor", "case_accounts"."cash_in_hand_minor", "case_accounts"."cost_minor", "case_accounts"."receivable_minor") >= 0),
	CONSTRAINT "case_accounts_refund_due_within_paid" CHECK ("case_accounts"."refund_due_minor" <= "case_accounts"."paid_minor"),
	CONSTRAINT "case_accounts_refunded_within_due" CHECK ("case_accounts"."refunded_minor" <= "case_accounts"."refund_due_minor"),
	CONSTRAINT "case_accounts_cash_within_paid" CHECK ("case_accounts"."cash_in_hand_minor" <= "case_accounts"."paid_minor")
);
--> statement-breakpoint
CREATE TABLE "money_entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "money_entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"effect_key" text NOT NULL,
	"position" integer NOT NULL,
	"case_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"cause" text,
	"quote_id" uuid,
	"fee_detail_id" uuid,
	"method" text,
	"reference" text,
	"account" text,
	"fee_kind" text,
	"until_at" timestamp with time zone,
	"month" text,
	"counters_entry_id" bigint,
	"person" text,
	"reason" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "money_entries_effect" UNIQUE("effect_key","position"),
	CONSTRAINT "money_entries_countered_once" UNIQUE("counters_entry_id"),
	CONSTRAINT "money_entries_kind_known" CHECK ("money_entries"."kind" in ('due', 'due_voided', 'payment', 'cash_handed_in', 'deferral', 'refund_due', 'refund_paid', 'cost', 'settlement', 'receivable', 'counter_entry')),
	CONSTRAINT "money_entries_amount" CHECK ("money_entries"."amount_minor" > 0 or ("money_entries"."kind" in ('settlement', 'deferral') and "money_entries"."amount_minor" = 0)),
	CONSTRAINT "money_entries_cause" CHECK ("money_entries"."kind" not in ('due', 'due_voided', 'refund_due', 'refund_paid') or "money_entries"."cause" is not null),
	CONSTRAINT "money_entries_due_agreed" CHECK ("money_entries"."kind" <> 'due' or "money_entries"."quote_id" is not null or "money_entries"."cause" = 'visitFee' or "money_entries"."cause" like 'visitFee/%'),
	CONSTRAINT "money_entries_payment" CHECK ("money_entries"."kind" not in ('payment', 'refund_paid') or ("money_entries"."method" is not null and "money_entries"."reference" is not null)),
	CONSTRAINT "money_entries_method_known" CHECK ("money_entries"."method" is null or "money_entries"."method" in ('bank', 'cash', 'online')),
	CONSTRAINT "money_entries_cost" CHECK ("money_entries"."kind" <> 'cost' or ("money_entries"."account" in ('warranty', 'workmanship', 'goodwill', 'customer') and "money_entries"."fee_kind" in ('labour', 'material', 'travel') and "money_entries"."account" is not null and "money_entries"."fee_kind" is not null)),
	CONSTRAINT "money_entries_deferral" CHECK ("money_entries"."kind" <> 'deferral' or "money_entries"."until_at" is not null),
	CONSTRAINT "money_entries_settlement" CHECK (("money_entries"."kind" = 'settlement') = ("money_entries"."month" is not null) and "money_entries"."month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT "money_entries_counter" CHECK (("money_entries"."kind" = 'counter_entry') = ("money_entries"."counters_entry_id" is not null) and ("money_entries"."kind" <> 'counter_entry' or "money_entries"."reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "settlement_months" (
	"month" text PRIMARY KEY NOT NULL,
	"closed_by" text,
	"closed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "part_substitutes" (
	"part_id" uuid NOT NULL,
	"substitute_id" uuid NOT NULL,
	CONSTRAINT "part_substitutes_part_id_substitute_id_pk" PRIMARY KEY("part_id","substitute_id"),
	CONSTRAINT "part_substitutes_other_part" CHECK ("part_substitutes"."part_id" <> "part_substitutes"."substitute_id")
);
--> statement-breakpoint
CREATE TABLE "parts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" text NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	"specification" text DEFAULT '' NOT NULL,
	"supplier" text DEFAULT '' NOT NULL,
	"tracking" text NOT NULL,
	"price_minor" bigint NOT NULL,
	"cost_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"reorder_point" integer DEFAULT 0 NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "parts_number_unique" UNIQUE("number"),
	CONSTRAINT "parts_tracking" CHECK ("parts"."tracking" in ('none', 'lot', 'serial')),
	CONSTRAINT "parts_currency" CHECK ("parts"."currency" ~ '^[A-Z]{3}$'),
	CONSTRAINT "parts_not_negative" CHECK ("parts"."price_minor" >= 0 and "parts"."cost_minor" >= 0 and "parts"."reorder_point" >= 0)
);
--> statement-breakpoint
CREATE TABLE "stock_locations" (
	"code" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	CONSTRAINT "stock_locations_kind" CHECK ("stock_locations"."kind" in ('store', 'quarantine'))
);
--> statement-breakpoint
CREATE TABLE "absences" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"reason" text,
	CONSTRAINT "absences_forwards" CHECK ("absences"."starts_at" < "absences"."ends_at")
);
--> statement-breakpoint
CREATE TABLE "departments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "departments_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "duty_shifts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"role" text NOT NULL,
	"person_id" uuid NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	CONSTRAINT "duty_shifts_once" UNIQUE("role","person_id","starts_at"),
	CONSTRAINT "duty_shifts_role_known" CHECK ("duty_shifts"."role" in ('customer', 'agent', 'technician', 'parts_clerk', 'parts_lead', 'inspector', 'finance', 'production', 'technical_support', 'repair_lead', 'service_lead', 'department_head', 'sales_manager', 'manager', 'general_manager', 'admin')),
	CONSTRAINT "duty_shifts_forwards" CHECK ("duty_shifts"."starts_at" < "duty_shifts"."ends_at")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"handle" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"phone" text,
	"wechat_id" text,
	"language" text NOT NULL,
	"time_zone" text NOT NULL,
	"team_id" uuid,
	"active" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "people_handle_unique" UNIQUE("handle")
);
--> statement-breakpoint
CREATE TABLE "person_roles" (
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	CONSTRAINT "person_roles_person_id_role_pk" PRIMARY KEY("person_id","role"),
	CONSTRAINT "person_roles_role_known" CHECK ("person_roles"."role" in ('customer', 'agent', 'technician', 'parts_clerk', 'parts_lead', 'inspector', 'finance', 'production', 'technical_support', 'repair_lead', 'service_lead', 'department_head', 'sales_manager', 'manager', 'general_manager', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "person_skills" (
	"person_id" uuid NOT NULL,
	"skill_code" text NOT NULL,
	CONSTRAINT "person_skills_person_id_skill_code_pk" PRIMARY KEY("person_id","skill_code")
);
--> statement-breakpoint
CREATE TABLE "reporting_lines" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"superior_id" uuid NOT NULL,
	CONSTRAINT "reporting_lines_not_self" CHECK ("reporting_lines"."person_id" <> "reporting_lines"."superior_id")
);
--> statement-breakpoint
CREATE TABLE "skills" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "teams" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"department_id" uuid NOT NULL,
	"lead_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "teams_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"company" text NOT NULL,
	"version" integer NOT NULL,
	"document" jsonb NOT NULL,
	"valid_from_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" uuid,
	CONSTRAINT "policies_version_once" UNIQUE("company","version"),
	CONSTRAINT "policies_version_positive" CHECK ("policies"."version" > 0)
);
--> statement-breakpoint
CREATE TABLE "price_lists" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"code" text NOT NULL,
	"version" integer NOT NULL,
	"document" jsonb NOT NULL,
	"valid_from_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" uuid,
	CONSTRAINT "price_lists_version_once" UNIQUE("code","version"),
	CONSTRAINT "price_lists_version_positive" CHECK ("price_lists"."version" > 0)
);
--> statement-breakpoint
CREATE TABLE "quote_lines" (
	"quote_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"description" text NOT NULL,
	"part_id" uuid,
	"quantity" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	"list_minor" bigint NOT NULL,
	"deviation_reason" text,
	CONSTRAINT "quote_lines_quote_id_position_pk" PRIMARY KEY("quote_id","position"),
	CONSTRAINT "quote_lines_kind_known" CHECK ("quote_lines"."kind" in ('labour', 'material', 'travel')),
	CONSTRAINT "quote_lines_not_negative" CHECK ("quote_lines"."quantity" > 0 and "quote_lines"."amount_minor" >= 0 and "quote_lines"."list_minor" >= 0),
	CONSTRAINT "quote_lines_deviation" CHECK ("quote_lines"."amount_minor" = "quote_lines"."list_minor" or "quote_lines"."deviation_reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "quotes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"case_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"scope" text NOT NULL,
	"state" text DEFAULT 'offered' NOT NULL,
	"currency" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"price_list_version" integer NOT NULL,
	"valid_until_at" timestamp with time zone NOT NULL,
	"offered_by" text,
	"offered_at" timestamp with time zone NOT NULL,
	"answered_by" text,
	"answered_at" timestamp with time zone,
	"heard_from" text,
	"signature" text,
	"answer_text" text,
	CONSTRAINT "quotes_revision" UNIQUE("case_id","revision"),
	CONSTRAINT "quotes_scope_known" CHECK ("quotes"."scope" in ('whole', 'addition')),
	CONSTRAINT "quotes_state_known" CHECK ("quotes"."state" in ('offered', 'accepted', 'declined', 'countered', 'superseded', 'replaced', 'withdrawn')),
	CONSTRAINT "quotes_total_not_negative" CHECK ("quotes"."total_minor" >= 0),
	CONSTRAINT "quotes_currency_code" CHECK ("quotes"."currency" ~ '^[A-Z]{3}$'),
	CONSTRAINT "quotes_answered" CHECK ("quotes"."state" not in ('accepted', 'declined', 'countered', 'replaced') or "quotes"."answered_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "requisition_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"requisition_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"part_id" uuid NOT NULL,
	"substitutes_line_id" uuid,
	"asked_quantity" integer NOT NULL,
	"signed_quantity" integer DEFAULT 0 NOT NULL,
	"reserved_quantity" integer DEFAULT 0 NOT NULL,
	"short_quantity" integer DEFAULT 0 NOT NULL,
	"issued_quantity" integer DEFAULT 0 NOT NULL,
	"consumed_quantity" integer DEFAULT 0 NOT NULL,
	"returned_quantity" integer DEFAULT 0 NOT NULL,
	"damaged_quantity" integer DEFAULT 0 NOT NULL,
	"lost_quantity" integer DEFAULT 0 NOT NULL,
	"given_up_quantity" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "requisition_lines_position" UNIQUE("requisition_id","position"),
	CONSTRAINT "requisition_lines_part_of_line" UNIQUE("id","part_id"),
	CONSTRAINT "requisition_lines_asked" CHECK ("requisition_lines"."asked_quantity" > 0 and "requisition_lines"."signed_quantity" <= "requisition_lines"."asked_quantity"),
	CONSTRAINT "requisition_lines_not_negative" CHECK (least("requisition_lines"."signed_quantity", "requisition_lines"."reserved_quantity", "requisition_lines"."short_quantity", "requisition_lines"."issued_quantity", "requisition_lines"."consumed_quantity", "requisition_lines"."returned_quantity", "requisition_lines"."damaged_quantity", "requisition_lines"."lost_quantity", "requisition_lines"."given_up_quantity") >= 0),
	CONSTRAINT "requisition_lines_signed_is_accounted_for" CHECK ("requisition_lines"."signed_quantity" = "requisition_lines"."reserved_quantity" + "requisition_lines"."short_quantity" + "requisition_lines"."issued_quantity" + "requisition_lines"."given_up_quantity"),
	CONSTRAINT "requisition_lines_within_issued" CHECK ("requisition_lines"."consumed_quantity" + "requisition_lines"."returned_quantity" + "requisition_lines"."damaged_quantity" + "requisition_lines"."lost_quantity" <= "requisition_lines"."issued_quantity")
);
--> statement-breakpoint
CREATE TABLE "requisitions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"case_id" uuid NOT NULL,
	"state" text DEFAULT 'asked' NOT NULL,
	"urgent" boolean NOT NULL,
	"location_code" text NOT NULL,
	"asked_by" text,
	"asked_at" timestamp with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"reason" text,
	CONSTRAINT "requisitions_number_unique" UNIQUE("number"),
	CONSTRAINT "requisitions_state" CHECK ("requisitions"."state" in ('asked', 'signed', 'refused', 'withdrawn')),
	CONSTRAINT "requisitions_decided" CHECK (("requisitions"."state" = 'asked') = ("requisitions"."decided_at" is null)),
	CONSTRAINT "requisitions_refusal_reason" CHECK ("requisitions"."state" <> 'refused' or "requisitions"."reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "short_lines" (
	"line_id" uuid PRIMARY KEY NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"way" text,
	"expected_at" timestamp with time zone,
	"reference" text,
	"substitute_part_id" uuid,
	"sourced_by" text,
	"short_since_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "short_lines_state" CHECK ("short_lines"."state" in ('waiting', 'sourced', 'arrived', 'cancelled', 'substituted', 'notObtainable')),
	CONSTRAINT "short_lines_way" CHECK ("short_lines"."way" is null or "short_lines"."way" in ('purchase', 'production', 'otherStore', 'substitute', 'notObtainable')),
	CONSTRAINT "short_lines_ended" CHECK (("short_lines"."state" in ('waiting', 'sourced')) = ("short_lines"."ended_at" is null)),
	CONSTRAINT "short_lines_substitute_known" CHECK ("short_lines"."way" is distinct from 'substitute' or "short_lines"."substitute_part_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "arrival_lines" (
	"receipt_number" text NOT NULL,
	"position" integer NOT NULL,
	"part_id" uuid NOT NULL,
	"lot" text DEFAULT '' NOT NULL,
	"accepted_quantity" integer NOT NULL,
	"rejected_quantity" integer DEFAULT 0 NOT NULL,
	"rejection_reason" text,
	CONSTRAINT "arrival_lines_receipt_number_position_pk" PRIMARY KEY("receipt_number","position"),
	CONSTRAINT "arrival_lines_quantity" CHECK ("arrival_lines"."accepted_quantity" >= 0 and "arrival_lines"."rejected_quantity" >= 0 and "arrival_lines"."accepted_quantity" + "arrival_lines"."rejected_quantity" > 0),
	CONSTRAINT "arrival_lines_reason" CHECK ("arrival_lines"."rejected_quantity" = 0 or "arrival_lines"."rejection_reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "arrivals" (
	"receipt_number" text PRIMARY KEY NOT NULL,
	"effect_key" text NOT NULL,
	"location_code" text NOT NULL,
	"reference" text,
	"inspected_by" text,
	"arrived_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "issued_items" (
	"line_id" uuid NOT NULL,
	"lot" text NOT NULL,
	"serial" text NOT NULL,
	"issued_quantity" integer NOT NULL,
	"consumed_quantity" integer DEFAULT 0 NOT NULL,
	"returned_quantity" integer DEFAULT 0 NOT NULL,
	"damaged_quantity" integer DEFAULT 0 NOT NULL,
	"lost_quantity" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "issued_items_line_id_lot_serial_pk" PRIMARY KEY("line_id","lot","serial"),
	CONSTRAINT "issued_items_not_negative" CHECK (least("issued_items"."issued_quantity", "issued_items"."consumed_quantity", "issued_items"."returned_quantity", "issued_items"."damaged_quantity", "issued_items"."lost_quantity") >= 0),
	CONSTRAINT "issued_items_within_issued" CHECK ("issued_items"."consumed_quantity" + "issued_items"."returned_quantity" + "issued_items"."damaged_quantity" + "issued_items"."lost_quantity" <= "issued_items"."issued_quantity")
);
--> statement-breakpoint
CREATE TABLE "part_serials" (
	"part_id" uuid NOT NULL,
	"serial" text NOT NULL,
	"lot" text NOT NULL,
	"state" text NOT NULL,
	"location_code" text,
	"line_id" uuid,
	CONSTRAINT "part_serials_part_id_serial_pk" PRIMARY KEY("part_id","serial"),
	CONSTRAINT "part_serials_state" CHECK ("part_serials"."state" in ('inStore', 'issued', 'fitted', 'quarantined', 'lost')),
	CONSTRAINT "part_serials_place" CHECK (("part_serials"."state" in ('inStore', 'quarantined')) = ("part_serials"."location_code" is not null))
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"line_id" uuid NOT NULL,
	"part_id" uuid NOT NULL,
	"location_code" text NOT NULL,
	"lot" text NOT NULL,
	"quantity" integer NOT NULL,
	CONSTRAINT "reservations_line_id_location_code_lot_pk" PRIMARY KEY("line_id","location_code","lot"),
	CONSTRAINT "reservations_not_negative" CHECK ("reservations"."quantity" >= 0)
);
--> statement-breakpoint
CREATE TABLE "stock_balances" (
	"part_id" uuid NOT NULL,
	"location_code" text NOT NULL,
	"lot" text NOT NULL,
	"on_hand" integer NOT NULL,
	"reserved" integer DEFAULT 0 NOT NULL,
	"first_received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stock_balances_part_id_location_code_lot_pk" PRIMARY KEY("part_id","location_code","lot"),
	CONSTRAINT "stock_balances_free" CHECK ("stock_balances"."reserved" >= 0 and "stock_balances"."reserved" <= "stock_balances"."on_hand")
);
--> statement-breakpoint
CREATE TABLE "stock_movements" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stock_movements_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"effect_key" text NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"part_id" uuid NOT NULL,
	"location_code" text,
	"lot" text DEFAULT '' NOT NULL,
	"serial" text DEFAULT '' NOT NULL,
	"quantity" integer NOT NULL,
	"case_id" uuid,
	"line_id" uuid,
	"person" text,
	"reason" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "stock_movements_effect" UNIQUE("effect_key","position"),
	CONSTRAINT "stock_movements_kind" CHECK ("stock_movements"."kind" in ('receipt', 'reserved', 'released', 'issued', 'consumed', 'consumption_reversed', 'returned', 'returned_damaged', 'lost', 'correction')),
	CONSTRAINT "stock_movements_quantity" CHECK ("stock_movements"."quantity" > 0 or ("stock_movements"."kind" = 'correction' and "stock_movements"."quantity" < 0)),
	CONSTRAINT "stock_movements_serial_is_one_piece" CHECK ("stock_movements"."serial" = '' or abs("stock_movements"."quantity") = 1),
	CONSTRAINT "stock_movements_location_known" CHECK (("stock_movements"."kind" in ('consumed', 'consumption_reversed', 'lost')) = ("stock_movements"."location_code" is null)),
	CONSTRAINT "stock_movements_line_known" CHECK (("stock_movements"."kind" in ('receipt', 'correction')) = ("stock_movements"."line_id" is null) and ("stock_movements"."line_id" is null) = ("stock_movements"."case_id" is null)),
	CONSTRAINT "stock_movements_reason" CHECK ("stock_movements"."kind" not in ('consumption_reversed', 'lost', 'correction') or "stock_movements"."reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "labels" (
	"topic" text NOT NULL,
	"key" text NOT NULL,
	"language" text NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "labels_topic_key_language_pk" PRIMARY KEY("topic","key","language")
);
--> statement-breakpoint
CREATE TABLE "message_templates" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"short" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "message_templates_version_once" UNIQUE("kind","language","version"),
	CONSTRAINT "message_templates_version_positive" CHECK ("message_templates"."version" > 0)
);
--> statement-breakpoint
CREATE TABLE "unit_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"unit_id" uuid NOT NULL,
	"case_id" uuid,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"happened_at" timestamp with time zone NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "unit_events_key_unique" UNIQUE("key"),
	CONSTRAINT "unit_events_kind_known" CHECK ("unit_events"."kind" in ('faultFound', 'partFitted', 'repaired', 'workmanshipGranted', 'warrantyExtended', 'replaced', 'scrapped'))
);
--> statement-breakpoint
CREATE TABLE "workmanship_warranties" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"unit_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"fault_code" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	CONSTRAINT "workmanship_warranties_once" UNIQUE("unit_id","case_id","fault_code")
);
--> statement-breakpoint
ALTER TABLE "holiday_scheme_years" ADD CONSTRAINT "holiday_scheme_years_scheme_code_holiday_schemes_code_fk" FOREIGN KEY ("scheme_code") REFERENCES "public"."holiday_schemes"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_technician_id_people_id_fk" FOREIGN KEY ("technician_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_policy_id_policies_id_fk" FOREIGN KEY ("policy_id") REFERENCES "public"."policies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_owner_id_people_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_technician_id_people_id_fk" FOREIGN KEY ("technician_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commitments" ADD CONSTRAINT "commitments_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_recipient_person_id_people_id_fk" FOREIGN KEY ("recipient_person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_assignee_id_people_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "timeline_events" ADD CONSTRAINT "timeline_events_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "login_identities" ADD CONSTRAINT "login_identities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "login_identities" ADD CONSTRAINT "login_identities_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fee_lines" ADD CONSTRAINT "fee_lines_fee_detail_id_fee_details_id_fk" FOREIGN KEY ("fee_detail_id") REFERENCES "public"."fee_details"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_deliveries" ADD CONSTRAINT "message_deliveries_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "money_entries" ADD CONSTRAINT "money_entries_effect_key_effect_keys_key_fk" FOREIGN KEY ("effect_key") REFERENCES "public"."effect_keys"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "money_entries" ADD CONSTRAINT "money_entries_quote_id_quotes_id_fk" FOREIGN KEY ("quote_id") REFERENCES "public"."quotes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "money_entries" ADD CONSTRAINT "money_entries_fee_detail_id_fee_details_id_fk" FOREIGN KEY ("fee_detail_id") REFERENCES "public"."fee_details"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "money_entries" ADD CONSTRAINT "money_entries_counters_entry_id_money_entries_id_fk" FOREIGN KEY ("counters_entry_id") REFERENCES "public"."money_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "money_entries" ADD CONSTRAINT "money_entries_case_account" FOREIGN KEY ("case_id","currency") REFERENCES "public"."case_accounts"("case_id","currency") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "part_substitutes" ADD CONSTRAINT "part_substitutes_part_id_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "part_substitutes" ADD CONSTRAINT "part_substitutes_substitute_id_parts_id_fk" FOREIGN KEY ("substitute_id") REFERENCES "public"."parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty_shifts" ADD CONSTRAINT "duty_shifts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_team_id_teams_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."teams"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_roles" ADD CONSTRAINT "person_roles_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_skills" ADD CONSTRAINT "person_skills_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_skills" ADD CONSTRAINT "person_skills_skill_code_skills_code_fk" FOREIGN KEY ("skill_code") REFERENCES "public"."skills"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reporting_lines" ADD CONSTRAINT "reporting_lines_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reporting_lines" ADD CONSTRAINT "reporting_lines_superior_id_people_id_fk" FOREIGN KEY ("superior_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_department_id_departments_id_fk" FOREIGN KEY ("department_id") REFERENCES "public"."departments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_lead_id_people_id_fk" FOREIGN KEY ("lead_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_lists" ADD CONSTRAINT "price_lists_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quote_lines" ADD CONSTRAINT "quote_lines_quote_id_quotes_id_fk" FOREIGN KEY ("quote_id") REFERENCES "public"."quotes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quote_lines" ADD CONSTRAINT "quote_lines_part_id_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requisition_lines" ADD CONSTRAINT "requisition_lines_requisition_id_requisitions_id_fk" FOREIGN KEY ("requisition_id") REFERENCES "public"."requisitions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requisition_lines" ADD CONSTRAINT "requisition_lines_part_id_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requisition_lines" ADD CONSTRAINT "requisition_lines_substitutes_line_id_requisition_lines_id_fk" FOREIGN KEY ("substitutes_line_id") REFERENCES "public"."requisition_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requisitions" ADD CONSTRAINT "requisitions_location_code_stock_locations_code_fk" FOREIGN KEY ("location_code") REFERENCES "public"."stock_locations"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "short_lines" ADD CONSTRAINT "short_lines_line_id_requisition_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."requisition_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "short_lines" ADD CONSTRAINT "short_lines_substitute_part_id_parts_id_fk" FOREIGN KEY ("substitute_part_id") REFERENCES "public"."parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arrival_lines" ADD CONSTRAINT "arrival_lines_receipt_number_arrivals_receipt_number_fk" FOREIGN KEY ("receipt_number") REFERENCES "public"."arrivals"("receipt_number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arrival_lines" ADD CONSTRAINT "arrival_lines_part_id_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arrivals" ADD CONSTRAINT "arrivals_effect_key_effect_keys_key_fk" FOREIGN KEY ("effect_key") REFERENCES "public"."effect_keys"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arrivals" ADD CONSTRAINT "arrivals_location_code_stock_locations_code_fk" FOREIGN KEY ("location_code") REFERENCES "public"."stock_locations"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issued_items" ADD CONSTRAINT "issued_items_line_id_requisition_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."requisition_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "part_serials" ADD CONSTRAINT "part_serials_part_id_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "part_serials" ADD CONSTRAINT "part_serials_location_code_stock_locations_code_fk" FOREIGN KEY ("location_code") REFERENCES "public"."stock_locations"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "part_serials" ADD CONSTRAINT "part_serials_line_id_requisition_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."requisition_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_line" FOREIGN KEY ("line_id","part_id") REFERENCES "public"."requisition_lines"("id","part_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_balance" FOREIGN KEY ("part_id","location_code","lot") REFERENCES "public"."stock_balances"("part_id","location_code","lot") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_balances" ADD CONSTRAINT "stock_balances_part_id_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_balances" ADD CONSTRAINT "stock_balances_location_code_stock_locations_code_fk" FOREIGN KEY ("location_code") REFERENCES "public"."stock_locations"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_effect_key_effect_keys_key_fk" FOREIGN KEY ("effect_key") REFERENCES "public"."effect_keys"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_part_id_parts_id_fk" FOREIGN KEY ("part_id") REFERENCES "public"."parts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_location_code_stock_locations_code_fk" FOREIGN KEY ("location_code") REFERENCES "public"."stock_locations"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_line" FOREIGN KEY ("line_id","part_id") REFERENCES "public"."requisition_lines"("id","part_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unit_events" ADD CONSTRAINT "unit_events_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unit_events" ADD CONSTRAINT "unit_events_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workmanship_warranties" ADD CONSTRAINT "workmanship_warranties_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workmanship_warranties" ADD CONSTRAINT "workmanship_warranties_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_subject_type_subject_id_id_index" ON "audit_log" USING btree ("subject_type","subject_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_actor_type_actor_id_id_index" ON "audit_log" USING btree ("actor_type","actor_id","id");--> statement-breakpoint
CREATE INDEX "appointments_case_id_index" ON "appointments" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "appointments_open_by_technician" ON "appointments" USING btree ("technician_id","from_at") WHERE status = 'agreed';--> statement-breakpoint
CREATE INDEX "approvals_case_id_index" ON "approvals" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "approvals_pending" ON "approvals" USING btree ("requested_at","id") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "cases_opened_at_id_index" ON "cases" USING btree ("opened_at" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "cases_kind_phase_index" ON "cases" USING btree ("kind","phase");--> statement-breakpoint
CREATE INDEX "cases_policy_id_index" ON "cases" USING btree ("policy_id");--> statement-breakpoint
CREATE INDEX "cases_customer_id_index" ON "cases" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "cases_contact_id_index" ON "cases" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "cases_owner_id_index" ON "cases" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "cases_technician_id_index" ON "cases" USING btree ("technician_id");--> statement-breakpoint
CREATE INDEX "cases_open_serial" ON "cases" USING btree (("details" ->> 'serialNumber')) WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "commitments_running_due" ON "commitments" USING btree ("due_at") WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "holds_case_id_index" ON "holds" USING btree ("case_id");--> statement-breakpoint
CREATE UNIQUE INDEX "holds_one_at_a_time" ON "holds" USING btree ("case_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "messages_case_id_index" ON "messages" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "messages_recipient_person_id_index" ON "messages" USING btree ("recipient_person_id");--> statement-breakpoint
CREATE INDEX "messages_inbox" ON "messages" USING btree ("recipient_role","queued_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "tasks_case_id_index" ON "tasks" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "tasks_assignee_id_index" ON "tasks" USING btree ("assignee_id");--> statement-breakpoint
CREATE INDEX "tasks_open" ON "tasks" USING btree ("opened_at","id") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "products_category_index" ON "products" USING btree ("category");--> statement-breakpoint
CREATE INDEX "units_serial_number_index" ON "units" USING btree ("serial_number");--> statement-breakpoint
CREATE INDEX "units_customer_id_index" ON "units" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "contacts_customer_id_index" ON "contacts" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "customers_name_id_index" ON "customers" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "login_identities_person_id_index" ON "login_identities" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "login_identities_contact_id_index" ON "login_identities" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "fee_lines_account" ON "fee_lines" USING btree ("account");--> statement-breakpoint
CREATE INDEX "idempotency_keys_started_at_index" ON "idempotency_keys" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "message_deliveries_recipient_id_index" ON "message_deliveries" USING btree ("recipient_id");--> statement-breakpoint
CREATE INDEX "case_accounts_settlement_month" ON "case_accounts" USING btree ("settlement_month");--> statement-breakpoint
CREATE INDEX "money_entries_case" ON "money_entries" USING btree ("case_id","currency");--> statement-breakpoint
CREATE INDEX "money_entries_quote" ON "money_entries" USING btree ("quote_id");--> statement-breakpoint
CREATE INDEX "money_entries_fee_detail" ON "money_entries" USING btree ("fee_detail_id");--> statement-breakpoint
CREATE INDEX "money_entries_reference" ON "money_entries" USING btree ("method","reference");--> statement-breakpoint
CREATE UNIQUE INDEX "money_entries_one_per_cause" ON "money_entries" USING btree ("case_id","kind","cause") WHERE "money_entries"."kind" in ('due', 'refund_due', 'refund_paid');--> statement-breakpoint
CREATE UNIQUE INDEX "money_entries_one_payment" ON "money_entries" USING btree ("case_id","method","reference") WHERE "money_entries"."kind" = 'payment';--> statement-breakpoint
CREATE INDEX "part_substitutes_substitute" ON "part_substitutes" USING btree ("substitute_id");--> statement-breakpoint
CREATE INDEX "absences_person_id_ends_at_index" ON "absences" USING btree ("person_id","ends_at");--> statement-breakpoint
CREATE INDEX "duty_shifts_person_id_index" ON "duty_shifts" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "duty_shifts_role_ends_at_index" ON "duty_shifts" USING btree ("role","ends_at");--> statement-breakpoint
CREATE INDEX "people_team_id_index" ON "people" USING btree ("team_id");--> statement-breakpoint
CREATE INDEX "people_name_index" ON "people" USING btree ("name");--> statement-breakpoint
CREATE INDEX "person_roles_role_index" ON "person_roles" USING btree ("role");--> statement-breakpoint
CREATE INDEX "person_skills_skill_code_index" ON "person_skills" USING btree ("skill_code");--> statement-breakpoint
CREATE INDEX "reporting_lines_superior_id_index" ON "reporting_lines" USING btree ("superior_id");--> statement-breakpoint
CREATE INDEX "teams_department_id_index" ON "teams" USING btree ("department_id");--> statement-breakpoint
CREATE INDEX "teams_lead_id_index" ON "teams" USING btree ("lead_id");--> statement-breakpoint
CREATE INDEX "policies_created_by_index" ON "policies" USING btree ("created_by");--> statement-breakpoint
CREATE INDEX "price_lists_created_by_index" ON "price_lists" USING btree ("created_by");--> statement-breakpoint
CREATE INDEX "quote_lines_part" ON "quote_lines" USING btree ("part_id");--> statement-breakpoint
CREATE UNIQUE INDEX "quotes_one_offered" ON "quotes" USING btree ("case_id") WHERE "quotes"."state" = 'offered';--> statement-breakpoint
CREATE INDEX "requisition_lines_part" ON "requisition_lines" USING btree ("part_id");--> statement-breakpoint
CREATE INDEX "requisition_lines_substitutes" ON "requisition_lines" USING btree ("substitutes_line_id");--> statement-breakpoint
CREATE INDEX "requisitions_case" ON "requisitions" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "requisitions_location" ON "requisitions" USING btree ("location_code");--> statement-breakpoint
CREATE INDEX "short_lines_substitute" ON "short_lines" USING btree ("substitute_part_id");--> statement-breakpoint
CREATE INDEX "arrival_lines_part" ON "arrival_lines" USING btree ("part_id");--> statement-breakpoint
CREATE INDEX "arrivals_effect" ON "arrivals" USING btree ("effect_key");--> statement-breakpoint
CREATE INDEX "arrivals_location" ON "arrivals" USING btree ("location_code");--> statement-breakpoint
CREATE INDEX "part_serials_location" ON "part_serials" USING btree ("location_code");--> statement-breakpoint
CREATE INDEX "part_serials_line" ON "part_serials" USING btree ("line_id");--> statement-breakpoint
CREATE INDEX "reservations_line_part" ON "reservations" USING btree ("line_id","part_id");--> statement-breakpoint
CREATE INDEX "reservations_balance_key" ON "reservations" USING btree ("part_id","location_code","lot");--> statement-breakpoint
CREATE INDEX "stock_balances_location" ON "stock_balances" USING btree ("location_code");--> statement-breakpoint
CREATE INDEX "stock_movements_part" ON "stock_movements" USING btree ("part_id","id");--> statement-breakpoint
CREATE INDEX "stock_movements_location" ON "stock_movements" USING btree ("location_code");--> statement-breakpoint
CREATE INDEX "stock_movements_case" ON "stock_movements" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "stock_movements_line_part" ON "stock_movements" USING btree ("line_id","part_id");--> statement-breakpoint
CREATE INDEX "unit_events_unit_id_happened_at_index" ON "unit_events" USING btree ("unit_id","happened_at");--> statement-breakpoint
CREATE INDEX "unit_events_case_id_index" ON "unit_events" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "workmanship_warranties_case_id_index" ON "workmanship_warranties" USING btree ("case_id");