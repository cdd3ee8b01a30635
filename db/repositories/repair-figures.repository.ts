import { and, asc, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { cases, commitments } from '../schema/cases.ts';
import { caseAccounts } from '../schema/money.ts';
import { requireFound } from './support.ts';

/** What became of one repair (repair process, section 10). Amounts in minor units of `currency`. */
export interface RepairOutcomeRow {
  readonly outcome: string | null;
  readonly closedAt: Instant | null;
  readonly rounds: number;
  readonly attempts: number;
  readonly visits: number;
  readonly faultCode: string | null;
  readonly causedBy: string | null;
  readonly coverage: string | null;
  readonly currency: string | null;
  readonly chargedMinor: number;
  readonly costMinor: number;
  readonly promisesKept: number;
  readonly promisesMissed: number;
  readonly satisfaction: string | null;
  readonly surveyScore: number | null;
  readonly isFirstTimeFix: boolean;
  /** The first later case that reports the same fault. */
  readonly recurredIn: string | null;
}

/** Repairs of a company that closed at `from` or later and before `to`. */
export interface FiguresScope {
  readonly company: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** Closed cases of one outcome, the complex ones apart (C4.2). */
export interface OutcomeCount {
  readonly outcome: string;
  readonly isComplex: boolean;
  readonly cases: number;
  readonly firstTimeFixes: number;
  readonly satisfied: number;
  readonly partlySatisfied: number;
  readonly dissatisfied: number;
  readonly surveys: number;
  readonly surveyScores: number;
}

const fact = (name: string): SQL<string | null> =>
  sql<string | null>`${cases.details} ->> ${sql.raw(`'${name}'`)}`;
const finding = (name: string): SQL<string | null> =>
  sql<string | null>`${cases.details} -> 'diagnosis' ->> ${sql.raw(`'${name}'`)}`;

const RECURRED_IN = sql<string | null>`(
  select later.id from cases later
  where later.details ->> 'sameFaultAs' = ${sql`${cases.id}`}::text
  order by later.opened_at, later.id limit 1)`;

/** Put right at once and for good: a later report of the same fault takes it away (section 10). */
const IS_FIRST_TIME_FIX = sql<boolean>`(coalesce(${cases.outcome}, '') = 'repaired' and ${cases.round} = 1
  and ${cases.attempt} = 1 and ${RECURRED_IN} is null)`;

const IS_KEPT = sql`${commitments.status} = 'met' and not ${commitments.isMissed}`;
const countWhere = (condition: SQL) => sql<number>`(count(*) filter (where ${condition}))::int`;

const promises = (condition: SQL) => sql<number>`(
  select count(*)::int from ${commitments} where ${commitments.caseId} = ${sql`${cases.id}`} and ${condition})`;

/** Figures of repairs: of one case, and of all that a company closed in a time (D-02, V-02). */
export const repairFiguresRepository = (db: Database) => ({
  findOutcome: async (caseId: string): Promise<RepairOutcomeRow> => {
    const [row] = await db
      .select({
        outcome: cases.outcome,
        closedAt: cases.closedAt,
        rounds: cases.round,
        attempts: cases.attempt,
        visits: sql<number>`coalesce((${fact('visits')})::int, 0)`,
        faultCode: finding('faultCode'),
        causedBy: finding('causedBy'),
        coverage: fact('coverage'),
        currency: caseAccounts.currency,
        chargedMinor: sql<number>`coalesce(${caseAccounts.dueMinor}, 0)::float8`,
        costMinor: sql<number>`coalesce(${caseAccounts.costMinor}, 0)::float8`,
        promisesKept: promises(IS_KEPT),
        promisesMissed: promises(sql`${commitments.isMissed}`),
        satisfaction: fact('satisfaction'),
        surveyScore: sql<number | null>`(${fact('surveyScore')})::int`,
        isFirstTimeFix: IS_FIRST_TIME_FIX,
        recurredIn: RECURRED_IN,
      })
      .from(cases)
      .leftJoin(caseAccounts, eq(caseAccounts.caseId, cases.id))
      .where(and(eq(cases.id, caseId), eq(cases.kind, 'repair')));
    return requireFound(row, 'repair', caseId);
  },

  countOutcomes: (scope: FiguresScope): Promise<OutcomeCount[]> => {
    const outcome = sql<string>`${cases.outcome}`;
    const isComplex = sql<boolean>`coalesce((${finding('complex')})::boolean, false)`;
    return db
      .select({
        outcome: outcome.as('closed_as'),
        isComplex: isComplex.as('is_complex'),
        cases: sql<number>`count(*)::int`,
        firstTimeFixes: countWhere(sql`${IS_FIRST_TIME_FIX}`),
        satisfied: countWhere(sql`${fact('satisfaction')} = 'yes'`),
        partlySatisfied: countWhere(sql`${fact('satisfaction')} = 'partly'`),
        dissatisfied: countWhere(sql`${fact('satisfaction')} = 'no'`),
        surveys: sql<number>`count(${fact('surveyScore')})::int`,
        surveyScores: sql<number>`coalesce(sum((${fact('surveyScore')})::int), 0)::int`,
      })
      .from(cases)
      .where(closedIn(scope))
      .groupBy(sql`closed_as`, sql`is_complex`)
      .orderBy(sql`closed_as`, sql`is_complex`);
  },

  /** Promises of those cases by their kind; dropped ones that were not missed count neither way. */
  countPromises: (
    scope: FiguresScope,
  ): Promise<{ readonly kind: string; readonly kept: number; readonly missed: number }[]> =>
    db
      .select({
        kind: commitments.kind,
        kept: countWhere(IS_KEPT),
        missed: countWhere(sql`${commitments.isMissed}`),
      })
      .from(commitments)
      .innerJoin(cases, eq(cases.id, commitments.caseId))
      .where(closedIn(scope))
      .groupBy(commitments.kind)
      .orderBy(asc(commitments.kind)),

  sumMoney: (
    scope: FiguresScope,
  ): Promise<{ readonly currency: string; readonly chargedMinor: number; readonly costMinor: number }[]> =>
    db
      .select({
        currency: caseAccounts.currency,
        chargedMinor: sql<number>`sum(${caseAccounts.dueMinor})::float8`,
        costMinor: sql<number>`sum(${caseAccounts.costMinor})::float8`,
      })
      .from(caseAccounts)
      .innerJoin(cases, eq(cases.id, caseAccounts.caseId))
      .where(closedIn(scope))
      .groupBy(caseAccounts.currency)
      .orderBy(asc(caseAccounts.currency)),
});

const closedIn = ({ company, from, to }: FiguresScope) =>
  and(
    eq(cases.kind, 'repair'),
    eq(cases.company, company),
    gte(cases.closedAt, from),
    lt(cases.closedAt, to),
  );
