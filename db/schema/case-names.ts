import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { cases } from './cases.ts';
import { instant } from './columns.ts';

/**
 * What those whom a case names were called when it named them: its customer, contacts, people, parts and products. A
 * document tells a past fact with the names of that time, whoever has married or moved since. Written with the
 * steps of the case, a row where a name is new to it or has changed. Personal data (S-01).
 */
export const caseNames = pgTable(
  'case_names',
  {
    caseId: uuid('case_id')
      .notNull()
      .references(() => cases.id),
    /** Id of a customer, contact, person, part or product. */
    subjectId: uuid('subject_id').notNull(),
    /** From the step at this instant on. */
    knownAt: instant('known_at').notNull(),
    nameZh: text('name_zh').notNull(),
    nameEn: text('name_en').notNull(),
    /** Of customers. */
    address: text('address'),
  },
  (table) => [primaryKey({ columns: [table.caseId, table.subjectId, table.knownAt] })],
);
