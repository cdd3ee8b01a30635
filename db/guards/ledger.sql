-- What the stock ledger and the money ledger share. Idempotent: may be run again over itself.

CREATE OR REPLACE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE FUNCTION refuse_direct_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% follows its ledger: direct % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

-- The first answer of an effect stays.
CREATE OR REPLACE TRIGGER effect_keys_answered_once BEFORE UPDATE ON effect_keys
  FOR EACH ROW WHEN (OLD.result IS NOT NULL) EXECUTE FUNCTION refuse_ledger_change();
CREATE OR REPLACE TRIGGER effect_keys_kept BEFORE DELETE ON effect_keys
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
