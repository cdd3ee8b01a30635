import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controllerClassified, newController, reportOf } from '../support/controller-steps.ts';
import { assigns, classified, contacted, feeTold, refusalOf } from '../support/repair-steps.ts';
import { at, type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** How the report is answered. */
const reports = (who: string, day: string, body: Form) =>
  world.call(who, 'POST', '/v1/repairs', { ...body, clock: { now: at(day) } });

describe('a report of a unit that is in an open repair (repair process, 9)', () => {
  it('is taken up beside the first case, which the classification offers to merge it with', async () => {
    const { story: first, serialNumber } = await controllerClassified(world, '03-02');
    const again = await reports('shen.qiang', '03-02 10:00', reportOf(serialNumber));
    expect(again).toMatchObject({
      status: 201,
      body: { possibleDuplicates: [{ caseId: first.caseId, phase: 'dispatch' }] },
    });
    const { id } = (again.body as { case: { id: string } }).case;
    const { body } = await world.call('zhang.min', 'GET', `/v1/tasks?caseId=${id}&inbox=all`);
    const classify = (body as { items: readonly Form[] }).items.find(({ kind }) => kind === 'classify');
    expect(classify).toMatchObject({ about: { possibleDuplicates: [first.caseId] } });
    const merge = classified({ place: 'remote', route: 'merge', routeText: 'Reported twice' });
    const untold = await world.call(
      'zhang.min',
      'POST',
      `/v1/tasks/${String(classify?.['id'])}/complete`,
      merge,
    );
    expect(untold).toMatchObject({ status: 400, body: { errors: [{ pointer: '/targetId' }] } });
  });
});

describe('a report that cannot be right (repair process, 9)', () => {
  it('of a purchase or a receipt that lies in the future is 422 with the field', async () => {
    const serialNumber = await newController(world);
    const tomorrow = { ...(reportOf(serialNumber)['unit'] as Form), purchasedOn: '2026-03-03' };
    const bought = await reports('shen.qiang', '03-02 09:00', reportOf(serialNumber, { unit: tomorrow }));
    expect(bought).toMatchObject({ status: 422, body: { errors: [{ pointer: '/unit/purchasedOn' }] } });
    const later = reportOf(serialNumber, { receivedAt: at('03-02 09:01') });
    expect(await reports('zhang.min', '03-02 09:00', { ...later, ...(await onFile()) })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/receivedAt' }] },
    });
    const unknown = reportOf(serialNumber, { colour: 'red' });
    expect(await refusalOf(reports('shen.qiang', '03-02 09:00', unknown))).toBe('400 MALFORMED');
  });
});

const onFile = async (): Promise<Form> => ({ customerId: await world.customerId('yuanhang') });

describe('a report that is entered too late (repair process, 9)', () => {
  it('is for the service lead with a reason; clocks run from its receipt, and level 1 fires once, at the entry', async () => {
    const received = { receivedAt: at('03-03 09:00'), channel: 'letter', ...(await onFile()) };
    const letter = reportOf(await newController(world), received);
    const refused = await reports('zhang.min', '03-05 09:00', letter);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/receivedAt' }] } });
    const unexplained = await reports('li.na', '03-05 09:00', letter);
    expect(unexplained).toMatchObject({ status: 422, body: { errors: [{ pointer: '/lateEntryReason' }] } });

    const story = await world.openRepair('li.na', '03-05 09:00', {
      ...letter,
      lateEntryReason: 'The letter lay in the wrong tray',
    });
    expect(await story.due('firstResponse')).toBe('03-03 09:30');
    expect(await story.due('repair')).toBe('03-10 18:00');
    await story.goTo('03-05 09:20');
    // Late at the entry already: the next level has its own limit from there, and nobody is passed over.
    expect(await story.escalations('firstResponse')).toEqual([
      { level: 1, role: 'service_lead', firedAt: '03-05 09:00' },
      { level: 2, role: 'manager', firedAt: '03-05 09:15' },
    ]);
    expect(await story.commitment('firstResponse')).toMatchObject({ isMissed: true, status: 'running' });
    const { details } = (await story.read()) as { details: Form };
    expect(details['warranty']).toMatchObject({ state: 'inside' });
  });
});

describe('a unit that the records do not know as the caller’s (repair process, 9)', () => {
  it('with an unknown serial number is taken up, its warranty unknown, and a proof of purchase is asked', async () => {
    const story = await world.openRepair('shen.qiang', '03-06 09:00', reportOf('NO-SUCH-SERIAL'));
    expect(await story.read()).toMatchObject({ details: { warranty: { state: 'unknown', until: null } } });
    expect(await story.messages('proofAsked')).toMatchObject([{ to: { type: 'customer' } }]);
    expect((await story.task('classify')).about).toMatchObject({ warranty: { state: 'unknown' } });
    await story.does('zhang.min', 'contactCustomer', contacted('03-06 09:00'));
    // Nobody knows who pays: the customer hears a rough fee first, also before a call that may solve it (A6.2).
    const call = classified({ place: 'remote', route: 'remote', skills: ['electronics'] });
    expect(await story.tries('zhang.min', 'classify', call)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/roughFee' }, { pointer: '/feeToldAt' }] },
    });
    await story.does('zhang.min', 'classify', { ...call, ...feeTold('03-06 09:00') });
  });

  it('but somebody else’s is taken up, staff are warned, and the caller is told nothing', async () => {
    const theirs = await newController(world);
    const story = await world.openRepair('emma.wong', '03-06 09:00', reportOf(theirs));
    expect((await story.task('classify')).about).toMatchObject({ registeredToAnother: true });
    const { body } = await world.call('emma.wong', 'GET', `/v1/cases/${story.caseId}`);
    const { body: timeline } = await world.call('emma.wong', 'GET', `/v1/cases/${story.caseId}/timeline`);
    expect(JSON.stringify([body, timeline])).not.toMatch(/registeredToAnother|warranty|yuanhang|远航/);
    expect(await story.messages('proofAsked')).toEqual([]);
  });
});

describe('a report that a call can solve (R-02)', () => {
  const remote = (more: Form = {}): Form => ({ place: 'remote', route: 'remote', ...more });
  const solving = (solved: boolean): Form => ({
    steps: 'Restarted it together',
    solved,
    text: solved ? 'It works again after a restart' : 'It stays dark',
  });

  it('is solved by whom its class asks for, told, and counted as solved remotely', async () => {
    const technical = { classification: remote({ class: 'technical' }) };
    const { story } = await controllerClassified(world, '03-09', technical);
    const task = await story.task('solveRemotely');
    expect(task).toMatchObject({ roles: ['technical_support'] });
    expect(minuteOf(task.dueAt ?? '')).toBe('03-09 14:30');
    expect(await refusalOf(story.tries('zhang.min', 'solveRemotely', solving(true)))).toBe(
      '403 ROLE_MISSING',
    );
    await story.does('tang.wei', 'solveRemotely', solving(true));
    expect(await story.read()).toMatchObject({ phase: 'completion', outcome: 'solvedRemotely' });
    expect((await story.task('tellResult')).about).toMatchObject({
      result: 'It works again after a restart',
    });
    expect(await story.commitment('repair')).toMatchObject({ status: 'met', isMissed: false });
  });

  it('goes on to a visit when the call did not help', async () => {
    const { story } = await controllerClassified(world, '03-10', { classification: remote() });
    await story.does('zhang.min', 'solveRemotely', solving(false));
    expect(await story.phase()).toBe('dispatch');
    expect(await assigns(story, 'wang.lei')).not.toBe('');
  });
});

describe('an urgent report (R-02)', () => {
  it('stands first in every list, whenever it came', async () => {
    await controllerClassified(world, '03-11');
    const urgent = await world.openRepair(
      'shen.qiang',
      '03-11 10:00',
      reportOf(await newController(world), { urgentWanted: true }),
    );
    await controllerClassified(world, '03-11');
    const firstOf = async (path: string): Promise<Form | undefined> => {
      const { body } = await world.call('zhang.min', 'GET', path);
      return (body as { items: readonly Form[] }).items[0];
    };
    expect(await firstOf('/v1/cases?limit=3')).toMatchObject({ id: urgent.caseId, priority: 'urgent' });
    expect(await firstOf('/v1/tasks?limit=3')).toMatchObject({ caseId: urgent.caseId });
    expect(await rolesTold(urgent)).toContain('repair_lead');
  });
});

async function rolesTold(story: Story): Promise<readonly unknown[]> {
  return (await story.messages('urgent')).map(({ to }) => (to as { role?: string }).role);
}
