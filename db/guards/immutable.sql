-- Records that stay as they were written: versions that cases were opened under, and histories (design idea 9, S-01).
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
$$;

CREATE OR REPLACE TRIGGER policies_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON policies
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER price_lists_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON price_lists
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER calendars_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON calendars
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER message_templates_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON message_templates
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER audit_log_append_only BEFORE UPDATE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER survey_rounds_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON survey_rounds
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER case_names_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_names
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER issued_documents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON issued_documents
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER unit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON unit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The log keeps the half-year before its newest entry, whoever deletes (Cybersecurity Law of the PRC, art. 21: no less
-- than six months).
CREATE OR REPLACE FUNCTION refuse_early_removal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  youngest timestamptz := (SELECT max(recorded_at) FROM removed);
  newest timestamptz := (SELECT recorded_at FROM audit_log ORDER BY id DESC LIMIT 1);
BEGIN
  IF youngest > coalesce(newest, youngest) - interval '184 days' THEN
    RAISE EXCEPTION 'rows of % are kept for 184 days at least', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER audit_log_kept AFTER DELETE ON audit_log
  REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_early_removal();
