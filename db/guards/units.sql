-- A unit is disposed of in a case only after the customer got another for it there (R-15, repair §7 "Never").
-- Idempotent: may be run again over itself.
CREATE OR REPLACE FUNCTION refuse_scrapping_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM unit_events
    WHERE unit_id = NEW.unit_id AND case_id = NEW.case_id AND kind = 'replaced' AND happened_at <= NEW.happened_at;
  IF FOUND THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'unit % is still with the customer', NEW.unit_id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_events_scrapped_after_replaced';
END $$;

CREATE OR REPLACE TRIGGER unit_events_scrapped_after_replaced BEFORE INSERT ON unit_events
  FOR EACH ROW WHEN (NEW.kind = 'scrapped') EXECUTE FUNCTION refuse_scrapping_in_use();
