-- A circle of superiors would send an escalation round for ever (X-03).
CREATE OR REPLACE FUNCTION refuse_reporting_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Two lines written at once could close a circle that neither sees.
  PERFORM pg_advisory_xact_lock(hashtext('reporting_lines'));
  IF EXISTS (
    WITH RECURSIVE chain (person_id) AS (
      SELECT NEW.superior_id
      UNION
      SELECT line.superior_id FROM reporting_lines line JOIN chain ON line.person_id = chain.person_id
    )
    SELECT FROM chain WHERE person_id = NEW.person_id
  ) THEN
    RAISE EXCEPTION 'person % would report to themselves through superior %', NEW.person_id, NEW.superior_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_lines_no_circle';
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER reporting_lines_no_circle BEFORE INSERT OR UPDATE ON reporting_lines
  FOR EACH ROW EXECUTE FUNCTION refuse_reporting_circle();
