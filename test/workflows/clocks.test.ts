import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathOfCommand } from '../../api/schemas/case-forms.ts';
import { CALENDAR_PRESETS } from '../../db/presets/calendars.ts';
import { contacted, refusalOf } from '../support/repair-steps.ts';
import { at, type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';
import { reported, windowAwaited } from './reported.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const held = (reason: string, until: string): Form => ({ reason, text: 'As agreed', until: at(until) });

const whenNoted = async (repair: Story, kind: string): Promise<readonly string[]> =>
  (await repair.timeline(kind)).map((entry) => minuteOf(entry.at));

describe('a hold', () => {
  it('is placed once, stops the clocks that the policy names, and ends by itself', async () => {
    const repair = await windowAwaited(world);
    expect(await repair.due('repair')).toBe('06-05 18:00');
    await repair.orders('wang.lei', 'hold', held('thirdParty', '06-01 10:00'));
    expect(await refusalOf(repair.post('wang.lei', 'hold', held('recall', '06-02 12:00')))).toBe(
      '409 ALREADY_ON_HOLD',
    );
    expect(await repair.read()).toMatchObject({ onHold: true, pausedBecause: ['thirdParty'] });
    expect((await repair.commitment('repair')).dueAt).toBeNull();

    await repair.goTo('06-01 10:05');
    expect(await whenNoted(repair, 'holdEnded')).toEqual(['06-01 10:00']);
    expect(await repair.read()).toMatchObject({ onHold: false, pausedBecause: [] });
    // Three open hours: 05-29 16:00–18:00 and 06-01 09:00–10:00, on top of 16:00 of the fifth working day.
    expect(await repair.due('repair')).toBe('06-08 18:00');
    expect(await refusalOf(repair.post('wang.lei', 'resume', {}))).toBe('409 NOT_ON_HOLD');
  });

  it('stops no clock that the policy leaves running, and tasks stay workable', async () => {
    const repair = await reported(world);
    await repair.orders('li.na', 'hold', held('thirdParty', '06-01 12:00'));
    expect(await repair.due('firstResponse')).toBe('05-29 16:30');
    await repair.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
    expect(await repair.commitment('firstResponse')).toMatchObject({ status: 'met', isMissed: false });
  });

  it('that waits for the customer ends with what the customer says, and not with an automatic reply', async () => {
    const repair = await reported(world);
    await repair.orders('wang.lei', 'hold', held('waitingForCustomer', '06-03 12:00'));
    await repair.orders('zhang.min', 'comments', {
      text: 'I am out of office until Monday',
      shared: false,
      heardFrom: 'shen.qiang@example.com',
      automatic: true,
    });
    await repair.orders('zhang.min', 'comments', { text: 'No answer yet', shared: false });
    expect(await repair.read()).toMatchObject({ onHold: true });

    await repair.orders('shen.qiang', 'comments', { text: 'Please go on', shared: true });
    expect(await repair.read()).toMatchObject({ onHold: false, pausedBecause: [] });
    expect(await repair.timeline('holdEnded')).toHaveLength(1);
  });

  it('that waits for the customer ends with whatever they do in the case, and with what staff hear of them', async () => {
    const repair = await windowAwaited(world, '06-02');
    const another = await reported(world);
    const window = { windowFrom: at('06-03 10:00'), windowTo: at('06-03 12:00'), reason: 'Not on Tuesday' };
    const deeds: readonly (readonly [string, string, Form])[] = [
      ['shen.qiang', 'escalate', { reason: 'Nobody has come' }],
      ['shen.qiang', 'link', { linkedCaseId: another.caseId }],
      ['shen.qiang', 'changeAppointment', window],
      ['huang.lin', 'changeAppointment', { ...window, heardFrom: 'Mr Shen' }],
    ];
    for (const [who, command, input] of deeds) {
      await repair.orders('wang.lei', 'hold', held('waitingForCustomer', '06-05 12:00'));
      await repair.orders(who, pathOfCommand(command), input);
      expect(await repair.read(), command).toMatchObject({ onHold: false, pausedBecause: [] });
    }
    await repair.orders('wang.lei', 'hold', held('waitingForCustomer', '06-05 12:00'));
    await repair.orders('huang.lin', 'changeAppointment', window);
    expect(await repair.read()).toMatchObject({ onHold: true });
  });

  it('for another reason goes on whatever the customer says', async () => {
    const repair = await reported(world);
    await repair.orders('wang.lei', 'hold', held('thirdParty', '06-03 12:00'));
    await repair.orders('shen.qiang', 'comments', { text: 'When will you come?', shared: true });
    expect(await repair.read()).toMatchObject({ onHold: true });
    await repair.orders('wang.lei', 'resume', { text: 'The lift works again' });
    expect(await repair.read()).toMatchObject({ onHold: false });
  });

  it('beyond what the policy allows needs the lead or a manager, and none begins in the past', async () => {
    const repair = await reported(world);
    expect(await refusalOf(repair.post('li.na', 'hold', held('recall', '08-31 12:00')))).toBe(
      '403 HOLD_TOO_LONG',
    );
    expect(await refusalOf(repair.post('wang.lei', 'hold', held('recall', '05-29 15:00')))).toBe(
      '422 INVALID',
    );
    expect(await refusalOf(repair.post('shen.qiang', 'hold', held('recall', '06-01 12:00')))).toBe(
      '403 ROLE_MISSING',
    );
    await repair.orders('sun.yan', 'hold', held('recall', '08-31 12:00'));
  });
});

describe('a clock that is moved to the very instant at which something is due', () => {
  it('answers when all that happens then can be read', async () => {
    const repairs = await Promise.all(Array.from({ length: 8 }, () => reported(world)));
    await Promise.all(
      repairs.map(async (repair) => {
        await repair.goTo('05-29 16:30');
        expect(await repair.commitment('firstResponse')).toMatchObject({ isMissed: true });
        await repair.goTo('05-29 16:45');
        expect(await repair.escalations('firstResponse')).toMatchObject([{ level: 1 }, { level: 2 }]);
      }),
    );
  });
});

describe('escalation by hand', () => {
  it('tells one level after the other to the top, and no further', async () => {
    const repair = await reported(world);
    const push = (who: string): ReturnType<Story['post']> =>
      repair.post(who, 'escalate', { reason: 'The line stands' });
    for (const who of ['shen.qiang', 'zhang.min', 'shen.qiang']) {
      expect(await push(who)).toMatchObject({ status: 200 });
    }
    expect(await refusalOf(push('shen.qiang'))).toBe('409 TOP_LEVEL_REACHED');
    const told = (await repair.timeline('escalatedByHand')).map(({ data }) => [data['level'], data['role']]);
    expect(told).toEqual([
      [1, 'repair_lead'],
      [2, 'manager'],
      [3, 'general_manager'],
    ]);
    expect(await repair.messages('escalatedByHand')).toHaveLength(3);
    expect(await repair.due('firstResponse')).toBe('05-29 16:30');
  });
});

describe('a case that becomes urgent', () => {
  it('is due at the earlier of the old due instant and the urgent limit from then', async () => {
    const repair = await reported(world);
    await repair.goTo('05-29 16:05');
    await repair.orders('zhang.min', 'changePriority', { priority: 'urgent', reason: 'The line stands' });
    expect(await repair.due('firstResponse')).toBe('05-29 16:20');

    const late = await reported(world);
    await late.goTo('05-29 16:25');
    await late.orders('zhang.min', 'changePriority', { priority: 'urgent', reason: 'The line stands' });
    expect(await late.due('firstResponse')).toBe('05-29 16:30');
  });
});

describe('a calendar that changes while cases are open', () => {
  const closedOn = (...days: readonly string[]) => ({
    ...CALENDAR_PRESETS.office,
    exceptions: Object.fromEntries(days.map((day) => [`2026-${day}`, []])),
  });

  it('moves the open limits that count on it, and says so; what has fired stays fired', async () => {
    const repair = await reported(world);
    await repair.goTo('05-29 16:31');
    expect(await repair.commitment('firstResponse')).toMatchObject({ isMissed: true });
    expect(await repair.due('repair')).toBe('06-05 18:00');

    const changed = await world.call('song.qi', 'POST', '/v1/calendars', {
      code: 'office',
      version: 2,
      definition: closedOn('06-05'),
    });
    expect(changed, JSON.stringify(changed.body)).toMatchObject({ status: 201 });
    await expect.poll(() => repair.due('repair'), { timeout: 20_000 }).toBe('06-08 18:00');

    expect(await repair.due('firstResponse')).toBe('05-29 16:30');
    expect(await repair.escalations('firstResponse')).toHaveLength(1);
    const [entry, ...more] = await repair.timeline('calendarChanged');
    expect(entry?.data).toMatchObject({ code: 'office', version: 2 });
    expect(more).toEqual([]);
    expect(await repair.commitment('repair')).toMatchObject({ why: { calendarVersion: 2 } });
  });
});
