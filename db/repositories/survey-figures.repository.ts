import { desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { cases } from '../schema/cases.ts';
import { surveyRoundCustomers, surveyRounds } from '../schema/survey-rounds.ts';

/** What has come of a round so far; what is still running is in none of the ends. */
export interface SurveyCounts {
  readonly roundId: string;
  readonly company: string;
  readonly period: string;
  readonly fromAt: Instant;
  readonly toAt: Instant;
  readonly policyId: string;
  readonly openedAt: Instant;
  /** Customers who are not asked. */
  readonly excluded: number;
  /** Customers who are asked, or are going to be. */
  readonly surveys: number;
  /** Of those, the ones whose survey has gone out. */
  readonly sent: number;
  readonly answered: number;
  readonly expired: number;
  readonly cancelled: number;
  /** Sum of the scores given. */
  readonly scores: number;
  readonly satisfied: number;
  /** Answers that the policy does not let rest, and of those the customers who were reached by a call. */
  readonly toCallBack: number;
  readonly calledBack: number;
  /** When the last survey was closed; null while one is open, and for a round that asks nobody. */
  readonly closedAt: Instant | null;
}

/** Figures of surveys by period (V-02). */
export const surveyFiguresRepository = (db: Database) => {
  const countWhere = (condition: SQL, limit: number): Promise<SurveyCounts[]> =>
    db
      .select({
        roundId: surveyRounds.id,
        company: surveyRounds.company,
        period: surveyRounds.period,
        fromAt: surveyRounds.fromAt,
        toAt: surveyRounds.toAt,
        policyId: surveyRounds.policyId,
        openedAt: surveyRounds.openedAt,
        excluded: sql<number>`count(${surveyRoundCustomers.excludedBecause})::int`,
        surveys: sql<number>`count(${surveyRoundCustomers.caseId})::int`,
        sent: sql<number>`count(${fact('askedAt')})::int`,
        answered: countOf(sql`${cases.outcome} = 'answered'`),
        expired: countOf(sql`${cases.outcome} = 'expired'`),
        cancelled: countOf(sql`${cases.outcome} = 'cancelled'`),
        scores: sql<number>`coalesce(sum((${fact('surveyScore')})::int), 0)::int`,
        satisfied: countOf(sql`${fact('satisfaction')} = 'yes'`),
        toCallBack: countOf(sql`${cases.phase} = 'callBack' or (${fact('calls')})::int > 0`),
        calledBack: sql<number>`count(${fact('calledBack')})::int`,
        closedAt:
          sql<Instant | null>`case when count(${cases.closedAt}) = count(${surveyRoundCustomers.caseId})
          then max(${cases.closedAt}) end`.mapWith(cases.closedAt),
      })
      .from(surveyRounds)
      .leftJoin(surveyRoundCustomers, eq(surveyRoundCustomers.roundId, surveyRounds.id))
      .leftJoin(cases, eq(cases.id, surveyRoundCustomers.caseId))
      .where(condition)
      .groupBy(surveyRounds.id)
      .orderBy(desc(surveyRounds.toAt))
      .limit(limit);

  return {
    /** Rounds of a company, newest first. */
    listByCompany: (company: string, limit: number): Promise<SurveyCounts[]> =>
      countWhere(eq(surveyRounds.company, company), limit),

    findByRound: async (roundId: string): Promise<SurveyCounts | undefined> =>
      (await countWhere(eq(surveyRounds.id, roundId), 1))[0],
  };
};

const fact = (name: string): SQL => sql`${cases.details} ->> ${sql.raw(`'${name}'`)}`;

const countOf = (condition: SQL) => sql<number>`(count(*) filter (where ${condition}))::int`;
