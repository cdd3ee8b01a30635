import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  controllerClassified,
  controllerPlanned,
  controllerVisited,
  ownFault,
} from '../support/controller-steps.ts';
import { SIGNED } from '../support/evidence.ts';
import { requestsOf } from '../support/linked-steps.ts';
import { delivers, soon, stockOf } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  handedOver,
  planned,
  refusalOf,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { at, type Form, minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

/* What was promised about the work, and asked of people for its sake, ends with it (repair process, 3.3, 3.4). */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** The promises that still run. */
const running = async (story: Story): Promise<readonly string[]> =>
  (await story.commitments())
    .filter(({ status }) => status === 'running')
    .map(({ name }) => name)
    .toSorted();

const openTasks = async (story: Story): Promise<readonly string[]> =>
  (await story.tasks()).map(({ kind }) => kind);

/** Everything that climbed a ladder, by what it was. */
const climbed = async (story: Story): Promise<readonly unknown[]> =>
  (await story.timeline())
    .filter(({ kind }) => kind === 'missed' || kind === 'escalated')
    .map(({ data }) => data['of']);

/** Done, tested and signed at once. */
async function repaired(story: Story, technician: string, time: string): Promise<void> {
  await story.does(technician, 'doWork', worked(time, time));
  await story.does(technician, 'testUnit', tested());
  await story.does(technician, 'handOver', handedOver());
}

/** The fees of a repair that costs the customer nothing. */
async function settlesFree(story: Story): Promise<void> {
  await story.does('zhang.min', 'feeDetail', { lines: [] });
  await story.approves('zhou.jie', 'feeDetail');
  const cost = { kind: 'labour', costMinor: 8_000, account: 'warranty' };
  await story.does('lin.xia', 'costFees', { lines: [cost] });
  await story.does('lin.xia', 'settleBalance', { method: 'none' });
}

describe('a repair whose work has ended', () => {
  it('promises no visit any more where a call of the technician solved it', async () => {
    const { story } = await controllerClassified(world, '06-08');
    await assigns(story, 'wang.lei', 'ma.chao');
    const solved = { reached: true, spokeWith: 'Mr Shen', customerWish: false, solvedOnPhone: true };
    await story.does('ma.chao', 'agreeAppointment', solved);
    expect(await running(story)).toEqual(['followUp/1', 'resultTold/1', 'survey/1']);
    await story.does('zhang.min', 'tellResult', resultTold('06-08 09:00', 'yes'));
    await story.goTo('06-11 09:00');
    expect(await story.commitment('visit/1')).toMatchObject({ status: 'dropped', isMissed: false });
    expect(await climbed(story)).toEqual([]);
  });

  it('asks for neither contact nor help where the customer has withdrawn and only things are left', async () => {
    const story = await world.openRepair('guo.ping', '06-08 09:00', {
      company: 'E',
      channel: 'web',
      unit: { productModel: 'CL-650', serialNumber: 'CL650-24-00071' },
      site: { address: '樱花路 88 号', region: 'city' },
      description: 'It does not cool',
    });
    await story.does('zhang.min', 'classify', classified({ skills: ['refrigeration'] }));
    await story.does('zhang.min', 'contactCustomer', contacted('06-08 09:00'));
    await assigns(story, 'sun.yan', 'feng.bo');
    const { partId } = await stockOf(world, 'LD-200');
    const lent = { partId, serial: 'LD200-002', signedBy: 'Zhu Li', signature: SIGNED };
    await story.orders('zhang.min', 'lendDevice', lent);
    await story.orders('feng.bo', 'requestHelp', { question: 'Which compressor?', from: 'maker' });
    await story.settled();
    await story.orders('guo.ping', 'withdraw', { reason: 'It cools again' });
    await soon(async () => {
      expect(await openTasks(story)).toEqual(['returnLoan']);
    });
    expect(await running(story)).toEqual(['loanReturn', 'settle']);
    const late = { question: 'And now?', from: 'maker' };
    expect(await refusalOf(story.post('feng.bo', 'requestHelp', late))).toBe('409 WRONG_PHASE');
    await story.goTo('06-08 12:00');
    expect(await climbed(story)).toEqual([]);
  });
});

describe('a complaint that takes over', () => {
  it('speaks with the customer from the last “no” on: the repair promises nothing more to them', async () => {
    const { story, serialNumber } = await controllerClassified(world, '06-09', {
      classification: { skills: ['electrical'] },
    });
    for (const [day, noon] of [
      ['06-09', '06-09 12:00'],
      ['06-10', '06-10 12:00'],
      ['06-11', '06-11 12:00'],
    ] as const) {
      if (day !== '06-09') await story.goTo(`${day} 09:00`);
      const technician = await assigns(story, 'wang.lei');
      await story.does(technician, 'agreeAppointment', windowAgreed(`${day} 10:00`, `${day} 12:00`));
      await story.goTo(`${day} 10:00`);
      await story.does(technician, 'checkIn', checkedIn(`${day} 10:00`));
      const coverage = day === '06-09' ? 'warranty' : 'workmanship';
      await story.does(technician, 'diagnose', ownFault(serialNumber, { coverage }));
      const planner = day === '06-09' ? technician : 'wang.lei';
      await story.does(planner, 'planWork', planned(`${day} 18:00`));
      const { role } = await soon(() => story.pending('plan'));
      await story.approves(role === 'repair_lead' ? 'wang.lei' : 'sun.yan', 'plan');
      await repaired(story, technician, `${day} 10:00`);
      await story.goTo(noon);
      await story.does('zhang.min', 'tellResult', resultTold(noon, 'no'));
    }
    await soon(() => story.task('feeDetail'));
    expect(await openTasks(story)).toEqual(['feeDetail']);
    expect(await running(story)).toEqual(['settle']);
    await story.goTo('06-17 12:00');
    expect(await story.escalations('followUp')).toEqual([]);
    await settlesFree(story);
    await soon(async () => {
      expect(await story.read()).toMatchObject({ phase: 'closed', outcome: 'handedToComplaint' });
    });
    expect(await story.messages('survey')).toEqual([]);
  });

  it('speaks with the customer as well where the lead answers a refusal by it', async () => {
    const { story, technician } = await controllerPlanned(world, '06-12', []);
    await story.does(technician, 'doWork', worked('06-12 10:10', '06-12 10:10'));
    await story.does(technician, 'testUnit', tested());
    const refused = { signed: 'refused', refusal: 'damage', text: 'The panel is scratched' };
    await story.does(technician, 'handOver', handedOver({ ...refused, signature: undefined }));
    await story.does('wang.lei', 'decideRefusal', { route: 'complaint', text: 'For the complaints desk' });
    await soon(() => story.task('feeDetail'));
    expect(await openTasks(story)).toEqual(['feeDetail']);
    expect(await story.commitment('repair')).toMatchObject({ status: 'dropped', isMissed: false });
    expect(await running(story)).toEqual(['settle']);
    expect(await requestsOf(story)).toMatchObject([
      { kind: 'complaint', cause: 'refusal', text: 'For the complaints desk' },
    ]);
    await settlesFree(story);
    await soon(async () => {
      expect(await story.read()).toMatchObject({ phase: 'closed', outcome: 'handedToComplaint' });
    });
    expect(await story.messages('survey')).toEqual([]);
    expect(await story.messages('closed')).toHaveLength(1);
  });
});

describe('a customer whom nobody reaches with the result', () => {
  it('has it in writing after the last call, which counts as told; follow-up and survey go on', async () => {
    const { story, technician } = await controllerPlanned(world, '06-23', []);
    await repaired(story, technician, '06-23 10:10');
    const unreached = { manner: 'phone', at: at('06-23 10:10'), reached: false };
    for (const attempt of [1, 2, 3]) {
      expect((await story.task('tellResult')).about).toMatchObject({ attempt });
      expect(await story.messages('result')).toEqual([]);
      await story.does('zhang.min', 'tellResult', unreached);
    }
    expect(await story.timeline('told.result')).toMatchObject([{ data: { outcome: 'repaired' } }]);
    expect(await story.commitment('resultTold/1')).toMatchObject({ status: 'met', isMissed: false });
    expect(await openTasks(story)).toEqual(['followUp', 'feeDetail']);
    await story.goTo('06-24 10:11');
    const asked = await story.task('answerSurvey');
    expect(minuteOf(asked.dueAt ?? '')).toBe('07-08 18:00');
  });
});

describe('a task to announce a delay', () => {
  const delay = (until: string, told: string): Form => ({
    ...{ reason: 'The bench is down', understood: 'yes' },
    newUntil: at(until),
    toldAt: at(told),
  });

  it('falls away when the promise that it is about is kept after all, and none is announced any more', async () => {
    const { story, technician } = await controllerPlanned(world, '06-15', []);
    await story.goTo('06-22 18:01');
    expect((await story.task('announceDelay')).about).toEqual({ commitment: 'repair' });
    await repaired(story, technician, '06-15 10:10');
    expect(await story.commitment('repair')).toMatchObject({ status: 'met', isMissed: false });
    expect(await openTasks(story)).not.toContain('announceDelay');
    const late = story.post('zhang.min', 'announceDelay', delay('06-26 18:00', '06-22 18:01'));
    expect(await refusalOf(late)).toBe('409 WRONG_PHASE');
    expect(await running(story)).not.toContain('announced');
  });

  it('falls away when the customer is told by the command instead', async () => {
    const { story } = await controllerVisited(world, '06-15');
    await story.goTo('06-22 18:01');
    expect((await story.task('announceDelay')).about).toEqual({ commitment: 'repair' });
    await story.orders('zhang.min', 'announceDelay', delay('06-26 18:00', '06-22 18:01'));
    expect(await openTasks(story)).not.toContain('announceDelay');
    expect(await story.due('announced')).toBe('06-26 18:00');
  });

  it('falls away when the part that it is about has come', async () => {
    const { partId, free } = await stockOf(world, 'FN-80');
    const parts = [{ partId, quantity: free + 1 }];
    const { story } = await controllerPlanned(world, '06-16', parts);
    await story.approves('chen.hao', 'requisition');
    const purchase = { way: 'purchase', expectedAt: at('06-18 18:00'), reason: 'Out of stock' };
    await story.does('he.jing', 'sourceLine', purchase);
    await story.goTo('06-17 18:01');
    expect(await story.task('announceDelay')).toMatchObject({ roles: ['parts_clerk'] });
    await delivers(world, '06-17 18:01', [{ partId, accepted: 1, rejected: 0 }]);
    await soon(async () => {
      expect(await openTasks(story)).toEqual(['issueParts']);
    });
  });
});
