-- Rules of the money ledger that plain constraints cannot state (F-04, X-06, repair §7).
-- Idempotent: may be run again over itself.

-- The settlement that counts an entry (F-03): the next one of its case, or the one before for what only carries it
-- out. Entries that come later never change it: a closed month stays as it was.
CREATE OR REPLACE FUNCTION settlement_of(entry money_entries) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN entry.kind = 'counter_entry' THEN
      (SELECT settlement_of(e) FROM money_entries e WHERE e.id = entry.counters_entry_id)
    WHEN entry.replaces_entry_id IS NOT NULL THEN
      (SELECT settlement_of(e) FROM money_entries e WHERE e.id = entry.replaces_entry_id)
    WHEN entry.kind IN ('refund_paid', 'cash_handed_in', 'receivable') THEN coalesce(
      (SELECT max(s.id) FROM money_entries s
        WHERE s.case_id = entry.case_id AND s.kind = 'settlement' AND s.id < entry.id),
      (SELECT min(s.id) FROM money_entries s
        WHERE s.case_id = entry.case_id AND s.kind = 'settlement' AND s.id > entry.id))
    ELSE
      (SELECT min(s.id) FROM money_entries s
        WHERE s.case_id = entry.case_id AND s.kind = 'settlement' AND s.id >= entry.id)
    END
$$;

-- Before an entry: what it refers to must allow it.
CREATE OR REPLACE FUNCTION check_money_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  quote quotes;
  countered money_entries;
  replaced money_entries;
  counted_in text;
BEGIN
  IF NEW.replaces_entry_id IS NOT NULL THEN
    SELECT * INTO STRICT replaced FROM money_entries WHERE id = NEW.replaces_entry_id;
    IF replaced.case_id <> NEW.case_id OR replaced.kind <> NEW.kind THEN
      RAISE EXCEPTION 'entry % is not replaced so', replaced.id USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  -- Beside the unique indexes, which know only entries that replace none: one payment of a reference stands, one refund
  -- of a cause.
  IF NEW.kind IN ('payment', 'refund_due', 'refund_paid') AND EXISTS (
    SELECT FROM money_entries e
    WHERE e.case_id = NEW.case_id AND e.kind = NEW.kind AND e.id IS DISTINCT FROM NEW.replaces_entry_id
      AND (NEW.replaces_entry_id IS NOT NULL OR e.replaces_entry_id IS NOT NULL)
      AND CASE NEW.kind WHEN 'payment' THEN e.method = NEW.method AND e.reference = NEW.reference ELSE e.cause = NEW.cause END
      AND NOT EXISTS (SELECT FROM money_entries c WHERE c.counters_entry_id = e.id)
  ) THEN
    RAISE EXCEPTION 'the same % stands already', NEW.kind
      USING ERRCODE = 'unique_violation', CONSTRAINT = 'money_entries_stands_once';
  END IF;
  CASE NEW.kind
  WHEN 'due' THEN
    IF NEW.quote_id IS NOT NULL THEN
      SELECT * INTO STRICT quote FROM quotes WHERE id = NEW.quote_id;
      IF quote.case_id <> NEW.case_id OR quote.state <> 'accepted' OR quote.currency <> NEW.currency
        OR quote.total_minor <> NEW.amount_minor THEN
        RAISE EXCEPTION 'only the total of an accepted quotation of the case is due' USING ERRCODE = 'check_violation';
      END IF;
    END IF;
  WHEN 'refund_paid' THEN
    PERFORM FROM money_entries e
      WHERE e.case_id = NEW.case_id AND e.kind = 'refund_due' AND e.cause = NEW.cause AND e.amount_minor = NEW.amount_minor
        AND NOT EXISTS (SELECT FROM money_entries c WHERE c.counters_entry_id = e.id);
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no refund of % is due for "%"', NEW.amount_minor, NEW.cause USING ERRCODE = 'check_violation';
    END IF;
  WHEN 'settlement' THEN
    PERFORM FROM settlement_months WHERE month = NEW.month;
    IF FOUND THEN
      RAISE EXCEPTION 'month % is settled', NEW.month USING ERRCODE = 'check_violation';
    END IF;
  WHEN 'counter_entry' THEN
    SELECT * INTO STRICT countered FROM money_entries WHERE id = NEW.counters_entry_id;
    IF countered.case_id <> NEW.case_id OR countered.amount_minor <> NEW.amount_minor
      OR countered.kind IN ('counter_entry', 'deferral', 'settlement', 'receivable') THEN
      RAISE EXCEPTION 'entry % cannot be countered so', countered.id USING ERRCODE = 'check_violation';
    END IF;
    IF countered.kind = 'refund_due' AND EXISTS (
      SELECT FROM money_entries e
      WHERE e.case_id = NEW.case_id AND e.kind = 'refund_paid' AND e.cause = countered.cause
        AND NOT EXISTS (SELECT FROM money_entries c WHERE c.counters_entry_id = e.id)
    ) THEN
      RAISE EXCEPTION 'the refund for "%" is paid', countered.cause USING ERRCODE = 'check_violation';
    END IF;
    SELECT s.month INTO counted_in FROM money_entries s WHERE s.id = settlement_of(countered);
    PERFORM FROM settlement_months WHERE month = counted_in;
    IF FOUND THEN
      RAISE EXCEPTION 'month % is settled', counted_in USING ERRCODE = 'check_violation';
    END IF;
  ELSE NULL;
  END CASE;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION apply_money_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  entry money_entries := NEW;
  change bigint := NEW.amount_minor;
BEGIN
  IF NEW.kind = 'counter_entry' THEN
    SELECT * INTO STRICT entry FROM money_entries WHERE id = NEW.counters_entry_id;
    change := -NEW.amount_minor;
  END IF;
  UPDATE case_accounts SET
      due_minor = due_minor + CASE entry.kind WHEN 'due' THEN change WHEN 'due_voided' THEN -change ELSE 0 END,
      paid_minor = paid_minor + CASE entry.kind WHEN 'payment' THEN change ELSE 0 END,
      cash_in_hand_minor = cash_in_hand_minor + CASE
        WHEN entry.kind = 'payment' AND entry.method = 'cash' THEN change
        WHEN entry.kind = 'cash_handed_in' THEN -change
        ELSE 0 END,
      deferred_minor = CASE WHEN entry.kind = 'deferral' THEN change ELSE deferred_minor END,
      refund_due_minor = refund_due_minor + CASE entry.kind WHEN 'refund_due' THEN change ELSE 0 END,
      refunded_minor = refunded_minor + CASE entry.kind WHEN 'refund_paid' THEN change ELSE 0 END,
      cost_minor = cost_minor + CASE entry.kind WHEN 'cost' THEN change ELSE 0 END,
      receivable_minor = CASE entry.kind
        WHEN 'receivable' THEN change WHEN 'settlement' THEN 0 ELSE receivable_minor END,
      settlement_month = CASE WHEN entry.kind = 'settlement' THEN entry.month ELSE settlement_month END
    WHERE case_id = NEW.case_id;
  -- Looked at here, because entries of the same statement may have lowered the due just before.
  IF NEW.kind = 'settlement'
    AND NOT EXISTS (SELECT FROM case_accounts WHERE case_id = NEW.case_id AND due_minor = NEW.amount_minor) THEN
    RAISE EXCEPTION 'a settlement charges what is due' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.kind = 'counter_entry' AND entry.kind = 'due_voided' AND (SELECT due_minor FROM case_accounts WHERE case_id = NEW.case_id)
    > (SELECT coalesce(sum(total_minor), 0) FROM quotes WHERE case_id = NEW.case_id AND state = 'accepted')
    + (SELECT coalesce(sum(amount_minor), 0) FROM money_entries WHERE case_id = NEW.case_id AND kind = 'due' AND quote_id IS NULL) THEN
    RAISE EXCEPTION 'more would be due than was agreed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

-- Looked at when the correction is committed, because it writes its entries in the order in which the sums stay sound.
CREATE OR REPLACE FUNCTION require_countered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM money_entries c WHERE c.counters_entry_id = NEW.replaces_entry_id) THEN
    RAISE EXCEPTION 'entry % is replaced and not undone', NEW.replaces_entry_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS money_entries_replaced_is_countered ON money_entries;
CREATE CONSTRAINT TRIGGER money_entries_replaced_is_countered AFTER INSERT ON money_entries
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.replaces_entry_id IS NOT NULL) EXECUTE FUNCTION require_countered();

CREATE OR REPLACE TRIGGER money_entries_check BEFORE INSERT ON money_entries
  FOR EACH ROW EXECUTE FUNCTION check_money_entry();
CREATE OR REPLACE TRIGGER money_entries_apply AFTER INSERT ON money_entries
  FOR EACH ROW EXECUTE FUNCTION apply_money_entry();
CREATE OR REPLACE TRIGGER money_entries_append_only BEFORE UPDATE OR DELETE ON money_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE OR REPLACE TRIGGER money_entries_no_truncate BEFORE TRUNCATE ON money_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();
CREATE OR REPLACE TRIGGER settlement_months_stay BEFORE UPDATE OR DELETE ON settlement_months
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();

-- An account is opened empty by a statement of its own (depth 0); its sums follow the ledger alone.
CREATE OR REPLACE TRIGGER case_accounts_open_empty BEFORE INSERT ON case_accounts
  FOR EACH ROW WHEN (NEW.due_minor + NEW.paid_minor + NEW.deferred_minor + NEW.refund_due_minor + NEW.refunded_minor
    + NEW.cash_in_hand_minor + NEW.cost_minor + NEW.receivable_minor <> 0)
  EXECUTE FUNCTION refuse_direct_write();
CREATE OR REPLACE TRIGGER case_accounts_follow_ledger
  BEFORE UPDATE OF due_minor, paid_minor, deferred_minor, refund_due_minor, refunded_minor, cash_in_hand_minor,
    cost_minor, receivable_minor, settlement_month ON case_accounts
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_direct_write();
CREATE OR REPLACE TRIGGER case_accounts_kept BEFORE DELETE ON case_accounts
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();

-- Money that waits for a decision stays as it came, and is decided about once.
CREATE OR REPLACE TRIGGER unplaced_payments_placed_once BEFORE UPDATE ON unplaced_payments
  FOR EACH ROW WHEN (OLD.placement IS NOT NULL OR NEW.placement IS NULL
    OR (OLD.id, OLD.case_id, OLD.amount_minor, OLD.currency, OLD.method, OLD.reference, OLD.paid_at, OLD.because,
        OLD.received_at, OLD.received_month)
    IS DISTINCT FROM (NEW.id, NEW.case_id, NEW.amount_minor, NEW.currency, NEW.method, NEW.reference, NEW.paid_at,
        NEW.because, NEW.received_at, NEW.received_month))
  EXECUTE FUNCTION refuse_ledger_change();
CREATE OR REPLACE TRIGGER unplaced_payments_kept BEFORE DELETE ON unplaced_payments
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
