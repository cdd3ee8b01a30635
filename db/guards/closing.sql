-- A closed case has nothing open, nothing in anyone's hands, and balanced books (X-06, repair §7 "Never"). Looked at
-- when the step that closes it is committed, because the step writes its tables in any order. Idempotent: may be run
-- again over itself.

CREATE OR REPLACE FUNCTION refuse_unsettled_closing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  left_open text;
BEGIN
  SELECT what INTO left_open FROM (
    SELECT 'task ' || kind AS what FROM tasks WHERE case_id = NEW.id AND status = 'open'
    UNION ALL SELECT 'approval ' || subject FROM approvals WHERE case_id = NEW.id AND status = 'pending'
    UNION ALL SELECT 'commitment ' || name FROM commitments WHERE case_id = NEW.id AND status = 'running'
    UNION ALL SELECT 'hold' FROM holds WHERE case_id = NEW.id AND ended_at IS NULL
    UNION ALL SELECT 'window' FROM appointments WHERE case_id = NEW.id AND status = 'agreed'
    UNION ALL SELECT 'message ' || kind FROM messages WHERE case_id = NEW.id AND status = 'queued'
    UNION ALL SELECT 'requisition ' || number FROM requisitions WHERE case_id = NEW.id AND state = 'asked'
    UNION ALL SELECT 'line ' || line.position || ' of ' || requisition.number
      FROM requisitions requisition JOIN requisition_lines line ON line.requisition_id = requisition.id
      WHERE requisition.case_id = NEW.id AND (line.reserved_quantity + line.short_quantity > 0
        OR line.consumed_quantity + line.returned_quantity + line.damaged_quantity + line.lost_quantity <> line.issued_quantity)
    UNION ALL SELECT 'account' FROM case_accounts
      WHERE case_id = NEW.id AND (due_minor - (paid_minor - refund_due_minor) NOT BETWEEN 0 AND receivable_minor
        OR refunded_minor <> refund_due_minor OR cash_in_hand_minor <> 0)
  ) found LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'case % is not settled: %', NEW.number, left_open
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_closed_is_settled';
  END IF;
  RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS cases_closed_is_settled ON cases;
CREATE CONSTRAINT TRIGGER cases_closed_is_settled AFTER UPDATE OF phase ON cases
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.phase = 'closed' AND OLD.phase <> 'closed')
  EXECUTE FUNCTION refuse_unsettled_closing();
