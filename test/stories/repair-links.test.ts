import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  closes,
  controllerReported,
  linksOf,
  refuses,
  requestsOf,
  solvesByCall,
} from '../support/linked-steps.ts';
import { refusalOf } from '../support/repair-steps.ts';
import { minuteOf } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('a case that waits for a linked one', () => {
  it('does not close before that one has, and goes on by itself then', async () => {
    const waiting = await controllerReported(world, '07-06');
    const awaited = await controllerReported(world, '07-06', { links: [waiting.caseId] });
    await expect.poll(() => linksOf(waiting)).toMatchObject([{ direction: 'from', relation: 'related' }]);
    await waiting.orders('wang.lei', 'link', { linkedCaseId: awaited.caseId, waits: true });
    expect(await linksOf(waiting, 'shen.qiang')).toMatchObject([
      { direction: 'from', waits: false },
      { direction: 'to', waits: true, case: { id: awaited.caseId, outcome: null } },
    ]);
    await expect.poll(() => waiting.timeline('linkedFrom'), { timeout: 20_000 }).toHaveLength(1);

    await solvesByCall(waiting, '07-06');
    await waiting.settled();
    expect(await waiting.read()).toMatchObject({ phase: 'completion', outcome: 'solvedRemotely' });
    expect(await waiting.commitment('settle')).toMatchObject({ status: 'met' });

    await refuses(awaited);
    await expect.poll(() => waiting.phase(), { timeout: 20_000 }).toBe('closed');
    const { number } = await awaited.read();
    const [told] = await waiting.timeline('linkedCaseClosed');
    expect(told?.data).toMatchObject({ linked: awaited.caseId, reference: number, outcome: 'refused' });
    expect(await waiting.messages('linkedClosed')).toMatchObject([{ status: 'shown' }]);
  });

  it('reminds its owner, and after that whoever stands above, while it has nothing else left to do', async () => {
    const waiting = await controllerReported(world, '07-06');
    const awaited = await controllerReported(world, '07-06');
    await waiting.orders('wang.lei', 'link', { linkedCaseId: awaited.caseId, waits: true });
    await solvesByCall(waiting, '07-06');
    await waiting.goTo('09-01 09:00');
    // At D after every ten working days.
    const reminded = (await waiting.timeline('linkedCaseAwaited')).map(({ at, data }) => [
      data['role'],
      minuteOf(at),
    ]);
    expect(reminded).toEqual([
      ['sales_manager', '07-20 18:00'],
      ['manager', '08-03 18:00'],
      ['general_manager', '08-17 18:00'],
      ['general_manager', '08-31 18:00'],
    ]);
    expect(await waiting.messages('linkedCaseAwaited')).toHaveLength(reminded.length);
    await refuses(awaited);
    await expect.poll(() => waiting.phase(), { timeout: 20_000 }).toBe('closed');
  });

  it('waits also when it ends early', async () => {
    const waiting = await controllerReported(world, '07-06');
    const awaited = await controllerReported(world, '07-06');
    await waiting.orders('wang.lei', 'link', { linkedCaseId: awaited.caseId, waits: true });
    await waiting.orders('shen.qiang', 'withdraw', {});
    await waiting.settled();
    expect(await waiting.read()).toMatchObject({ phase: 'completion', outcome: 'withdrawn' });
    await refuses(awaited);
    await expect.poll(() => waiting.phase(), { timeout: 20_000 }).toBe('closed');
    expect(await waiting.read()).toMatchObject({ outcome: 'withdrawn' });
  });

  it('is refused where that one waits for it, directly or through others', async () => {
    const [one, two, three] = [
      await controllerReported(world, '07-07'),
      await controllerReported(world, '07-07'),
      await controllerReported(world, '07-07'),
    ];
    await one.orders('zhang.min', 'link', { linkedCaseId: two.caseId, waits: true });
    await two.orders('zhang.min', 'link', { linkedCaseId: three.caseId, waits: true });
    const circle = { linkedCaseId: one.caseId, waits: true };
    expect(await refusalOf(three.post('zhang.min', 'link', circle))).toBe('422 LINK_CYCLE');
    await three.orders('zhang.min', 'link', { ...circle, waits: false });

    await two.orders('zhang.min', 'unlink', { linkedCaseId: three.caseId });
    await three.orders('zhang.min', 'link', circle);
    expect(await refusalOf(two.post('zhang.min', 'unlink', { linkedCaseId: three.caseId }))).toBe(
      '422 INVALID',
    );
  });

  it('waits no more once the link is taken back', async () => {
    const waiting = await controllerReported(world, '07-08');
    const awaited = await controllerReported(world, '07-08');
    await waiting.orders('shen.qiang', 'link', { linkedCaseId: awaited.caseId, waits: true });
    await solvesByCall(waiting, '07-08');
    expect(await waiting.phase()).toBe('completion');
    await waiting.orders('shen.qiang', 'unlink', { linkedCaseId: awaited.caseId });
    await closes(waiting, 'solvedRemotely');
  });

  it('is of the same customer', async () => {
    const own = await controllerReported(world, '07-09');
    const { caseId } = await world.openRepair('chen.xiao.self', '07-09 09:00', {
      company: 'B',
      channel: 'web',
      unit: { productModel: 'SF-300', lot: 'SF300-2023-08' },
      description: 'The seat sags',
    });
    for (const linkedCaseId of [caseId, own.caseId]) {
      expect(await refusalOf(own.post('zhang.min', 'link', { linkedCaseId }))).toBe('422 INVALID');
    }
    const links = [caseId];
    await expect(controllerReported(world, '07-09', { links })).rejects.toThrow('/links/0');
  });
});

describe('a case of another kind', () => {
  it('is asked for, taken up under its number, and reported closed, each once', async () => {
    const story = await controllerReported(world, '07-10');
    const goods = { kind: 'return-exchange', text: 'Goods spoiled meanwhile', waits: true };
    const twice = await Promise.all(
      [1, 2].map(() =>
        world.call('zhang.min', 'POST', `/v1/cases/${story.caseId}/openLinkedCase`, goods, 'goods'),
      ),
    );
    expect(twice.map(({ status }) => status)).toContain(200);
    await story.orders('shen.qiang', 'openAction', { text: 'Check the supplier', department: 'Quality' });
    const [wanted, action, ...others] = await requestsOf(story);
    expect(others).toEqual([]);
    expect(wanted).toMatchObject({ ...goods, cause: 'byHand', state: 'requested' });
    expect(action).toMatchObject({ kind: 'action', waits: false, facts: { department: 'Quality' } });

    const tell = (what: string, body: object, who = 'zhang.min') =>
      world.call(who, 'POST', `/v1/linked-case-requests/${wanted?.id ?? ''}/${what}`, body);
    expect(await refusalOf(tell('closed', { outcome: 'refunded' }))).toBe('409 REQUEST_NOT_OPEN');
    expect(await refusalOf(tell('taken-up', { reference: 'RX-7' }, 'shen.qiang'))).toBe('403 FORBIDDEN');
    const takenUp = { state: 'takenUp', reference: 'RX-7' };
    expect(await tell('taken-up', { reference: 'RX-7' })).toMatchObject({ status: 200, body: takenUp });
    expect(await tell('taken-up', { reference: 'RX-7' })).toMatchObject({ status: 200, body: takenUp });
    expect(await refusalOf(tell('taken-up', { reference: 'RX-8' }))).toBe('409 REQUEST_NOT_OPEN');

    await solvesByCall(story, '07-10');
    expect(await story.phase()).toBe('completion');
    for (const time of ['first', 'second']) {
      expect(await tell('closed', { outcome: 'refunded' }), time).toMatchObject({
        body: { state: 'closed' },
      });
    }
    await closes(story, 'solvedRemotely');
    expect(await story.timeline('linkedCaseClosed')).toMatchObject([
      { data: { linked: wanted?.id, reference: 'RX-7', outcome: 'refunded' } },
    ]);
    const { body } = await world.call(
      'song.qi',
      'GET',
      '/v1/linked-case-requests?kind=action&state=requested',
    );
    expect(body).toMatchObject({ items: [{ id: action?.id, from: { caseId: story.caseId } }] });
  });
});
