import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '../../workflows/domain/actors.ts';
import { SURVEY_EXCLUSIONS } from '../../workflows/domain/survey-rounds.ts';
import { instant, isOneOf } from './columns.ts';
import { customers } from './customers.ts';
import { policies } from './policies.ts';

/** Surveys of one company by period (V-02): one round for each period that is over. A row never changes. */
export const surveyRounds = pgTable(
  'survey_rounds',
  {
    id: uuid('id').primaryKey(),
    company: text('company').notNull(),
    /** `2026-H1`, `2026-Q3`, `2026`. */
    period: text('period').notNull(),
    /** The first instant of the period, and the first one after it. */
    fromAt: instant('from_at').notNull(),
    toAt: instant('to_at').notNull(),
    /** The policy version in force when the round was opened. */
    policyId: uuid('policy_id')
      .notNull()
      .references(() => policies.id),
    openedAt: instant('opened_at').notNull(),
    openedBy: jsonb('opened_by').notNull().$type<Actor>(),
    /** Clock of its surveys; 0 in production (design idea 8). */
    clockOffsetMs: bigint('clock_offset_ms', { mode: 'number' }).notNull(),
  },
  (table) => [
    unique('survey_rounds_period_once').on(table.company, table.period),
    index('survey_rounds_latest').on(table.toAt, table.id),
    index().on(table.policyId),
    check('survey_rounds_period_long', sql`${table.fromAt} < ${table.toAt}`),
  ],
);

/** Everybody who had to do with the service in the period: who is asked, and why the others are not. */
export const surveyRoundCustomers = pgTable(
  'survey_round_customers',
  {
    roundId: uuid('round_id')
      .notNull()
      .references(() => surveyRounds.id),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customers.id),
    /** The case that asks them; its row is there as soon as a worker has written its first step. */
    caseId: uuid('case_id').unique('survey_round_customers_case_once'),
    excludedBecause: text('excluded_because', { enum: SURVEY_EXCLUSIONS }),
    /** When the Temporal server had the case; null: it is still to be started. */
    startedAt: instant('started_at'),
    /** What they wrote when the survey was over already. */
    lateRemark: text('late_remark'),
    lateRemarkAt: instant('late_remark_at'),
  },
  (table) => [
    primaryKey({ columns: [table.roundId, table.customerId] }),
    index().on(table.customerId),
    index('survey_round_customers_to_start')
      .on(table.roundId, table.customerId)
      .where(sql`case_id is not null and started_at is null`),
    check('survey_round_customers_exclusion_known', isOneOf(table.excludedBecause, SURVEY_EXCLUSIONS)),
    check(
      'survey_round_customers_asked_or_excluded',
      sql`num_nonnulls(${table.caseId}, ${table.excludedBecause}) = 1`,
    ),
    check(
      'survey_round_customers_late_remark_dated',
      sql`(${table.lateRemark} is null) = (${table.lateRemarkAt} is null)`,
    ),
  ],
);
