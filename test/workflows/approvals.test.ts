import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../workflows/domain/actors.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import { approvalDecided, type ApprovalDecided } from '../../workflows/runtime/case.messages.ts';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTemporal, type RawTemporal } from '../support/histories.ts';
import { minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';
import { planAwaitsApproval, TECHNICIAN } from './reported.ts';

let world: World;
let temporal: RawTemporal;
beforeAll(async () => {
  world = await openWorld();
  temporal = await openTemporal(stackEnvironment(world.databaseUrl, 'none'));
});
afterAll(async () => {
  await temporal.close();
  await world.close();
});

const actor = async (handle: string, ...roles: Role[]): Promise<PersonActor> => ({
  type: 'person',
  personId: await world.personId(handle),
  roles,
});

/** Sends a decision past the checks of the API, as one that crossed another on its way. */
async function signals(repair: Story, decided: Omit<ApprovalDecided, 'key' | 'reason'>, key = randomUUID()) {
  const handle = temporal.client.workflow.getHandle(workflowIdOf('repair', repair.caseId));
  await handle.signal(approvalDecided, { reason: null, ...decided, key });
}

/** Waits until a kind of entry stands in the timeline that often. */
async function noted(
  repair: Story,
  kind: string,
  times: number,
): Promise<readonly Record<string, unknown>[]> {
  await expect.poll(() => repair.timeline(kind), { timeout: 10_000 }).toHaveLength(times);
  return (await repair.timeline(kind)).map(({ data }) => data);
}

describe('a decision', () => {
  it('that arrives twice counts once, by its key', async () => {
    const repair = await planAwaitsApproval(world);
    const { id } = await repair.pending('plan');
    const key = randomUUID();
    const decided = {
      approvalId: id,
      decision: 'approved',
      by: await actor('wang.lei', 'repair_lead'),
    } as const;
    await Promise.all([signals(repair, decided, key), signals(repair, decided, key)]);

    await noted(repair, 'approval.approved', 1);
    await repair.settled();
    expect(await repair.timeline('decisionDropped')).toEqual([]);
    expect(await repair.phase()).toBe('work');
  });

  it('whose answer was lost is repeated with its key, and another one of the same person is not', async () => {
    const repair = await planAwaitsApproval(world);
    const { id } = await repair.pending('plan');
    const key = randomUUID();
    const decide = (decision: object) =>
      world.call('wang.lei', 'POST', `/v1/approvals/${id}/decision`, decision, key);
    expect(await decide({ decision: 'approved' })).toMatchObject({ status: 200 });
    // As if the process had died before it kept its answer.
    await world.db.execute(sql`delete from idempotency_keys where finished_at is not null`);
    expect(await decide({ decision: 'approved' })).toMatchObject({
      status: 200,
      body: { status: 'approved' },
    });
    await world.db.execute(sql`delete from idempotency_keys where finished_at is not null`);
    expect(await decide({ decision: 'refused', reason: 'After all' })).toMatchObject({
      status: 409,
      body: { code: 'APPROVAL_NOT_PENDING' },
    });
    expect(await repair.timeline('decisionDropped')).toEqual([]);
  });

  it('that comes after another is dropped, and the timeline says whose', async () => {
    const repair = await planAwaitsApproval(world);
    const { id } = await repair.pending('plan');
    await repair.approves('wang.lei', 'plan');
    const late = await world.call('sun.yan', 'POST', `/v1/approvals/${id}/decision`, {
      decision: 'refused',
      reason: 'Too late',
    });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'APPROVAL_NOT_PENDING', details: { status: 'approved' } },
    });

    await signals(repair, { approvalId: id, decision: 'refused', by: await actor('sun.yan', 'manager') });
    const dropped = await noted(repair, 'decisionDropped', 1);
    expect(dropped).toEqual([{ approvalId: id, decision: 'refused', because: 'APPROVAL_NOT_PENDING' }]);
    expect(await repair.phase()).toBe('work');
  });

  it('about what was changed meanwhile is dropped, and asked anew', async () => {
    const repair = await planAwaitsApproval(world);
    const { id } = await repair.pending('plan');
    await repair.orders('wang.lei', 'changePlan', { reason: 'Another measure is cheaper' });
    await repair.settled();
    expect(await repair.approvals('withdrawn')).toMatchObject([{ id, subject: 'plan' }]);
    expect(await repair.messages('approvalWithdrawn')).toHaveLength(1);

    await signals(repair, {
      approvalId: id,
      decision: 'approved',
      by: await actor('wang.lei', 'repair_lead'),
    });
    await noted(repair, 'decisionDropped', 1);
    expect(await repair.task('planWork')).toMatchObject({ status: 'open' });
    expect(await repair.phase()).toBe('proposal');
  });

  it('of somebody who may not decide is dropped even if it gets past the API', async () => {
    const repair = await planAwaitsApproval(world);
    const { id } = await repair.pending('plan');
    const approve = { approvalId: id, decision: 'approved' } as const;
    await signals(repair, { ...approve, by: await actor('zhang.min', 'agent') });
    await signals(repair, { ...approve, by: await actor(TECHNICIAN, 'repair_lead') });
    const dropped = await noted(repair, 'decisionDropped', 2);
    expect(dropped.map(({ because }) => because)).toEqual(['ROLE_MISSING', 'OWN_REQUEST']);
    expect(await repair.pending('plan')).toMatchObject({ id });
  });

  it('needs the role that is asked and, to refuse, a reason', async () => {
    const repair = await planAwaitsApproval(world);
    const { id } = await repair.pending('plan');
    const decide = (who: string, body: object) =>
      world.call(who, 'POST', `/v1/approvals/${id}/decision`, body);
    expect(await decide('sun.yan', { decision: 'approved' })).toMatchObject({
      status: 403,
      body: { code: 'ROLE_MISSING' },
    });
    expect(await decide('wang.lei', { decision: 'refused' })).toMatchObject({ status: 422 });
    await repair.decides('wang.lei', 'plan', 'refused', 'Use the spare controller');
    expect(await repair.task('planWork')).toMatchObject({ status: 'open' });
    const [refused] = await repair.approvals('refused');
    expect(refused).toMatchObject({ id, reason: 'Use the spare controller' });
  });
});

/** Undecided, with everything else that is late meanwhile; at every limit there would be 6500. */
const EVENTS_OF_A_WEEK = 300;

/** Who was asked when, as `what, whom, minute`. */
const asked = async (repair: Story): Promise<readonly unknown[]> =>
  (await repair.timeline())
    .filter(({ kind }) => kind.startsWith('approval.'))
    .map(({ kind, at, data }) => [kind, data['role'], minuteOf(at)]);

describe('an approval that nobody decides', () => {
  it('climbs by the limit of each role, and the last one is reminded for good', async () => {
    const repair = await planAwaitsApproval(world);
    await repair.goTo('06-01 11:55');
    expect(await asked(repair)).toEqual([
      ['approval.asked', 'repair_lead', '06-01 10:10'],
      ['approval.climbed', 'manager', '06-01 10:30'],
      ['approval.climbed', 'general_manager', '06-01 10:50'],
      ['approval.reminded', 'general_manager', '06-01 11:10'],
      ['approval.reminded', 'general_manager', '06-01 11:50'],
    ]);
    expect((await repair.pending('plan')).role).toBe('general_manager');
    expect(await repair.messages('approvalAsked')).toHaveLength(5);

    const { id } = await repair.pending('plan');
    const stale = await world.call('wang.lei', 'POST', `/v1/approvals/${id}/decision`, {
      decision: 'approved',
    });
    expect(stale).toMatchObject({ status: 403, body: { code: 'ROLE_MISSING' } });
    await repair.approves('zhao.ming', 'plan');
    expect(await repair.phase()).toBe('work');
  });

  it('is reminded of ever more seldom, in working hours, at last once a day, and leaves few events in the history', async () => {
    const repair = await planAwaitsApproval(world);
    const handle = temporal.client.workflow.getHandle(workflowIdOf('repair', repair.caseId));
    const before = (await handle.describe()).historyLength;
    await repair.goTo('06-08 12:00');
    // 20 minutes, then 40, 80, 160 and 320 of working time; 640 would be later than the next evening.
    expect((await asked(repair)).slice(3)).toEqual(
      [
        ...['06-01 11:10', '06-01 11:50', '06-01 14:40', '06-01 17:20'],
        ...['06-02 15:10', '06-03 18:00', '06-04 18:00', '06-05 18:00'],
      ].map((minute) => ['approval.reminded', 'general_manager', minute]),
    );
    expect((await handle.describe()).historyLength - before).toBeLessThan(EVENTS_OF_A_WEEK);
    expect((await repair.pending('plan')).role).toBe('general_manager');
  });
});
