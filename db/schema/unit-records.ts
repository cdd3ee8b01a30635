import { check, index, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { units } from './catalogue.ts';
import { cases } from './cases.ts';
import { id, instant, isOneOf } from './columns.ts';

/** What a unit's own history tells (repair.md §8). */
export const UNIT_EVENT_KINDS = [
  'faultFound',
  'partFitted',
  'repaired',
  'workmanshipGranted',
  'warrantyExtended',
  'replaced',
  'scrapped',
] as const;

/** The history of a unit over all its cases. Append-only: a guard refuses UPDATE and DELETE. */
export const unitEvents = pgTable(
  'unit_events',
  {
    id: id(),
    unitId: uuid('unit_id')
      .notNull()
      .references(() => units.id),
    caseId: uuid('case_id').references(() => cases.id),
    /** Idempotency key of the step that wrote it (design idea 6). */
    key: text('key').notNull().unique(),
    kind: text('kind', { enum: UNIT_EVENT_KINDS }).notNull(),
    at: instant('happened_at').notNull(),
    data: jsonb('data').notNull().$type<Readonly<Record<string, unknown>>>(),
  },
  (table) => [
    index().on(table.unitId, table.at),
    index().on(table.caseId),
    check('unit_events_kind_known', isOneOf(table.kind, UNIT_EVENT_KINDS)),
  ],
);

/** Warranty on the work of a repair: the same fault inside it is repaired free. */
export const workmanshipWarranties = pgTable(
  'workmanship_warranties',
  {
    id: id(),
    unitId: uuid('unit_id')
      .notNull()
      .references(() => units.id),
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id),
    faultCode: text('fault_code').notNull(),
    startsAt: instant('starts_at').notNull(),
    /** The first instant outside it. */
    endsAt: instant('ends_at').notNull(),
  },
  (table) => [
    unique('workmanship_warranties_once').on(table.unitId, table.caseId, table.faultCode),
    index().on(table.caseId),
  ],
);
