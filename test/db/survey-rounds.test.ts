import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Customer, customersRepository } from '../../db/repositories/customers.repository.ts';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import {
  type SurveyRoundRow,
  surveyRoundsRepository,
} from '../../db/repositories/survey-rounds.repository.ts';
import { linkedCaseRequests } from '../../db/schema/case-links.ts';
import { cases, messages } from '../../db/schema/cases.ts';
import { customers } from '../../db/schema/customers.ts';
import { surveyRounds } from '../../db/schema/survey-rounds.ts';
import { enterCase, enterCustomer } from './master-data.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

/* Who is asked in a survey by period, and who is not and why (V-02). */

const FROM = Date.parse('2026-01-01T00:00:00+08:00');
const TO = Date.parse('2026-07-01T00:00:00+08:00');
const WITHIN = Date.parse('2026-03-11T10:00:00+08:00');
const DAY = 86_400_000;

type CaseChanges = Partial<typeof cases.$inferInsert>;

let database: OpenTestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(async () => {
  await database.close();
});

const repository = () => surveyRoundsRepository(database.db);

async function withContact(language = 'zh-CN'): Promise<Customer> {
  const customer = await enterCustomer(database.db, WITHIN);
  await customersRepository(database.db).addContact(
    {
      ...{ customerId: customer.id, handle: null, name: '周敏', position: null, phone: null, wechatId: null },
      ...{ email: 'zhou.min@example.org', language, preferredChannel: 'email' },
    },
    WITHIN,
  );
  return customer;
}

const CLOSED: CaseChanges = { phase: 'closed', outcome: 'repaired', closedAt: WITHIN + DAY };

/** A case of a company of its own, so that each test has a round of its own. */
async function caseOf(company: string, customer: Customer, changes: CaseChanges = CLOSED): Promise<string> {
  const caseId = await enterCase(database.db, WITHIN);
  const whose = { company, customerId: customer.id };
  await database.db
    .update(cases)
    .set({ ...whose, ...changes })
    .where(eq(cases.id, caseId));
  return caseId;
}

async function roundOf(company: string, changes: Partial<SurveyRoundRow> = {}): Promise<SurveyRoundRow> {
  await enterCase(database.db, WITHIN);
  const policy = await policiesRepository(database.db).findCurrent('A', WITHIN);
  return {
    ...{ id: randomUUID(), company, period: '2026-H1', fromAt: FROM, toAt: TO, policyId: policy.id },
    ...{ openedAt: TO, openedBy: { type: 'system', name: 'test' }, clockOffsetMs: 0 },
    ...changes,
  };
}

/** Opens the round of a company; the reasons by customer, null for those who are asked. */
async function opened(company: string): Promise<ReadonlyMap<string, string | null>> {
  const round = await repository().open(await roundOf(company), 90);
  const { items } = await repository().listCustomers(round?.id ?? '', null, 100);
  return new Map(items.map(({ customerId, excludedBecause }) => [customerId, excludedBecause]));
}

async function reasonFor(
  arrange: (company: string, customer: Customer) => Promise<unknown>,
): Promise<unknown> {
  const company = randomUUID();
  const customer = await withContact();
  await arrange(company, customer);
  return (await opened(company)).get(customer.id);
}

describe('a survey round', () => {
  it('asks whoever had a case open in the period, and nobody else', async () => {
    const company = randomUUID();
    const [before, into, inside, outOf, after, elsewhere] = await Promise.all(
      Array.from({ length: 6 }, () => withContact()),
    );
    if (!before || !into || !inside || !outOf || !after || !elsewhere) expect.fail('Six customers');
    await caseOf(company, before, { ...CLOSED, receivedAt: FROM - 2 * DAY, closedAt: FROM - 1 });
    await caseOf(company, into, { ...CLOSED, receivedAt: FROM - DAY, closedAt: FROM });
    await caseOf(company, inside);
    await caseOf(company, outOf, { receivedAt: TO - 1 });
    await caseOf(company, after, { receivedAt: TO });
    await caseOf(randomUUID(), elsewhere);
    expect(await opened(company)).toEqual(new Map([into, inside, outOf].map(({ id }) => [id, null])));
  });

  it.for<[string, Parameters<typeof reasonFor>[0]]>([
    ['nothingDone', (company, customer) => caseOf(company, customer, { ...CLOSED, outcome: 'merged' })],
    [
      'inactive',
      async (company, customer) => {
        await caseOf(company, customer);
        await database.db.update(customers).set({ active: false }).where(eq(customers.id, customer.id));
      },
    ],
    [
      'declined',
      async (company, customer) => {
        await caseOf(company, customer);
        await database.db
          .update(customers)
          .set({ surveysDeclinedAt: WITHIN })
          .where(eq(customers.id, customer.id));
      },
    ],
    [
      'complaintOpen',
      async (company, customer) => {
        const fromCaseId = await caseOf(company, customer);
        await database.db.insert(linkedCaseRequests).values({
          ...{ kind: 'complaint', fromCaseId, cause: 'notSatisfied', text: 'Twice in vain', facts: {} },
          ...{ waits: false, state: 'requested', requestedAt: WITHIN },
          requestedBy: { type: 'system', name: 'process' },
        });
      },
    ],
    ['dissatisfiedOpen', (company, customer) => caseOf(company, customer, { round: 2 })],
    [
      'askedLately',
      async (company, customer) => {
        const caseId = await caseOf(company, customer);
        await database.db.insert(messages).values({
          ...{ id: `${caseId}.m1`, caseId, kind: 'survey', recipientType: 'customer', failedChannels: [] },
          ...{ variables: {}, status: 'sent', queuedAt: TO - 89 * DAY, attempts: 1 },
        });
      },
    ],
  ])('keeps why a customer is not asked: %s', async ([reason, arrange]) => {
    expect(await reasonFor(arrange)).toBe(reason);
  });

  it('asks nobody who cannot be reached', async () => {
    const company = randomUUID();
    const customer = await enterCustomer(database.db, WITHIN);
    await caseOf(company, customer);
    expect((await opened(company)).get(customer.id)).toBe('noContact');
  });

  it('asks a customer for whom something was done beside what was merged', async () => {
    expect(
      await reasonFor(async (company, customer) => {
        await caseOf(company, customer, { ...CLOSED, outcome: 'merged' });
        await caseOf(company, customer);
      }),
    ).toBeNull();
  });

  it('is opened once, however many try at the same time, and never changes', async () => {
    const company = randomUUID();
    await caseOf(company, await withContact());
    const rounds = await Promise.all([roundOf(company), roundOf(company), roundOf(company)]);
    const results = await Promise.all(rounds.map((round) => repository().open(round, 90)));
    expect(results.filter((round) => round !== undefined)).toHaveLength(1);
    const round = await repository().findOptionalByPeriod(company, '2026-H1');
    expect((await repository().listCustomers(round?.id ?? '', null, 10)).items).toHaveLength(1);
    await expect(
      database.db.update(surveyRounds).set({ period: '2026-H2' }).where(eq(surveyRounds.company, company)),
    ).rejects.toMatchObject({ cause: { code: '23001' } });
  });

  it('gives the survey of a customer the same case, also where the round is entered anew', async () => {
    const company = randomUUID();
    await caseOf(company, await withContact());
    const caseOfRound = async (id: string): Promise<unknown> =>
      (await repository().listCustomers(id, null, 1)).items[0]?.caseId;
    const first = await roundOf(company);
    const lost = new Error('The database is restored to before the round');
    let caseId: unknown;
    const tried = database.db.transaction(async (tx) => {
      await surveyRoundsRepository(tx).open(first, 90);
      caseId = (await surveyRoundsRepository(tx).listCustomers(first.id, null, 1)).items[0]?.caseId;
      throw lost;
    });
    await expect(tried).rejects.toBe(lost);
    await repository().open(first, 90);
    expect(await caseOfRound(first.id)).toBe(caseId);
  });

  it('is to be started until the server has each of its surveys', async () => {
    const company = randomUUID();
    await caseOf(company, await withContact('en'));
    await repository().open(await roundOf(company), 90);
    const ofCompany = async () =>
      (await repository().listToStart(null, 1000)).filter(({ round }) => round.company === company);
    const [survey] = await ofCompany();
    expect(survey).toMatchObject({ language: 'en' });
    await repository().settleStarted(survey?.caseId ?? '', TO);
    expect(await ofCompany()).toEqual([]);
  });
});
