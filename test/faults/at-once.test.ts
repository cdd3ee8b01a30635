import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query } from '../../local/postgres.ts';
import type { DurableServer } from '../support/durable-servers.ts';
import { stackEnvironment } from '../support/environment.ts';
import { networkWorld, type NetworkWorld } from '../support/network-world.ts';
import { durableProcess, type ServingProcess } from '../support/processes.ts';
import { contacted } from '../support/repair-steps.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import type { Answer } from '../support/world.ts';

let database: TestDatabase;
let processes: DurableServer<ServingProcess>[];
let here: NetworkWorld;
let there: NetworkWorld;

/** Two API processes and one worker on the servers of the test run. */
beforeAll(async () => {
  database = await createTestDatabase('seeded');
  const environment = stackEnvironment(database.url, 'at-once');
  processes = await Promise.all([
    durableProcess('API', environment),
    durableProcess('API', environment),
    durableProcess('worker', environment),
  ]);
  const [one, other] = processes;
  here = networkWorld(database.url, one?.current().url ?? '', { patient: true });
  there = networkWorld(database.url, other?.current().url ?? '', { patient: true });
}, 120_000);

afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await Promise.all(processes.map((process) => process.stop()));
  await database.drop();
});

const REPORT = {
  company: 'A',
  channel: 'web',
  unit: { productModel: 'CT-900' },
  description: 'It stays dark',
} as const;

describe('200 repairs that 20 callers open at once', () => {
  const CALLERS = 20;
  const EACH = 10;
  const DAY = '2026-07-06';

  /** Half of the callers reach one API process, half the other. */
  const opens = (caller: number, no: number): Promise<Answer> =>
    (caller % 2 === 0 ? here : there).call(
      'shen.qiang',
      'POST',
      '/v1/repairs',
      { ...REPORT, clock: { now: `${DAY}T09:00:00+08:00` } },
      `caller-${caller}-repair-${no}`,
    );

  const openAll = async (): Promise<readonly { id: string; number: string }[]> => {
    const answers = await Promise.all(
      Array.from({ length: CALLERS }, async (_, caller) => {
        const mine: Answer[] = [];
        for (let no = 0; no < EACH; no += 1) mine.push(await opens(caller, no));
        return mine;
      }),
    );
    return answers.flat().map(({ status, body }) => {
      expect([201, 202], JSON.stringify(body)).toContain(status);
      const { case: opened, caseId } = body as { case?: { id: string; number: string }; caseId?: string };
      return { id: opened?.id ?? caseId ?? '', number: opened?.number ?? '' };
    });
  };

  it('are all open under numbers of their own without a gap, and are the same when they are asked for again', async () => {
    const opened = await openAll();
    const stored = async () =>
      (await query(database.url, 'select id, number from cases order by number')) as {
        id: string;
        number: string;
      }[];
    await expect.poll(async () => (await stored()).length, { timeout: 30_000 }).toBe(CALLERS * EACH);
    const cases = await stored();
    expect(cases.map(({ number }) => number)).toEqual(
      Array.from({ length: CALLERS * EACH }, (_, index) => {
        const seq = String(index + 1).padStart(4, '0');
        return `RP-${DAY.replaceAll('-', '')}-${seq}`;
      }),
    );
    expect(opened.map(({ id }) => id).toSorted()).toEqual(cases.map(({ id }) => id).toSorted());

    expect(await openAll()).toEqual(opened);
    expect(await stored()).toEqual(cases);
  });
});

describe('a task that two people complete in the same instant through two API processes', () => {
  it('is completed by one of them, and the other is told so at once', async () => {
    for (const day of ['07-07', '07-08', '07-09', '07-10', '07-13']) {
      const repair = await here.openRepair('shen.qiang', `${day} 10:00`, REPORT);
      const { id } = await repair.task('contactCustomer');
      const form = contacted(`${day} 10:00`);
      const answers = await Promise.all([
        here.call('zhang.min', 'POST', `/v1/tasks/${id}/complete`, form),
        there.call('liu.yang', 'POST', `/v1/tasks/${id}/complete`, form),
      ]);
      expect(answers.map(({ status }) => status).toSorted(), JSON.stringify(answers)).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'TASK_NOT_OPEN' });
      const done = await repair.timeline('taskCompleted');
      expect(done.map(({ data }) => data['task'])).toEqual(['contactCustomer']);
    }
  });
});
