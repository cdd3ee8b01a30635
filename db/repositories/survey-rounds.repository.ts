import { and, asc, desc, eq, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import { UNCOUNTED_OUTCOMES } from '../../workflows/domain/repair-outcomes.ts';
import type { Database, Transaction } from '../client.ts';
import { cases } from '../schema/cases.ts';
import { contacts, customers } from '../schema/customers.ts';
import { surveyRoundCustomers, surveyRounds } from '../schema/survey-rounds.ts';
import { type Page, pageOf, requireFound } from './support.ts';

export type SurveyRoundRow = typeof surveyRounds.$inferSelect;

/** A customer of a round, with what has come of asking them. */
export interface SurveyedCustomer extends Pick<
  typeof surveyRoundCustomers.$inferSelect,
  'customerId' | 'caseId' | 'excludedBecause' | 'lateRemark' | 'lateRemarkAt'
> {
  readonly customerName: string;
  /** Null until the case is written, and while it runs. */
  readonly outcome: string | null;
}

/** A survey that is still to be started, with the language that its customer is written to in. */
export interface SurveyToStart {
  readonly round: SurveyRoundRow;
  readonly customerId: string;
  readonly caseId: string;
  readonly language: string;
}

/** Newest period first; where a page ends, the end of the period and the id. */
export type SurveyRoundPosition = readonly [toAt: Instant, id: string];

/** Surveys by period: the rounds, who is asked in them, and who is not and why (V-02). */
export const surveyRoundsRepository = (db: Database | Transaction) => ({
  findById: async (id: string): Promise<SurveyRoundRow> =>
    requireFound(
      (await db.select().from(surveyRounds).where(eq(surveyRounds.id, id)))[0],
      'survey round',
      id,
    ),

  findOptionalByPeriod: async (company: string, period: string): Promise<SurveyRoundRow | undefined> =>
    (
      await db
        .select()
        .from(surveyRounds)
        .where(and(eq(surveyRounds.company, company), eq(surveyRounds.period, period)))
    )[0],

  list: async (
    company: string | undefined,
    before: SurveyRoundPosition | null,
    limit: number,
  ): Promise<Page<SurveyRoundRow, SurveyRoundPosition>> => {
    const rows = await db
      .select()
      .from(surveyRounds)
      .where(
        and(
          company === undefined ? undefined : eq(surveyRounds.company, company),
          before === null ? undefined : isBefore(before),
        ),
      )
      .orderBy(desc(surveyRounds.toAt), desc(surveyRounds.id))
      .limit(limit + 1);
    return pageOf(rows, limit, ({ toAt, id }) => [toAt, id]);
  },

  /** Whether any customer of the company had to do with its service in the span. */
  existsServed: async (span: ServedSpan): Promise<boolean> => {
    const { rows } = await db.execute<{ found: boolean }>(sql`select exists(${served(span)}) as found`);
    return rows[0]?.found === true;
  },

  /**
   * Opens the round of a period with all its customers, in the caller's transaction; undefined where the period has a
   * round. Ids of cases follow from the round and the customer: a round that is entered anew, after the database was
   * restored to before it, asks nobody twice.
   */
  open: async (round: SurveyRoundRow, restDays: number): Promise<SurveyRoundRow | undefined> => {
    const [opened] = await db
      .insert(surveyRounds)
      .values(round)
      .onConflictDoNothing({ target: [surveyRounds.company, surveyRounds.period] })
      .returning();
    if (opened !== undefined) await db.execute(enterCustomers(opened, restDays));
    return opened;
  },

  /** Customers of a round, in the order of their ids. */
  listCustomers: async (
    roundId: string,
    after: string | null,
    limit: number,
  ): Promise<Page<SurveyedCustomer, string>> => {
    const { customerId, caseId, excludedBecause, lateRemark, lateRemarkAt } = surveyRoundCustomers;
    const rows = await db
      .select({
        ...{ customerId, caseId, excludedBecause, lateRemark, lateRemarkAt },
        customerName: customers.name,
        outcome: cases.outcome,
      })
      .from(surveyRoundCustomers)
      .innerJoin(customers, eq(customers.id, customerId))
      .leftJoin(cases, eq(cases.id, caseId))
      .where(
        and(
          eq(surveyRoundCustomers.roundId, roundId),
          after === null ? undefined : sql`${customerId} > ${after}::uuid`,
        ),
      )
      .orderBy(asc(customerId))
      .limit(limit + 1);
    return pageOf(rows, limit, (row) => row.customerId);
  },

  /** Surveys that the Temporal server does not have yet, as far as this process knows. */
  listToStart: async (after: SurveyToStart | null, limit: number): Promise<SurveyToStart[]> => {
    const rows = await db
      .select({
        round: surveyRounds,
        customerId: surveyRoundCustomers.customerId,
        caseId: surveyRoundCustomers.caseId,
        language: sql<string>`coalesce(${languageOfContact}, ${customers.language})`,
      })
      .from(surveyRoundCustomers)
      .innerJoin(surveyRounds, eq(surveyRounds.id, surveyRoundCustomers.roundId))
      .innerJoin(customers, eq(customers.id, surveyRoundCustomers.customerId))
      .where(
        and(
          isNotNull(surveyRoundCustomers.caseId),
          isNull(surveyRoundCustomers.startedAt),
          after === null ? undefined : isBehind(after),
        ),
      )
      .orderBy(asc(surveyRoundCustomers.roundId), asc(surveyRoundCustomers.customerId))
      .limit(limit);
    return rows.flatMap(({ caseId, ...rest }) => (caseId === null ? [] : [{ ...rest, caseId }]));
  },

  /** A customer does not want to be asked: what is not started yet never is; gives the surveys that run. */
  excludeDeclining: async (customerId: string): Promise<string[]> => {
    await db
      .update(surveyRoundCustomers)
      .set({ caseId: null, excludedBecause: 'declined' })
      .where(
        and(
          eq(surveyRoundCustomers.customerId, customerId),
          isNotNull(surveyRoundCustomers.caseId),
          isNull(surveyRoundCustomers.startedAt),
        ),
      );
    const running = await db
      .select({ id: cases.id })
      .from(cases)
      .where(and(eq(cases.customerId, customerId), eq(cases.kind, 'survey'), isNull(cases.closedAt)));
    return running.map(({ id }) => id);
  },

  /** Keeps what a customer wrote when the survey was over, behind what they wrote before. */
  keepLateRemark: async (caseId: string, remark: string, at: Instant): Promise<void> => {
    const { lateRemark } = surveyRoundCustomers;
    await db
      .update(surveyRoundCustomers)
      .set({ lateRemark: sql`concat_ws(E'\\n', ${lateRemark}, ${remark}::text)`, lateRemarkAt: at })
      .where(eq(surveyRoundCustomers.caseId, caseId));
  },

  /** False: the customer is not asked any more, for they declined while their survey was being started. */
  settleStarted: async (caseId: string, at: Instant): Promise<boolean> => {
    const { rowCount } = await db
      .update(surveyRoundCustomers)
      .set({ startedAt: at })
      .where(eq(surveyRoundCustomers.caseId, caseId));
    return rowCount === 1;
  },
});

interface ServedSpan {
  readonly company: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** Customers with a case of the company that was open in the span, and whether anything was done for them in one. */
const served = ({ company, from, to }: ServedSpan): SQL => sql`
  select customer_id, bool_or(outcome is null or outcome not in ${[...UNCOUNTED_OUTCOMES]}) as is_served
  from cases
  where company = ${company} and kind <> 'survey' and customer_id is not null
    and received_at < ${iso(to)}::timestamptz
    and (closed_at is null or closed_at >= ${iso(from)}::timestamptz)
  group by customer_id`;

/** Reasons in the order of `SURVEY_EXCLUSIONS`; the first that holds is written down. */
const enterCustomers = (round: SurveyRoundRow, restDays: number): SQL => sql`
  insert into survey_round_customers (round_id, customer_id, case_id, excluded_because)
  select ${round.id}::uuid, customer_id,
    case when reason is null
      then md5(concat_ws('/', 'survey', ${round.id}::text, customer_id))::uuid end,
    reason
  from (
    select customers.id as customer_id, case
      when not served.is_served then 'nothingDone'
      when not customers.active then 'inactive'
      when customers.surveys_declined_at is not null then 'declined'
      when not exists (select from contacts where customer_id = customers.id and active) then 'noContact'
      when ${HAS_OPEN_COMPLAINT} then 'complaintOpen'
      when ${IS_DISSATISFIED} then 'dissatisfiedOpen'
      when ${wasAskedLately(round.openedAt, restDays)} then 'askedLately'
    end as reason
    from (${served({ company: round.company, from: round.fromAt, to: round.toAt })}) served
    join customers on customers.id = served.customer_id
  ) found`;

const HAS_OPEN_COMPLAINT = sql`(
  exists (select from cases where customer_id = customers.id and kind = 'complaint' and closed_at is null)
  or exists (
    select from linked_case_requests wanted join cases on cases.id = wanted.from_case_id
    where cases.customer_id = customers.id and wanted.kind = 'complaint' and wanted.state <> 'closed'))`;

/** Said "no" or "partly" in a case that is still open; each further round of a repair begins with such an answer. */
const IS_DISSATISFIED = sql`exists (
  select from cases where customer_id = customers.id and kind <> 'survey' and closed_at is null
    and (round > 1 or details ->> 'satisfaction' in ('partly', 'no')))`;

const wasAskedLately = (at: Instant, restDays: number): SQL => sql`exists (
  select from messages join cases on cases.id = messages.case_id
  where cases.customer_id = customers.id and messages.kind in ('survey', 'periodSurvey')
    and messages.status <> 'failed' and messages.queued_at <= ${iso(at)}::timestamptz
    and messages.queued_at > ${iso(at)}::timestamptz - ${restDays} * interval '1 day')`;

/** Of the first contact who speaks for the customer, whom messages go to as well. */
const languageOfContact = sql`(
  select ${contacts.language} from ${contacts}
  where ${contacts.customerId} = ${customers.id} and ${contacts.active}
  order by ${contacts.createdAt}, ${contacts.id} limit 1)`;

const isBefore = ([at, id]: SurveyRoundPosition): SQL =>
  sql`(${surveyRounds.toAt}, ${surveyRounds.id}) < (${iso(at)}::timestamptz, ${id}::uuid)`;

const isBehind = ({ round, customerId }: SurveyToStart): SQL =>
  sql`(${surveyRoundCustomers.roundId}, ${surveyRoundCustomers.customerId}) > (${round.id}::uuid, ${customerId}::uuid)`;

const iso = (at: Instant): string => new Date(at).toISOString();
