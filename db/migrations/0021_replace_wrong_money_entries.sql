DROP INDEX "money_entries_one_per_cause";--> statement-breakpoint
DROP INDEX "money_entries_one_payment";--> statement-breakpoint
ALTER TABLE "money_entries" ADD COLUMN "replaces_entry_id" bigint;--> statement-breakpoint
ALTER TABLE "money_entries" ADD CONSTRAINT "money_entries_replaces_entry_id_money_entries_id_fk" FOREIGN KEY ("replaces_entry_id") REFERENCES "public"."money_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "money_entries_one_per_cause" ON "money_entries" USING btree ("case_id","kind","cause") WHERE "money_entries"."kind" in ('due', 'refund_due', 'refund_paid') and "money_entries"."replaces_entry_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "money_entries_one_payment" ON "money_entries" USING btree ("case_id","method","reference") WHERE "money_entries"."kind" = 'payment' and "money_entries"."replaces_entry_id" is null;--> statement-breakpoint
ALTER TABLE "money_entries" ADD CONSTRAINT "money_entries_replaced_once" UNIQUE("replaces_entry_id");--> statement-breakpoint
ALTER TABLE "money_entries" ADD CONSTRAINT "money_entries_replacement" CHECK ("money_entries"."replaces_entry_id" is null or "money_entries"."kind" in ('payment', 'refund_due', 'refund_paid', 'cost'));