import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DurableServer } from '../support/durable-servers.ts';
import { stackEnvironment } from '../support/environment.ts';
import { PHOTO } from '../support/evidence.ts';
import { networkWorld, type NetworkWorld } from '../support/network-world.ts';
import { durableProcess, type ServingProcess } from '../support/processes.ts';
import { delivers, soon, stockOf } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  planned,
  windowAgreed,
} from '../support/repair-steps.ts';
import { writtenOff } from '../support/replacement-steps.ts';
import { at, type Form, moment, type Story, type TimelineEntry } from '../support/story.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { timelineNumbers } from '../support/traces.ts';
import type { Answer } from '../support/world.ts';

let database: TestDatabase;
let worker: DurableServer<ServingProcess>;
let api: DurableServer<ServingProcess>;
let world: NetworkWorld;

beforeAll(async () => {
  database = await createTestDatabase('seeded');
  const environment = stackEnvironment(database.url, 'outage');
  [worker, api] = await Promise.all([
    durableProcess('worker', environment),
    durableProcess('API', environment),
  ]);
  world = networkWorld(database.url, api.current().url, { patient: false });
}, 120_000);

afterAll(async () => {
  await world.close();
  await Promise.all([worker.stop(), api.stop()]);
  await database.drop();
});

const SCHOOL = { customer: 'guo.ping', productModel: 'CL-650', serialNumber: 'CL650-24-00071' };
const HOTEL = { customer: 'emma.wong', productModel: 'CL-200', serialNumber: 'CL200-25-01204' };
const TECHNICIAN = 'feng.bo';

/** A cooler of company E on the technician's bench, its repair due 24 hours after the report: on 03-11 at 12:00. */
async function seen(unit: typeof SCHOOL, hour: string, diagnosis: Form): Promise<Story> {
  const { customer, productModel, serialNumber } = unit;
  const story = await world.openRepair(customer, '03-10 12:00', {
    company: 'E',
    channel: 'web',
    unit: { productModel, serialNumber },
    site: { address: '樱花路 88 号', region: 'city' },
    description: 'It does not cool',
  });
  await story.does('zhang.min', 'contactCustomer', contacted('03-10 12:00'));
  await story.does('zhang.min', 'classify', classified({ skills: ['refrigeration'] }));
  await assigns(story, 'sun.yan', TECHNICIAN);
  await story.does(TECHNICIAN, 'agreeAppointment', windowAgreed(`03-11 ${hour}:00`, `03-11 ${hour}:30`));
  await story.goTo(`03-11 ${hour}:00`);
  await story.does(TECHNICIAN, 'checkIn', checkedIn(`03-11 ${hour}:00`));
  const found = { serialSeen: serialNumber, coverage: 'warranty', causedBy: 'product' };
  await story.does(TECHNICIAN, 'diagnose', diagnosed({ ...found, ...diagnosis }));
  return story;
}

/** Waits for a compressor that is bought. */
async function waitsForPart(): Promise<Story> {
  const story = await seen(SCHOOL, '08', {});
  const parts = [{ partId: (await stockOf(world, 'CMP-90')).partId, quantity: 1 }];
  await story.does(TECHNICIAN, 'planWork', planned('03-11 20:00', { parts }));
  await story.approves('sun.yan', 'plan');
  await story.approves('chen.hao', 'requisition');
  const purchase = { way: 'purchase', expectedAt: at('03-11 18:00'), reason: 'Comes today' };
  await story.does('he.jing', 'sourceLine', purchase);
  return story;
}

/** Is to be written off, for which the manager is asked ten minutes before the repair is due. */
async function waitsForApproval(): Promise<Story> {
  const story = await seen(HOTEL, '09', { repairable: 'uneconomic', go: 'nothingToDo', evidence: [PHOTO] });
  await story.goTo('03-11 11:50');
  await story.does(
    TECHNICIAN,
    'proposeScrap',
    writtenOff({ repairCostMinor: 300_000, unitValueMinor: 200_000 }),
  );
  return story;
}

const clockOf = async ({ caseId }: Story): Promise<number> => {
  const { body } = await world.call('song.qi', 'GET', `/v1/cases/${caseId}/clock`);
  return moment((body as { now: string }).now);
};

/** What has been written since, as kinds of entries. */
const since = async (story: Story, before: readonly TimelineEntry[]): Promise<readonly string[]> =>
  (await story.timeline()).slice(before.length).map(({ kind }) => kind);

/** What happens once, however often it was given, tried or signalled. */
const once = (kinds: readonly string[], kind: string): boolean =>
  kinds.filter((one) => one === kind).length === 1;

const DUE = moment(at('03-11 12:00'));
/** Ten seconds before the repair is due. */
const DOWN_AT = '2026-03-11T11:59:50+08:00';
/** A level that fires more than a minute late counts as late, and the next one from then. */
const BACK_AT = DUE + 80_000;
const TWO_HOURS = 2 * 3_600_000;
/** Temporal keeps what nobody has answered; the caller hears so in time. */
const AN_ANSWER_TAKES_LESS_MS = 6_500;

/*
 * While work waits for a worker, time can be passed on in no case; so the outage of the scenario, which takes 50
 * minutes there, takes 90 seconds here, from before the due instant until after it.
 */
describe('workers that are down when a repair is due (repair scenario 22)', () => {
  it('leave people their lists, take decisions and arrivals, and then do all of it once, each level at its limit', async () => {
    const part = await waitsForPart();
    const scrap = await waitsForApproval();
    for (const story of [part, scrap]) {
      expect(await story.due('repair')).toBe('03-11 12:00');
      expect(await story.post('song.qi', 'clock', { to: DOWN_AT })).toMatchObject({ status: 200 });
    }
    const [partBefore, scrapBefore] = await Promise.all([part.timeline(), scrap.timeline()]);
    await worker.crash();

    expect(await part.read()).toMatchObject({ phase: 'parts' });
    const announcementOf = async (story: Story): Promise<() => Promise<Answer>> => {
      const { id } = await story.task('announceDelay');
      const told = { reason: 'It comes late', toldAt: at('03-11 11:50'), understood: 'yes' };
      const form = { ...told, newUntil: at('03-11 20:00') };
      return () => world.call(TECHNICIAN, 'POST', `/v1/tasks/${id}/complete`, form, `announced-${id}`);
    };
    const [announcePart, announceScrap] = [await announcementOf(part), await announcementOf(scrap)];
    const begun = performance.now();
    const unanswered = await announcePart();
    expect(unanswered).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    expect(unanswered.headers).toMatchObject({ 'retry-after': '5' });
    expect(performance.now() - begun).toBeLessThan(AN_ANSWER_TAKES_LESS_MS);

    const { id: approvalId } = await scrap.pending('scrap');
    const decision = { decision: 'approved' };
    const decided = await world.call('sun.yan', 'POST', `/v1/approvals/${approvalId}/decision`, decision);
    expect(decided.status).toBe(202);
    const { partId } = await stockOf(world, 'CMP-90');
    const lines = [{ partId, accepted: 1, rejected: 0, serials: ['CMP90-1'] }];
    await delivers(world, '03-11 11:59', lines);
    expect(await stockOf(world, 'CMP-90')).toMatchObject({ onHand: 1, reserved: 1, free: 0 });

    while ((await clockOf(part)) < BACK_AT) await sleep(1_000);
    // By now it is known that no worker is there: nothing is sent that a worker could take up later.
    const tried = performance.now();
    expect(await announceScrap()).toMatchObject({
      status: 503,
      body: { detail: expect.stringContaining('nothing of what you asked for has been done') as string },
    });
    expect(performance.now() - tried).toBeLessThan(2_000);
    expect(await Promise.all([part.timeline(), scrap.timeline()])).toEqual([partBefore, scrapBefore]);
    await worker.restart();

    await soon(() => scrap.task('chooseReplacement'));
    await soon(() => part.task('issueParts'));
    for (const story of [part, scrap]) {
      await story.settled();
      const { dueAt, missedAt, levels } = await story.commitment('repair');
      expect(moment(dueAt)).toBe(DUE);
      expect(moment(missedAt)).toBeGreaterThanOrEqual(BACK_AT);
      expect(levels).toMatchObject([
        { level: 1, role: 'manager' },
        { level: 2, firedAt: null },
      ]);
      expect(await story.escalations('repair')).toHaveLength(1);
    }
    const { missedAt, levels } = await part.commitment('repair');
    const [, second] = levels as readonly { readonly plannedAt: string }[];
    expect(moment(second?.plannedAt)).toBe(moment(missedAt) + TWO_HOURS);
    const [ofPart, ofScrap] = await Promise.all([since(part, partBefore), since(scrap, scrapBefore)]);
    expect(['partsArrived', 'told.partArrived', 'missed'].filter((kind) => !once(ofPart, kind))).toEqual([]);
    expect(
      ['approval.approved', 'told.replacementOffered', 'missed'].filter((kind) => !once(ofScrap, kind)),
    ).toEqual([]);
    // What was kept by Temporal is done, once, also when it is asked for again; what was not sent is not.
    expect(await announcePart()).toMatchObject({ status: 200 });
    expect(once(await since(part, partBefore), 'told.delayAnnounced')).toBe(true);
    expect(ofScrap).not.toContain('told.delayAnnounced');

    await part.goTo('03-11 14:05');
    expect((await part.escalations('repair')).map(({ level, role }) => [level, role])).toEqual([
      [1, 'manager'],
      [2, 'general_manager'],
    ]);
    for (const numbers of await Promise.all([timelineNumbers(part), timelineNumbers(scrap)])) {
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });
});
