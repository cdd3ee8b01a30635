import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type CaseGateway, createCaseGateway } from '../../api/case-gateway.ts';
import { readApiConfig } from '../../api/config.ts';
import { createSurveyOpener } from '../../api/survey-opener.ts';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import { surveyRoundsRepository } from '../../db/repositories/survey-rounds.repository.ts';
import { surveyRoundCustomers, surveyRounds } from '../../db/schema/survey-rounds.ts';
import type { Environment } from '../../environment.ts';
import { createLogger } from '../../logging.ts';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { openRecordedCases, type RecordedCases } from './recorded-cases.ts';

/* No worker runs here; a survey that the Temporal server has is a running process all the same. */

const IN_PERIOD = Date.parse('2026-03-11T10:00:00+08:00');
const ENDED = Date.parse('2026-07-01T00:00:00+08:00');
const DAY = 86_400_000;
const CUSTOMERS = ['yuanhang', 'harbour.hotel', 'lin.tao'];

let api: TestApi;
let recorded: RecordedCases;
let temporal: Connection;

beforeAll(async () => {
  api = await openTestApi('seeded');
  recorded = await openRecordedCases(api.db);
  temporal = await Connection.connect({ address: inject('stack').temporalAddress });
  const closed = { phase: 'closed', outcome: 'repaired', closedAt: IN_PERIOD + DAY };
  for (const handle of CUSTOMERS) {
    const customer = await customersRepository(api.db).findOptionalByHandle(handle);
    const customerId = customer?.id ?? expect.fail(`The seed has no ${handle}`);
    const opened = { openedAt: IN_PERIOD, receivedAt: IN_PERIOD };
    await recorded.open({ snapshot: closed }, { company: 'D', customerId, ...opened });
  }
});

afterAll(async () => {
  await temporal.close();
  await recorded.close();
  await api.close();
});

/** Lets an opener, as another process would have it, look once at an instant; gives the log of it. */
async function looks(
  now: number,
  changes: Environment = {},
  afterOpening: () => Promise<unknown> = () => Promise.resolve(),
): Promise<string> {
  const lines: string[] = [];
  const config = readApiConfig(
    stackEnvironment('postgresql://none', 'none', { ADJUSTABLE_CLOCKS: undefined, ...changes }),
  );
  const gateway = createCaseGateway(config);
  const logger = createLogger('api', 'info', { write: (line) => void lines.push(line) });
  const openCase: CaseGateway['openCase'] = async (kind, opening) => {
    const answer = await gateway.openCase(kind, opening);
    await afterOpening();
    return answer;
  };
  const opener = createSurveyOpener({
    ...{ db: api.db, gateway: { ...gateway, openCase }, config, logger },
    now: () => now,
  });
  await opener.look();
  await gateway.close();
  return lines.join();
}

const roundOfD = () => surveyRoundsRepository(api.db).findOptionalByPeriod('D', '2026-H1');

const toStart = async (): Promise<number> =>
  (await surveyRoundsRepository(api.db).listToStart(null, 100)).length;

/** Runs of the processes that ask, by case. */
async function runs(): Promise<readonly string[]> {
  const { id } = (await roundOfD()) ?? expect.fail('no round');
  const { items } = await surveyRoundsRepository(api.db).listCustomers(id, null, 100);
  const client = new Client({ connection: temporal });
  return Promise.all(
    items.map(async ({ caseId }) => {
      const handle = client.workflow.getHandle(workflowIdOf('survey', caseId ?? ''));
      return (await handle.describe()).runId;
    }),
  );
}

describe('the surveys of a half-year that has just ended (V-02)', () => {
  it('wait while it still runs', async () => {
    await looks(ENDED - 1);
    expect(await roundOfD()).toBeUndefined();
  });

  it('are written down, and wait while the Temporal server is away', async () => {
    expect(await looks(ENDED, { TEMPORAL_ADDRESS: '127.0.0.1:1' })).toContain('wait for the Temporal server');
    expect(await roundOfD()).toMatchObject({
      ...{ fromAt: Date.parse('2026-01-01T00:00:00+08:00'), toAt: ENDED, openedAt: ENDED },
      openedBy: { type: 'system', name: 'surveys' },
    });
    expect(await toStart()).toBe(CUSTOMERS.length);
  }, 60_000);

  it('are started once each, also where an opener dies before it notes that, and another one looks again', async () => {
    await looks(ENDED + DAY);
    expect(await toStart()).toBe(0);
    const first = await runs();
    expect(new Set(first).size).toBe(CUSTOMERS.length);
    await api.db.update(surveyRoundCustomers).set({ startedAt: null });
    await Promise.all([looks(ENDED + 2 * DAY), looks(ENDED + 2 * DAY)]);
    expect(await toStart()).toBe(0);
    expect(await runs()).toEqual(first);
    expect(await api.db.$count(surveyRounds)).toBe(1);
  });

  it('are stopped again for a customer who declines while theirs is being started', async () => {
    const { id } = (await roundOfD()) ?? expect.fail('no round');
    const { items } = await surveyRoundsRepository(api.db).listCustomers(id, null, 100);
    await api.db.update(surveyRoundCustomers).set({ startedAt: null });
    const [declining] = items;
    await looks(ENDED + 3 * DAY, {}, () =>
      surveyRoundsRepository(api.db).excludeDeclining(declining?.customerId ?? ''),
    );
    expect(await toStart()).toBe(0);
    const client = new Client({ connection: temporal });
    for (const { caseId, customerId } of items) {
      const { events } = await client.workflow.getHandle(workflowIdOf('survey', caseId ?? '')).fetchHistory();
      const signals = (events ?? []).flatMap(
        ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? [],
      );
      expect(signals).toEqual(customerId === declining?.customerId ? ['surveysDeclined'] : []);
    }
  });
});

describe('a half-year that ended long ago', () => {
  it('is not asked about by itself', async () => {
    const { items } = await customersRepository(api.db).list({ after: null, limit: 1 });
    const opened = { openedAt: ENDED + DAY, receivedAt: ENDED + DAY };
    await recorded.open({}, { company: 'D', customerId: items[0]?.id ?? null, ...opened });
    await looks(Date.parse('2027-02-02T00:00:00+08:00'));
    expect(await api.db.$count(surveyRounds)).toBe(1);
    await looks(Date.parse('2027-01-31T00:00:00+08:00'));
    expect(await api.db.$count(surveyRounds)).toBe(2);
  });
});
