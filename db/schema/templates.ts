import { sql } from 'drizzle-orm';
import { check, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { id, instant } from './columns.ts';

/** Texts of messages, in versions per kind and language. A row never changes; the highest version is used. */
export const messageTemplates = pgTable(
  'message_templates',
  {
    id: id(),
    kind: text('kind').notNull(),
    /** BCP 47 tag. */
    language: text('language').notNull(),
    version: integer('version').notNull(),
    /** Subject of the e-mail. */
    subject: text('subject').notNull(),
    /** Body of the e-mail. */
    text: text('text').notNull(),
    /** The whole message for SMS and WeChat. */
    short: text('short').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique('message_templates_version_once').on(table.kind, table.language, table.version),
    check('message_templates_version_positive', sql`${table.version} > 0`),
  ],
);

/** Titles of tasks, phases, commitments and other things that people read, per language. */
export const labels = pgTable(
  'labels',
  {
    topic: text('topic').notNull(),
    key: text('key').notNull(),
    language: text('language').notNull(),
    text: text('text').notNull(),
  },
  (table) => [primaryKey({ columns: [table.topic, table.key, table.language] })],
);
