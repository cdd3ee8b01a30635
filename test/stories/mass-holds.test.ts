import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaseGateway } from '../../api/case-gateway.ts';
import { readApiConfig } from '../../api/config.ts';
import { stackEnvironment } from '../support/environment.ts';
import { assigns, checkedIn, classified, contacted, windowAgreed } from '../support/repair-steps.ts';
import { at, type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

interface MassHoldView {
  readonly id: string;
  readonly cases: { readonly told: number; readonly held: number; readonly resumed: number };
}

const TYPHOON = { reason: 'forceMajeure', text: '台风登陆，暂停上门服务' };

async function place(body: Form, who = 'sun.yan'): Promise<MassHoldView> {
  const answer = await world.call(who, 'POST', '/v1/mass-holds', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as MassHoldView;
}

async function resume({ id }: MassHoldView): Promise<void> {
  const answer = await world.call('sun.yan', 'POST', `/v1/mass-holds/${id}/resume`, {});
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

const read = async ({ id }: MassHoldView): Promise<MassHoldView> =>
  (await world.call('sun.yan', 'GET', `/v1/mass-holds/${id}`)).body as MassHoldView;

const holdsOf = async (repair: Story): Promise<readonly Record<string, unknown>[]> =>
  ((await world.call('wang.lei', 'GET', `/v1/cases/${repair.caseId}/holds`)).body as { items: Form[] }).items;

/** Signals whose receipt was not written down, because a process died, are sent again. */
async function sendAgain({ id }: MassHoldView): Promise<void> {
  const sent = sql`payload ->> 'batchId' = ${id}`;
  await world.db.execute(sql`update case_signals set settled_at = null where ${sent}`);
  await place({ region: 'nowhere', ...TYPHOON });
  await eventually(async () => {
    const { rows } = await world.db.execute(
      sql`select 1 from case_signals where ${sent} and settled_at is null`,
    );
    expect(rows).toEqual([]);
  });
}

/** What signals set in motion shows up within moments. */
async function eventually(expectation: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      await expectation();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  await expectation();
}

const isHeld = (repair: Story, onHold: boolean): Promise<void> =>
  eventually(async () => {
    expect((await repair.read())['onHold']).toBe(onHold);
  });

const controllerIn = (region: string, day: string): Promise<Story> =>
  world.openRepair('shen.qiang', day, {
    company: 'A',
    channel: 'web',
    unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
    site: { address: 'Hall 3', region },
    description: 'The display stays dark',
  });

/** Contacted, assigned, and a window agreed. */
async function withWindow(
  region: string,
  from: string,
  to: string,
): Promise<{ repair: Story; technician: string }> {
  const repair = await controllerIn(region, '07-20 17:00');
  await repair.goTo('07-20 17:10');
  await repair.does('zhang.min', 'contactCustomer', contacted('07-20 17:10'));
  await repair.does('zhang.min', 'classify', classified({ faultGroup: 'display', skills: ['electronics'] }));
  const technician = await assigns(repair, 'wang.lei');
  await repair.does(technician, 'agreeAppointment', windowAgreed(from, to));
  return { repair, technician };
}

describe('a mass hold (repair scenario 6)', () => {
  it('moves what was promised by exactly the time it stood, and calls off the windows inside', async () => {
    const inside = await withWindow('fujian', '07-24 14:00', '07-24 16:00');
    const behind = await withWindow('fujian', '07-27 10:00', '07-27 12:00');
    const elsewhere = await withWindow('hebei', '07-24 16:30', '07-24 17:30');
    const { repair, technician } = inside;
    expect(await repair.due('repair')).toBe('07-27 18:00');
    for (const { repair: one } of [inside, behind, elsewhere]) await one.goTo('07-24 12:00');

    const typhoon = await place({ region: 'fujian', ...TYPHOON, until: at('07-27 09:00') });
    await isHeld(repair, true);
    await isHeld(behind.repair, true);
    expect(await read(typhoon)).toMatchObject({ cases: { told: 2, held: 2, resumed: 0 } });
    expect(await repair.read()).toMatchObject({ pausedBecause: ['forceMajeure'] });
    expect((await repair.commitment('repair')).dueAt).toBeNull();

    const cancelled = await repair.messages('appointmentCancelled');
    expect(cancelled.map(({ to }) => to)).toEqual([{ type: 'customer' }]);
    const staff = await repair.messages('appointmentCancelledStaff');
    expect(staff.map(({ to }) => to)).toEqual([
      { type: 'person', personId: await world.personId(technician) },
    ]);
    expect(await repair.commitment('appointment/1')).toMatchObject({ status: 'dropped', isMissed: false });
    expect((await repair.tasks()).map(({ kind }) => kind)).not.toContain('agreeAppointment');
    expect(await behind.repair.commitment('appointment/1')).toMatchObject({ status: 'running' });
    expect(await behind.repair.messages('appointmentCancelled')).toEqual([]);
    const tooEarly = await behind.repair.post(behind.technician, 'changeAppointment', {
      reason: 'An hour earlier',
      windowFrom: at('07-26 10:00'),
      windowTo: at('07-27 11:00'),
    });
    expect(tooEarly).toMatchObject({ status: 422, body: { errors: [{ pointer: '/windowFrom' }] } });

    await repair.goTo('07-27 09:01');
    expect(await repair.read()).toMatchObject({ onHold: false, pausedBecause: [] });
    expect(await repair.due('repair')).toBe('07-28 18:00');
    const [held] = await holdsOf(repair);
    expect(held).toMatchObject({ reason: 'forceMajeure', batchId: typhoon.id });
    expect(minuteOf(held?.['startedAt'] as string)).toBe('07-24 12:00');
    expect(minuteOf(held?.['endedAt'] as string)).toBe('07-27 09:00');
    expect((await repair.timeline('holdPlaced')).map(({ at: placed }) => minuteOf(placed))).toEqual([
      '07-24 12:00',
    ]);
    await repair.does(technician, 'agreeAppointment', windowAgreed('07-27 13:30', '07-27 15:00'));
    await repair.goTo('07-27 13:40');
    await repair.does(technician, 'checkIn', checkedIn('07-27 13:40'));
    expect(await read(typhoon)).toMatchObject({ cases: { told: 2, held: 1, resumed: 1 } });

    expect(await elsewhere.repair.read()).toMatchObject({ onHold: false, pausedBecause: [] });
    expect(await elsewhere.repair.due('repair')).toBe('07-27 18:00');
    expect(await elsewhere.repair.commitment('appointment/1')).toMatchObject({ status: 'running' });
  });

  it('holds cases opened while it lasts as well, except for their first response', async () => {
    const flood = await place({ region: 'hainan', ...TYPHOON });
    const repair = await controllerIn('hainan', '07-24 13:30');
    await place({ region: 'tibet', ...TYPHOON });
    await isHeld(repair, true);
    expect(await repair.due('firstResponse')).toBe('07-24 14:00');
    expect((await repair.commitment('repair')).dueAt).toBeNull();
    await repair.goTo('07-24 14:01');
    expect(await repair.commitment('firstResponse')).toMatchObject({ isMissed: true });
    await resume(flood);
    await isHeld(repair, false);
    expect(await read(flood)).toMatchObject({ cases: { told: 1, held: 0, resumed: 1 } });
    const again = await world.call('sun.yan', 'POST', `/v1/mass-holds/${flood.id}/resume`, {});
    expect(again).toMatchObject({ status: 409, body: { code: 'NOT_ON_HOLD' } });
  });

  it('whose end nobody knows is reviewed by the service lead every five working days until it is over', async () => {
    const repair = await controllerIn('qinghai', '07-20 10:00');
    const snow = await place({ region: 'qinghai', ...TYPHOON });
    await isHeld(repair, true);
    await repair.goTo('08-04 09:00');
    const reviewed = async (): Promise<readonly string[]> =>
      (await repair.timeline('holdLasts')).map((entry) => minuteOf(entry.at));
    expect(await reviewed()).toEqual(['07-27 18:00', '08-03 18:00']);
    const notices = await repair.messages('holdLasts');
    expect(notices).toMatchObject([
      { to: { type: 'role', role: 'service_lead' } },
      { to: { type: 'role', role: 'service_lead' } },
    ]);

    await resume(snow);
    await isHeld(repair, false);
    await repair.goTo('08-11 09:00');
    expect(await reviewed()).toHaveLength(2);
  });

  it('that reaches a case twice holds it once, and one that was over before does not hold it at all', async () => {
    const repair = await controllerIn('guizhou', '07-24 11:00');
    const frost = await place({ region: 'guizhou', ...TYPHOON });
    await isHeld(repair, true);
    await sendAgain(frost);
    expect(await repair.timeline('holdPlaced')).toHaveLength(1);

    await resume(frost);
    await isHeld(repair, false);
    await sendAgain(frost);
    expect(await repair.timeline('holdEnded')).toHaveLength(1);
    expect(await repair.read()).toMatchObject({ onHold: false });

    const gateway = createCaseGateway(readApiConfig(stackEnvironment(world.databaseUrl, 'none')));
    const to = { kind: 'repair', caseId: repair.caseId } as const;
    const by = { type: 'person', personId: await world.personId('sun.yan'), roles: ['manager'] } as const;
    const batch = { batchId: (await place({ region: 'ningxia', ...TYPHOON })).id, by };
    const ended = { ...batch, key: 'ended first', placedKey: 'placed second' };
    await gateway.signal(to, { name: 'massHoldEnded', payload: ended });
    const placed = { ...batch, key: 'placed second', reason: 'recall', text: 'Recall', until: null } as const;
    await gateway.signal(to, { name: 'massHoldPlaced', payload: placed });
    await repair.orders('wang.lei', 'comments', { text: 'Still here', shared: false });
    expect(await repair.timeline('holdPlaced')).toHaveLength(1);
    await gateway.close();
  });

  it('without an end is over for one case by its own resume and for the others together', async () => {
    const inside = await withWindow('gansu', '07-30 10:00', '07-30 12:00');
    const other = await controllerIn('gansu', '07-24 11:00');
    const quake = await place({ region: 'gansu', productModel: 'CT-900', ...TYPHOON });
    await isHeld(inside.repair, true);
    await isHeld(other, true);
    expect(await inside.repair.messages('appointmentCancelled')).toHaveLength(1);

    await inside.repair.orders('wang.lei', 'hold', {
      reason: 'thirdParty',
      text: 'The lift is out of order',
      until: at('07-22 09:00'),
    });
    expect((await holdsOf(inside.repair)).map(({ batchId }) => batchId)).toEqual([quake.id, null]);
    await inside.repair.orders('wang.lei', 'resume');
    await isHeld(inside.repair, false);
    await inside.repair.does(
      inside.technician,
      'agreeAppointment',
      windowAgreed('07-21 10:00', '07-21 12:00'),
    );
    expect(await read(quake)).toMatchObject({ cases: { told: 2, held: 1, resumed: 1 } });

    await resume(quake);
    await isHeld(other, false);
    expect(await read(quake)).toMatchObject({ cases: { told: 2, held: 0, resumed: 2 } });
    expect(await inside.repair.timeline('holdPlaced')).toHaveLength(2);
  });
});
