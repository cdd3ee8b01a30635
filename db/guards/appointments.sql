-- A technician is at one customer's at a time, unless whoever leads them sets that aside (R-05, repair §9
-- TECHNICIAN_BUSY). Idempotent: may be run again over itself.
CREATE EXTENSION IF NOT EXISTS btree_gist;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'appointments_one_at_a_time') THEN
    ALTER TABLE appointments ADD CONSTRAINT appointments_one_at_a_time EXCLUDE USING gist (
      technician_id WITH =, case_id WITH <>, tstzrange(from_at, to_at) WITH &&
    ) WHERE (status = 'agreed' AND place = 'onSite' AND NOT forced);
  END IF;
END $$;
