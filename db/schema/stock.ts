import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { MOVEMENT_KINDS, SERIAL_STATES } from '../../workflows/domain/parts.ts';
import { instant, isOneOf } from './columns.ts';
import { effectKeys } from './effect-keys.ts';
import { parts, stockLocations } from './parts.ts';
import { requisitionLines } from './requisitions.ts';

/** Whole pieces, zero at first. */
const quantity = (name: string) => integer(name).notNull().default(0);

/** The stock ledger (P-01): append-only; every balance below is the sum of its entries, kept by trigger. */
export const stockMovements = pgTable(
  'stock_movements',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    effectKey: text('effect_key')
      .notNull()
      .references(() => effectKeys.key),
    /** Number of the entry within its effect. */
    position: integer('position').notNull(),
    kind: text('kind', { enum: MOVEMENT_KINDS }).notNull(),
    partId: uuid('part_id')
      .notNull()
      .references(() => parts.id),
    /** The store touched; none where only the technician's hands are. */
    locationCode: text('location_code').references(() => stockLocations.code),
    /** Empty for a part that is not tracked by lot. */
    lot: text('lot').notNull().default(''),
    /** Empty for a part that is not tracked by serial number. */
    serial: text('serial').notNull().default(''),
    quantity: integer('quantity').notNull(),
    caseId: uuid('case_id'),
    lineId: uuid('line_id'),
    /** Who did it, as known then; none where the system acted by itself. */
    person: text('person'),
    reason: text('reason'),
    at: instant('at').notNull(),
  },
  (t) => [
    unique('stock_movements_effect').on(t.effectKey, t.position),
    foreignKey({
      name: 'stock_movements_line',
      columns: [t.lineId, t.partId],
      foreignColumns: [requisitionLines.id, requisitionLines.partId],
    }),
    index('stock_movements_part').on(t.partId, t.id),
    index('stock_movements_location').on(t.locationCode),
    index('stock_movements_case').on(t.caseId),
    index('stock_movements_line_part').on(t.lineId, t.partId),
    check('stock_movements_kind', isOneOf(t.kind, MOVEMENT_KINDS)),
    check(
      'stock_movements_quantity',
      sql`${t.quantity} > 0 or (${t.kind} = 'correction' and ${t.quantity} < 0)`,
    ),
    check('stock_movements_serial_is_one_piece', sql`${t.serial} = '' or abs(${t.quantity}) = 1`),
    check(
      'stock_movements_location_known',
      sql`(${t.kind} in ('consumed', 'consumption_reversed', 'lost')) = (${t.locationCode} is null)`,
    ),
    check(
      'stock_movements_line_known',
      sql`(${t.kind} in ('receipt', 'correction')) = (${t.lineId} is null) and (${t.lineId} is null) = (${t.caseId} is null)`,
    ),
    check(
      'stock_movements_reason',
      sql`${t.kind} not in ('consumption_reversed', 'lost', 'correction') or ${t.reason} is not null`,
    ),
  ],
);

/** What lies in a store, per part and lot; follows the ledger by trigger and cannot be written otherwise (P-01, X-11). */
export const stockBalances = pgTable(
  'stock_balances',
  {
    partId: uuid('part_id')
      .notNull()
      .references(() => parts.id),
    locationCode: text('location_code')
      .notNull()
      .references(() => stockLocations.code),
    lot: text('lot').notNull(),
    onHand: integer('on_hand').notNull(),
    reserved: quantity('reserved'),
    firstReceivedAt: instant('first_received_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.partId, t.locationCode, t.lot] }),
    index('stock_balances_location').on(t.locationCode),
    check('stock_balances_free', sql`${t.reserved} >= 0 and ${t.reserved} <= ${t.onHand}`),
  ],
);

/** What is kept back for one line, per store and lot; follows the ledger by trigger. */
export const reservations = pgTable(
  'reservations',
  {
    lineId: uuid('line_id').notNull(),
    partId: uuid('part_id').notNull(),
    locationCode: text('location_code').notNull(),
    lot: text('lot').notNull(),
    quantity: integer('quantity').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lineId, t.locationCode, t.lot] }),
    foreignKey({
      name: 'reservations_line',
      columns: [t.lineId, t.partId],
      foreignColumns: [requisitionLines.id, requisitionLines.partId],
    }),
    foreignKey({
      name: 'reservations_balance',
      columns: [t.partId, t.locationCode, t.lot],
      foreignColumns: [stockBalances.partId, stockBalances.locationCode, stockBalances.lot],
    }),
    index('reservations_line_part').on(t.lineId, t.partId),
    index('reservations_balance_key').on(t.partId, t.locationCode, t.lot),
    check('reservations_not_negative', sql`${t.quantity} >= 0`),
  ],
);

/** Issued pieces per lot or serial number and what became of them; follows the ledger by trigger (repair §7). */
export const issuedItems = pgTable(
  'issued_items',
  {
    lineId: uuid('line_id')
      .notNull()
      .references(() => requisitionLines.id),
    lot: text('lot').notNull(),
    serial: text('serial').notNull(),
    issued: integer('issued_quantity').notNull(),
    consumed: quantity('consumed_quantity'),
    returned: quantity('returned_quantity'),
    damaged: quantity('damaged_quantity'),
    lost: quantity('lost_quantity'),
  },
  (t) => [
    primaryKey({ columns: [t.lineId, t.lot, t.serial] }),
    check(
      'issued_items_not_negative',
      sql`least(${t.issued}, ${t.consumed}, ${t.returned}, ${t.damaged}, ${t.lost}) >= 0`,
    ),
    check(
      'issued_items_within_issued',
      sql`${t.consumed} + ${t.returned} + ${t.damaged} + ${t.lost} <= ${t.issued}`,
    ),
  ],
);

/** Single pieces of serial-tracked parts; follows the ledger by trigger, so a serial is fitted once (repair §9). */
export const partSerials = pgTable(
  'part_serials',
  {
    partId: uuid('part_id')
      .notNull()
      .references(() => parts.id),
    serial: text('serial').notNull(),
    lot: text('lot').notNull(),
    state: text('state', { enum: SERIAL_STATES }).notNull(),
    locationCode: text('location_code').references(() => stockLocations.code),
    /** The line that it was issued for. */
    lineId: uuid('line_id').references(() => requisitionLines.id),
  },
  (t) => [
    primaryKey({ columns: [t.partId, t.serial] }),
    index('part_serials_location').on(t.locationCode),
    index('part_serials_line').on(t.lineId),
    check('part_serials_state', isOneOf(t.state, SERIAL_STATES)),
    check(
      'part_serials_place',
      sql`(${t.state} in ('inStore', 'quarantined')) = (${t.locationCode} is not null)`,
    ),
  ],
);

/** A delivery with its inspection (P-02); one receipt number is taken in once. */
export const arrivals = pgTable(
  'arrivals',
  {
    receiptNumber: text('receipt_number').primaryKey(),
    effectKey: text('effect_key')
      .notNull()
      .references(() => effectKeys.key),
    locationCode: text('location_code')
      .notNull()
      .references(() => stockLocations.code),
    /** The order that it answers. */
    reference: text('reference'),
    inspectedBy: text('inspected_by'),
    arrivedAt: instant('arrived_at').notNull(),
  },
  (t) => [
    index('arrivals_effect').on(t.effectKey),
    index('arrivals_location').on(t.locationCode),
    index('arrivals_newest').on(t.arrivedAt, t.receiptNumber),
  ],
);

/** One part of a delivery: `accepted` pieces went into stock, `rejected` ones back to the supplier (P-02). */
export const arrivalLines = pgTable(
  'arrival_lines',
  {
    receiptNumber: text('receipt_number')
      .notNull()
      .references(() => arrivals.receiptNumber),
    position: integer('position').notNull(),
    partId: uuid('part_id')
      .notNull()
      .references(() => parts.id),
    lot: text('lot').notNull().default(''),
    accepted: integer('accepted_quantity').notNull(),
    rejected: quantity('rejected_quantity'),
    rejectionReason: text('rejection_reason'),
  },
  (t) => [
    primaryKey({ columns: [t.receiptNumber, t.position] }),
    index('arrival_lines_part').on(t.partId),
    check(
      'arrival_lines_quantity',
      sql`${t.accepted} >= 0 and ${t.rejected} >= 0 and ${t.accepted} + ${t.rejected} > 0`,
    ),
    check('arrival_lines_reason', sql`${t.rejected} = 0 or ${t.rejectionReason} is not null`),
  ],
);
