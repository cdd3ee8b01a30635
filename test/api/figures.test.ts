import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseSnapshot } from '../../activities/contracts.ts';
import { asked, commitmentRecord, deadlineOf, hours, OPENED_AT } from '../activities/case-records.ts';
import { accept, offer, pay } from '../db/money-fixture.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { openRecordedCases, type RecordedCases } from './recorded-cases.ts';

const DAY = 86_400_000;

let api: TestApi;
let recorded: RecordedCases;
let manager: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  recorded = await openRecordedCases(api.db);
  manager = await api.staffToken('manager');
});
afterAll(async () => {
  await recorded.close();
  await api.close();
});

interface Ended {
  readonly outcome: string;
  readonly afterDays?: number;
  readonly round?: number;
  readonly details?: CaseSnapshot['details'];
  readonly isLate?: boolean;
}

/** A closed repair with one promise. */
async function closed({ outcome, afterDays = 3, round = 1, details = {}, isLate }: Ended): Promise<string> {
  const closedAt = OPENED_AT + afterDays * DAY;
  const snapshot = { phase: 'closed', outcome, closedAt, round, details } as const;
  if (isLate === undefined) return recorded.open({ snapshot });
  const deadline = deadlineOf(hours(2), isLate ? { missedAt: OPENED_AT + 3 * 3_600_000 } : {});
  const met = { status: 'met', metAt: OPENED_AT + (isLate ? 4 : 1) * 3_600_000 } as const;
  return recorded.open({ snapshot, ...asked(commitmentRecord('repair', deadline, met)) });
}

const get = (url: string, token = manager) => api.call({ method: 'GET', url, token });

describe('the figures of repairs', () => {
  it('count what was solved, fixed at once, satisfying, and promised in time, against the targets', async () => {
    const repaired = { outcome: 'repaired' } as const;
    const first = await closed({
      ...repaired,
      isLate: false,
      details: { satisfaction: 'yes', surveyScore: 91, visits: 2, diagnosis: { faultCode: 'DSP-01' } },
    });
    const again = await closed({ ...repaired, isLate: true, details: { satisfaction: 'unknown' } });
    await closed({
      ...repaired,
      round: 2,
      details: { satisfaction: 'no', surveyScore: 50, diagnosis: { complex: true } },
    });
    await closed({ outcome: 'declined' });
    const recurred = await closed({ outcome: 'cancelled', details: { sameFaultAs: again } });
    await closed({ ...repaired, afterDays: 40 });
    await offer(api.db, first, 1, 30_000);
    await accept(api.db, first, 1);
    await pay(api.db, first, 30_000);

    const from = encodeURIComponent(new Date(OPENED_AT).toISOString());
    const to = encodeURIComponent(new Date(OPENED_AT + 30 * DAY).toISOString());
    const answer = await get(`/v1/figures/repairs?company=A&from=${from}&to=${to}`);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).toMatchObject({
      closed: 5,
      outcomes: [
        { outcome: 'repaired', cases: 3 },
        { outcome: 'declined', cases: 1 },
        { outcome: 'cancelled', cases: 1 },
      ],
      resolution: {
        general: { counted: 3, solved: 2, percent: 66.7, targetPercent: 95 },
        complex: { counted: 1, solved: 1, percent: 100, targetPercent: 95 },
      },
      firstTimeFix: { repaired: 3, atOnce: 1, percent: 33.3 },
      satisfaction: { asked: 2, satisfiedPercent: 50, surveys: 2, averageScore: 70.5, targetByYear: [90] },
      promises: [{ kind: 'repair', kept: 1, missed: 1, keptPercent: 50 }],
      money: [{ currency: 'CNY', chargedMinor: 30_000, costMinor: 0 }],
    });

    expect((await get(`/v1/cases/${first}/outcome`)).json()).toMatchObject({
      ...{ solved: true, firstTimeFix: true, recurredIn: null, visits: 2, faultCode: 'DSP-01' },
      ...{ chargedMinor: 30_000, promises: { kept: 1, missed: 0 }, surveyScore: 91 },
    });
    expect((await get(`/v1/cases/${again}/outcome`)).json()).toMatchObject({
      ...{ solved: true, firstTimeFix: false, recurredIn: recurred, promises: { kept: 0, missed: 1 } },
    });
    expect((await get(`/v1/cases/${recurred}/outcome`)).json()).toMatchObject({ solved: null });
  });

  it('have no shares where nothing counts, and refuse a time that runs backwards', async () => {
    const time = 'from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z';
    const empty = (await get(`/v1/figures/repairs?company=B&${time}`)).json<Record<string, object>>();
    expect(empty['resolution']).toMatchObject({ general: { counted: 0, percent: null } });
    expect(empty['satisfaction']).toMatchObject({ satisfiedPercent: null, averageScore: null });
    const backwards = 'from=2020-02-01T00:00:00Z&to=2020-01-01T00:00:00Z';
    expect((await get(`/v1/figures/repairs?company=B&${backwards}`)).statusCode).toBe(422);
    expect((await get(`/v1/figures/repairs?company=Z&${time}`)).statusCode).toBe(404);
  });

  it('are for those who lead, and an outcome is for staff', async () => {
    const time = 'from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z';
    const agent = await api.staffToken('agent');
    expect((await get(`/v1/figures/repairs?company=B&${time}`, agent)).statusCode).toBe(403);
    const caseId = await closed({ outcome: 'withdrawn' });
    expect((await get(`/v1/cases/${caseId}/outcome`, agent)).statusCode).toBe(200);
  });
});
