-- Rules of the stock ledger that plain constraints cannot state (P-01, X-11, repair §7).
-- Idempotent: may be run again over itself.

-- Before an entry: what its part and its place allow.
CREATE OR REPLACE FUNCTION check_stock_movement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  tracking_of_part text;
  kind_of_location text;
BEGIN
  SELECT tracking INTO STRICT tracking_of_part FROM parts WHERE id = NEW.part_id;
  -- Reservations of serial-tracked parts are by quantity; the single piece is chosen at the issue.
  IF (NEW.serial <> '') <> (tracking_of_part = 'serial' AND NEW.kind NOT IN ('reserved', 'released')) THEN
    RAISE EXCEPTION 'serial number "%" does not fit a % of a part tracked by %', NEW.serial, NEW.kind, tracking_of_part
      USING ERRCODE = 'check_violation';
  END IF;
  IF (tracking_of_part = 'lot' AND NEW.lot = '') OR (tracking_of_part = 'none' AND NEW.lot <> '') THEN
    RAISE EXCEPTION 'lot "%" does not fit a part tracked by %', NEW.lot, tracking_of_part USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.location_code IS NOT NULL AND NEW.kind <> 'correction' THEN
    SELECT kind INTO STRICT kind_of_location FROM stock_locations WHERE code = NEW.location_code;
    IF (kind_of_location = 'quarantine') <> (NEW.kind = 'returned_damaged') THEN
      RAISE EXCEPTION '% does not belong in a % location', NEW.kind, kind_of_location USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION apply_movement_to_balance(m stock_movements) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  on_hand_change integer := CASE
    WHEN m.kind IN ('receipt', 'returned', 'returned_damaged', 'correction') THEN m.quantity
    WHEN m.kind = 'issued' THEN -m.quantity
    ELSE 0 END;
  reserved_change integer := CASE
    WHEN m.kind = 'reserved' THEN m.quantity
    WHEN m.kind IN ('released', 'issued') THEN -m.quantity
    ELSE 0 END;
BEGIN
  UPDATE stock_balances SET on_hand = on_hand + on_hand_change, reserved = reserved + reserved_change
    WHERE part_id = m.part_id AND location_code = m.location_code AND lot = m.lot;
  IF NOT FOUND THEN
    INSERT INTO stock_balances (part_id, location_code, lot, on_hand, reserved, first_received_at)
      VALUES (m.part_id, m.location_code, m.lot, on_hand_change, reserved_change, m.at)
      ON CONFLICT (part_id, location_code, lot) DO UPDATE
        SET on_hand = stock_balances.on_hand + on_hand_change, reserved = stock_balances.reserved + reserved_change;
  END IF;
  IF reserved_change <> 0 THEN
    UPDATE reservations SET quantity = quantity + reserved_change
      WHERE line_id = m.line_id AND location_code = m.location_code AND lot = m.lot;
    IF NOT FOUND THEN
      INSERT INTO reservations (line_id, part_id, location_code, lot, quantity)
        VALUES (m.line_id, m.part_id, m.location_code, m.lot, reserved_change);
    END IF;
  END IF;
END $$;

CREATE OR REPLACE FUNCTION apply_movement_to_line(m stock_movements) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  consumed_change integer := CASE m.kind
    WHEN 'consumed' THEN m.quantity WHEN 'consumption_reversed' THEN -m.quantity ELSE 0 END;
  returned_change integer := CASE m.kind WHEN 'returned' THEN m.quantity ELSE 0 END;
  damaged_change integer := CASE m.kind WHEN 'returned_damaged' THEN m.quantity ELSE 0 END;
  lost_change integer := CASE m.kind WHEN 'lost' THEN m.quantity ELSE 0 END;
BEGIN
  UPDATE requisition_lines SET
      reserved_quantity = reserved_quantity
        + CASE m.kind WHEN 'reserved' THEN m.quantity WHEN 'released' THEN -m.quantity WHEN 'issued' THEN -m.quantity ELSE 0 END,
      short_quantity = short_quantity
        + CASE m.kind WHEN 'reserved' THEN -m.quantity WHEN 'released' THEN m.quantity ELSE 0 END,
      issued_quantity = issued_quantity + CASE m.kind WHEN 'issued' THEN m.quantity ELSE 0 END,
      consumed_quantity = consumed_quantity + consumed_change,
      returned_quantity = returned_quantity + returned_change,
      damaged_quantity = damaged_quantity + damaged_change,
      lost_quantity = lost_quantity + lost_change
    WHERE id = m.line_id;
  IF m.kind IN ('reserved', 'released') THEN RETURN; END IF;
  IF m.kind = 'issued' THEN
    INSERT INTO issued_items (line_id, lot, serial, issued_quantity) VALUES (m.line_id, m.lot, m.serial, m.quantity)
      ON CONFLICT (line_id, lot, serial) DO UPDATE
        SET issued_quantity = issued_items.issued_quantity + EXCLUDED.issued_quantity;
    RETURN;
  END IF;
  UPDATE issued_items SET
      consumed_quantity = consumed_quantity + consumed_change,
      returned_quantity = returned_quantity + returned_change,
      damaged_quantity = damaged_quantity + damaged_change,
      lost_quantity = lost_quantity + lost_change
    WHERE line_id = m.line_id AND lot = m.lot AND serial = m.serial;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'lot "%" serial "%" was not issued for line %', m.lot, m.serial, m.line_id USING ERRCODE = 'check_violation';
  END IF;
END $$;

-- A piece with a serial number is in one place at a time.
CREATE OR REPLACE FUNCTION apply_movement_to_serial(m stock_movements) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  found_state text := CASE
    WHEN m.kind = 'issued' THEN 'inStore'
    WHEN m.kind = 'consumption_reversed' THEN 'fitted'
    WHEN m.kind = 'correction' AND m.quantity < 0 THEN 'inStore'
    WHEN m.kind IN ('consumed', 'returned', 'returned_damaged', 'lost') THEN 'issued' END;
  left_state text := CASE
    WHEN m.kind IN ('issued', 'consumption_reversed') THEN 'issued'
    WHEN m.kind = 'consumed' THEN 'fitted'
    WHEN m.kind = 'returned_damaged' THEN 'quarantined'
    WHEN m.kind = 'lost' OR (m.kind = 'correction' AND m.quantity < 0) THEN 'lost'
    ELSE 'inStore' END;
  left_location text := CASE WHEN left_state IN ('inStore', 'quarantined') THEN m.location_code END;
BEGIN
  IF found_state IS NULL THEN
    -- Received anew, or found again at a stocktake after it had been written off.
    INSERT INTO part_serials (part_id, serial, lot, state, location_code)
      VALUES (m.part_id, m.serial, m.lot, left_state, left_location)
      ON CONFLICT (part_id, serial) DO UPDATE
        SET lot = EXCLUDED.lot, state = EXCLUDED.state, location_code = EXCLUDED.location_code, line_id = NULL
        WHERE part_serials.state = 'lost';
  ELSE
    UPDATE part_serials
      SET state = left_state, location_code = left_location,
          line_id = CASE WHEN m.kind IN ('returned', 'returned_damaged') THEN NULL ELSE m.line_id END
      WHERE part_id = m.part_id AND serial = m.serial AND lot = m.lot AND state = found_state
        AND (found_state <> 'inStore' OR location_code = m.location_code)
        AND (found_state = 'inStore' OR line_id = m.line_id);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'serial "%" of part % is not where a % needs it', m.serial, m.part_id, m.kind USING ERRCODE = 'check_violation';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION apply_stock_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.location_code IS NOT NULL THEN PERFORM apply_movement_to_balance(NEW); END IF;
  IF NEW.line_id IS NOT NULL THEN PERFORM apply_movement_to_line(NEW); END IF;
  IF NEW.serial <> '' THEN PERFORM apply_movement_to_serial(NEW); END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER stock_movements_check BEFORE INSERT ON stock_movements
  FOR EACH ROW EXECUTE FUNCTION check_stock_movement();
CREATE OR REPLACE TRIGGER stock_movements_apply AFTER INSERT ON stock_movements
  FOR EACH ROW EXECUTE FUNCTION apply_stock_movement();
CREATE OR REPLACE TRIGGER stock_movements_append_only BEFORE UPDATE OR DELETE ON stock_movements
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE OR REPLACE TRIGGER stock_movements_no_truncate BEFORE TRUNCATE ON stock_movements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change();

-- Balances are written by the trigger above (depth 1 or more), never by a statement of their own (depth 0).
CREATE OR REPLACE TRIGGER stock_balances_follow_ledger BEFORE INSERT OR UPDATE OR DELETE ON stock_balances
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_direct_write();
CREATE OR REPLACE TRIGGER reservations_follow_ledger BEFORE INSERT OR UPDATE OR DELETE ON reservations
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_direct_write();
CREATE OR REPLACE TRIGGER issued_items_follow_ledger BEFORE INSERT OR UPDATE OR DELETE ON issued_items
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_direct_write();
CREATE OR REPLACE TRIGGER part_serials_follow_ledger BEFORE INSERT OR UPDATE OR DELETE ON part_serials
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_direct_write();
CREATE OR REPLACE TRIGGER requisition_lines_follow_ledger
  BEFORE UPDATE OF reserved_quantity, issued_quantity, consumed_quantity, returned_quantity, damaged_quantity, lost_quantity
  ON requisition_lines
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_direct_write();

-- Nothing is signed for on a line before its requisition is signed (B3.6, repair §7): what is reserved and issued never
-- exceeds what is signed for.
CREATE OR REPLACE FUNCTION refuse_unsigned_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM requisitions WHERE id = NEW.requisition_id AND state = 'signed';
  IF FOUND THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'requisition % is not signed', NEW.requisition_id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'requisition_lines_signed';
END $$;

CREATE OR REPLACE TRIGGER requisition_lines_signed BEFORE INSERT OR UPDATE OF signed_quantity ON requisition_lines
  FOR EACH ROW WHEN (NEW.signed_quantity > 0) EXECUTE FUNCTION refuse_unsigned_line();

CREATE OR REPLACE FUNCTION refuse_unsigning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'requisition % is signed', OLD.number
    USING ERRCODE = 'check_violation', CONSTRAINT = 'requisitions_stay_signed';
END $$;

CREATE OR REPLACE TRIGGER requisitions_stay_signed BEFORE UPDATE OF state ON requisitions
  FOR EACH ROW WHEN (OLD.state = 'signed' AND NEW.state <> 'signed') EXECUTE FUNCTION refuse_unsigning();
