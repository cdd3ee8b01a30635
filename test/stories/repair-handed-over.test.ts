import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHOTO } from '../support/evidence.ts';
import { closes, controllerReported, linksOf, refuses, requestsOf } from '../support/linked-steps.ts';
import { soon } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  diagnosed,
  planned,
  refusalOf,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { at, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** Owner of the first round at company D. */
const OWNER = 'qian.wei';

/** With a window agreed: there is something to put back. */
async function dispatched(story: Story, day: string): Promise<string> {
  await story.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
  const technician = await assigns(story, OWNER);
  await story.does(technician, 'agreeAppointment', windowAgreed(`${day} 10:00`, `${day} 12:00`));
  return technician;
}

async function filesOf({ world, caseId }: Story): Promise<readonly string[]> {
  const { body } = await world.call('song.qi', 'GET', `/v1/cases/${caseId}/evidence`);
  return (body as { items: readonly { key: string }[] }).items.map(({ key }) => key);
}

const commentsOf = async (story: Story) =>
  (await story.timeline('commented')).map(({ data }) => data['text']);

describe('a case that is merged into another one', () => {
  it('leaves after intake what it had in hand, and its comments, files, links and messages are seen there', async () => {
    const target = await controllerReported(world, '07-13');
    const bystander = await controllerReported(world, '07-13');
    const merged = await controllerReported(world, '07-13');
    const technician = await dispatched(merged, '07-14');
    await merged.orders('shen.qiang', 'comments', { text: 'It smells burnt', shared: true });
    await merged.orders(technician, 'comments', { text: 'Bring a fan', shared: false });
    await merged.orders('zhang.min', 'link', { linkedCaseId: bystander.caseId, waits: true });
    await bystander.orders('zhang.min', 'link', { linkedCaseId: merged.caseId });
    await merged.orders('zhang.min', 'attachEvidence', { evidence: [PHOTO], text: 'The plate' });
    await target.orders('zhang.min', 'comments', { text: 'Second call about it', shared: false });
    const files = await filesOf(merged);
    expect(files).toHaveLength(1);

    await merged.orders(OWNER, 'merge', { targetId: target.caseId, text: 'Reported twice' });
    await closes(merged, 'merged');
    expect(await merged.messages('appointmentCancelled')).toHaveLength(1);
    expect(await merged.messages('closed')).toMatchObject([
      { body: expect.stringContaining('已并入其他工单') as string },
    ]);
    expect(await refusalOf(merged.post('shen.qiang', 'comments', { text: 'And?', shared: true }))).toBe(
      '409 CASE_CLOSED',
    );

    await expect
      .poll(() => commentsOf(target), { timeout: 20_000 })
      .toEqual(['Second call about it', 'It smells burnt', 'Bring a fan']);
    const [, smell, fan] = await target.timeline('commented');
    expect(smell).toMatchObject({ visibility: 'customer', actor: { type: 'customer' } });
    expect(fan).toMatchObject({ visibility: 'staff', actor: { personId: await world.personId(technician) } });
    expect(minuteOf(String(smell?.data['writtenAt']))).toBe('07-13 09:00');
    expect(await target.timeline('caseTakenOver')).toMatchObject([{ data: { mergedCaseId: merged.caseId } }]);
    const seen = (await linksOf(target)).map(
      ({ direction, relation, waits, case: { id } }) => `${direction} ${id} ${relation} ${waits}`,
    );
    expect(seen.toSorted()).toEqual(
      [
        `to ${bystander.caseId} related false`,
        `from ${bystander.caseId} related false`,
        `from ${merged.caseId} mergedInto false`,
      ].toSorted(),
    );
    expect(await filesOf(target)).toEqual(files);
    expect(await filesOf(merged)).toEqual([]);
    expect(await target.messages('appointmentCancelled')).toHaveLength(1);
    expect(await target.phase()).toBe('intake');
    await expect
      .poll(() => bystander.timeline('linkedCaseClosed'), { timeout: 20_000 })
      .toMatchObject([{ data: { linked: merged.caseId, outcome: 'merged' } }]);
  });

  it('is waited for where it went', async () => {
    const target = await controllerReported(world, '07-15');
    const merged = await controllerReported(world, '07-15');
    const waiting = await controllerReported(world, '07-15');
    await waiting.orders('zhang.min', 'link', { linkedCaseId: merged.caseId, waits: true });
    const mergeRoute = { route: 'merge', routeText: 'The same call', targetId: target.caseId };
    await merged.does('zhang.min', 'classify', classified(mergeRoute));
    await closes(merged, 'merged');
    await expect
      .poll(() => waiting.timeline('linkedCaseClosed'), { timeout: 20_000 })
      .toMatchObject([{ data: { continuedAs: target.caseId } }]);
    expect(await linksOf(waiting)).toMatchObject([{ waits: true, case: { id: target.caseId } }]);
    const circle = { linkedCaseId: waiting.caseId, waits: true };
    expect(await refusalOf(target.post('zhang.min', 'link', circle))).toBe('422 LINK_CYCLE');
  });

  it('is the owner’s to merge, into an open case of the customer, before work has begun', async () => {
    const story = await controllerReported(world, '07-20');
    const ended = await controllerReported(world, '07-20');
    await refuses(ended);
    const target = await controllerReported(world, '07-20');
    const { caseId: foreign } = await world.openRepair('chen.xiao.self', '07-20 09:00', {
      company: 'B',
      channel: 'web',
      unit: { productModel: 'SF-300', lot: 'SF300-2023-08' },
      description: 'The seat sags',
    });
    const merge = (who: string, targetId: string) =>
      refusalOf(story.post(who, 'merge', { targetId, text: 'The same' }));
    expect(await merge('zhang.min', target.caseId)).toBe('403 ROLE_MISSING');
    for (const wrong of [foreign, story.caseId, ended.caseId]) {
      expect(await merge(OWNER, wrong)).toBe('422 INVALID');
    }
    const classify = story.tries(
      'zhang.min',
      'classify',
      classified({ route: 'merge', routeText: 'Same', targetId: foreign }),
    );
    expect(await refusalOf(classify)).toBe('422 INVALID');

    const technician = await dispatched(story, '07-21');
    await story.goTo('07-21 10:00');
    await story.does(technician, 'checkIn', checkedIn('07-21 10:00'));
    const found = { serialSeen: 'CT900-26-00031', coverage: 'warranty', causedBy: 'product' };
    await story.does(technician, 'diagnose', diagnosed(found));
    await story.does(technician, 'planWork', planned('07-22 18:00', { minutes: 30 }));
    await soon(() => story.task('doWork'));
    const interrupted = { result: 'interrupted', reason: 'A tool is missing' };
    await story.does(technician, 'doWork', worked('07-21 10:00', '07-21 10:00', interrupted));
    expect(await merge(OWNER, target.caseId)).toBe('409 WRONG_PHASE');
    for (const [command, input] of [
      ['convert', { targetKind: 'complaint', text: 'Angry' }],
      ['cancel', { reason: 'Entered twice' }],
    ] as const) {
      expect(await refusalOf(story.post(OWNER, command, input)), command).toBe('409 WRONG_PHASE');
    }
  });
});

describe('a case that is converted', () => {
  it.for(['intake', 'dispatch'] as const)(
    'in %s ends, and the case of another kind is asked for with what was received when',
    async (phase) => {
      const story = await controllerReported(world, '07-22', { receivedAt: at('07-21 17:00') });
      if (phase === 'intake') {
        const convert = {
          route: 'convert',
          routeText: 'Wants the money back',
          targetKind: 'return-exchange',
        };
        await story.does('zhang.min', 'classify', classified(convert));
      } else {
        await dispatched(story, '07-23');
        const convert = { targetKind: 'return-exchange', text: 'Wants the money back' };
        await story.orders(OWNER, 'convert', convert);
      }
      await closes(story, 'converted');
      expect(await requestsOf(story)).toMatchObject([
        {
          ...{ kind: 'return-exchange', cause: 'converted', text: 'Wants the money back', waits: false },
          facts: { receivedAt: '2026-07-21T17:00:00+08:00', serialNumber: 'CT900-26-00031' },
        },
      ]);
      expect(await story.messages('closed')).toMatchObject([
        { body: expect.stringContaining('转为其他服务') as string },
      ]);
      expect(await story.tasks()).toEqual([]);
    },
  );
});
