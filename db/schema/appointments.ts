import { sql } from 'drizzle-orm';
import { boolean, check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { cases } from './cases.ts';
import { instant, isOneOf } from './columns.ts';
import { people } from './people.ts';

/** Agreed windows of technicians; open ones make up their workload. */
export const appointments = pgTable(
  'appointments',
  {
    id: text('id').primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id),
    technicianId: uuid('technician_id')
      .notNull()
      .references(() => people.id),
    status: text('status').notNull(),
    fromAt: instant('from_at').notNull(),
    toAt: instant('to_at').notNull(),
    place: text('place').notNull(),
    changeReason: text('change_reason'),
    /** Whoever leads the technicians lets it overlap other windows (repair §9); else a guard refuses that. */
    forced: boolean('forced').notNull().default(false),
  },
  (table) => [
    check('appointments_status_known', isOneOf(table.status, ['agreed', 'kept', 'missed', 'cancelled'])),
    check('appointments_not_backwards', sql`${table.fromAt} < ${table.toAt}`),
    index().on(table.caseId),
    index('appointments_by_technician').on(table.technicianId, table.fromAt),
  ],
);
