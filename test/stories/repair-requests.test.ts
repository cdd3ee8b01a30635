import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  controllerClassified,
  controllerPlanned,
  ownFault,
  type Visited,
} from '../support/controller-steps.ts';
import { delivers, linesOf, type LineView, soon, stockOf } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  followedUp,
  handedOver,
  planned,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { laptopDiagnosed, registers } from '../support/replacement-steps.ts';
import { at, type Form, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

/* Parts that are asked for beside the plan (repair process, 3.4 parts, 5 `requestParts`; B3.3, R-11, R-12). */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const wish = async (number: string, quantity: number): Promise<Form> => ({
  partId: (await stockOf(world, number)).partId,
  quantity,
});

const ordered = (expected: string): Form => ({
  ...{ way: 'purchase', reference: 'PO-5', reason: 'Sold out' },
  expectedAt: at(expected),
});

const switchesArrive = (day: string, accepted: number): Promise<void> =>
  delivers(world, day, [{ partNumber: 'SW-01', accepted, lot: 'SW01-2606' }]);

async function lineOf(story: Story, number: string): Promise<LineView> {
  const line = (await linesOf(story)).find(({ part }) => part.number === number);
  expect(line, `no line of ${number}`).toBeDefined();
  return line as LineView;
}

const kindsOf = async (story: Story): Promise<readonly string[]> =>
  (await story.tasks()).map(({ kind }) => kind);

const toldOfParts = async (story: Story): Promise<readonly unknown[]> =>
  (await story.messages())
    .filter(({ kind }) => ['partDelayed', 'partArrived', 'choiceOffered'].includes(String(kind)))
    .map(({ kind }) => kind);

/** A switch is to be brought along to the visit at 10:00 of that day, and is not in store. */
async function switchToBring(day: string): Promise<Visited> {
  const classified = await controllerClassified(world, day);
  const { story } = classified;
  const technician = await assigns(story, 'wang.lei', 'huang.lin');
  const window = windowAgreed(`${day} 10:00`, `${day} 12:00`, { bringParts: [await wish('SW-01', 1)] });
  await story.does(technician, 'agreeAppointment', window);
  await story.approves('chen.hao', 'requisition');
  await soon(() => story.task('sourceLine'));
  return { ...classified, technician };
}

/** Examined at 10:10; the plan is approved. */
async function plansWith(
  { story, serialNumber, technician }: Visited,
  day: string,
  part: Form,
): Promise<void> {
  await story.goTo(`${day} 10:10`);
  await story.does(technician, 'checkIn', checkedIn(`${day} 10:10`));
  await story.does(technician, 'diagnose', ownFault(serialNumber));
  await story.does(technician, 'planWork', planned(`${day} 18:00`, { parts: [part] }));
  await story.approves('wang.lei', 'plan');
}

async function issues(story: Story): Promise<void> {
  const { about } = await soon(() => story.task('issueParts'));
  const lines = about['lines'] as readonly {
    readonly lineId: string;
    readonly reserved: number;
    readonly partName: string;
  }[];
  const known = await linesOf(story);
  await story.does('he.jing', 'issueParts', {
    lines: lines.map(({ lineId, reserved }) => {
      const isSwitch = known.find(({ id }) => id === lineId)?.part.number === 'SW-01';
      return { lineId, quantity: reserved, ...(isSwitch ? { lot: 'SW01-2606' } : {}) };
    }),
    receivedBy: 'Huang Lin',
  });
}

describe('parts that are asked for beside the plan', () => {
  it('are not wanted any more when the work is over: nothing is signed for, nothing stays in anyone’s hands', async () => {
    const serialNumber = await registers(world, 'LB-15', '2025-06-02');
    const diagnosis = { repairable: 'yes', go: 'plan' };
    const { story, technician } = await laptopDiagnosed(world, { serialNumber, diagnosis });
    const { partId, free } = await stockOf(world, 'FN-80');
    await story.does(technician, 'planWork', planned('10-13 18:00'));
    await story.does(technician, 'doWork', worked('10-09 14:00', '10-09 14:00'));
    await story.orders(technician, 'requestParts', { lines: [{ partId, quantity: 2 }] });
    await soon(() => story.pending('requisition'));
    await story.does('gao.feng', 'testUnit', tested());
    await story.does(technician, 'handOver', handedOver());
    await soon(async () => {
      expect(await story.approvals('withdrawn')).toMatchObject([{ subject: 'requisition' }]);
    });
    await story.does('zhang.min', 'tellResult', resultTold('10-09 14:00', 'yes'));
    await story.does('zhang.min', 'followUp', followedUp('10-09 14:00'));
    await soon(async () => {
      expect(await story.read()).toMatchObject({ phase: 'closed', outcome: 'repaired' });
    });
    expect((await stockOf(world, 'FN-80')).free).toBe(free);
  });

  it('are looked for at once where they are short, and let go when the plan does not name them', async () => {
    const visited = await switchToBring('03-03');
    const { story } = visited;
    await story.does('he.jing', 'sourceLine', ordered('03-10 12:00'));
    await plansWith(visited, '03-03', await wish('FN-80', 1));
    await story.approves('chen.hao', 'requisition');
    await issues(story);
    await soon(async () => {
      expect(await story.phase()).toBe('work');
    });
    expect((await lineOf(story, 'SW-01')).quantities).toMatchObject({ reserved: 0, short: 0, givenUp: 1 });
    expect(await story.timeline('paused')).toEqual([]);
    expect(await toldOfParts(story)).toEqual([]);
    expect(await kindsOf(story)).toEqual(['doWork']);
  });

  it('that are reserved go back when the plan does not name them', async () => {
    const { story, serialNumber } = await controllerClassified(world, '03-05');
    const technician = await assigns(story, 'wang.lei', 'huang.lin');
    await story.does(technician, 'agreeAppointment', windowAgreed('03-05 10:00', '03-05 12:00'));
    const { free } = await stockOf(world, 'FN-80');
    await story.orders(technician, 'requestParts', { lines: [await wish('FN-80', 2)] });
    await story.approves('chen.hao', 'requisition');
    expect((await stockOf(world, 'FN-80')).free).toBe(free - 2);
    await plansWith({ story, serialNumber, technician }, '03-05', await wish('TH-10', 1));
    await story.approves('chen.hao', 'requisition');
    expect((await stockOf(world, 'FN-80')).free).toBe(free);
    const { about } = await soon(() => story.task('issueParts'));
    expect(about['lines']).toMatchObject([{ lineId: (await lineOf(story, 'TH-10')).id }]);
    expect(await kindsOf(story)).toEqual(['issueParts']);
  });

  it('and are not to be had end no repair: the technician hears of it and goes on', async () => {
    const visited = await switchToBring('03-09');
    const { story, technician } = visited;
    await story.does('he.jing', 'sourceLine', { way: 'notObtainable' });
    await soon(async () => {
      expect(await story.messages('partNotObtainable')).toMatchObject([
        { to: { type: 'person', personId: await world.personId(technician) } },
      ]);
    });
    expect(await story.phase()).toBe('diagnosis');
    await plansWith(visited, '03-09', await wish('FN-80', 1));
    await story.approves('chen.hao', 'requisition');
    await issues(story);
    expect(await story.phase()).toBe('work');
    expect(await toldOfParts(story)).toEqual([]);
  });

  it('and come before the visit are handed out to the technician, of which the customer need not hear', async () => {
    const visited = await switchToBring('03-10');
    const { story, technician } = visited;
    await story.does('he.jing', 'sourceLine', ordered('03-10 09:30'));
    await switchesArrive('03-10 09:00', 1);
    await issues(story);
    expect(await story.messages('partsArrived')).toMatchObject([
      { to: { type: 'person', personId: await world.personId(technician) } },
    ]);
    await plansWith(visited, '03-10', await wish('SW-01', 1));
    await soon(async () => {
      expect(await story.phase()).toBe('work');
    });
    expect(await story.approvals()).toEqual([]);
    expect(await toldOfParts(story)).toEqual([]);
  });

  it('and are named by the plan are awaited like its own: the customer hears the date that was found before', async () => {
    const visited = await switchToBring('03-12');
    const { story } = visited;
    await story.does('he.jing', 'sourceLine', ordered('03-16 12:00'));
    await plansWith(visited, '03-12', await wish('SW-01', 1));
    await soon(async () => {
      expect((await story.timeline('told.partDelayed')).map(({ data }) => data)).toMatchObject([
        { reason: 'Sold out', expectedAt: at('03-16 12:00') },
      ]);
    });
    const { id } = await lineOf(story, 'SW-01');
    expect(await story.commitment(`part/${id}`)).toMatchObject({
      status: 'running',
      dueAt: at('03-16 12:00'),
    });
    expect(await story.read()).toMatchObject({ phase: 'parts', pausedBecause: ['waitingForParts'] });
    expect(await story.approvals()).toEqual([]);
    await switchesArrive('03-12 10:10', 1);
    await issues(story);
    await soon(async () => {
      expect(await story.phase()).toBe('work');
    });
    expect(await toldOfParts(story)).toEqual(['partDelayed', 'partArrived']);
  });
});

/** At work by a plan without parts, the technician asks for a switch that is not in store. */
async function switchAskedInWork(day: string): Promise<Visited> {
  const visited = await controllerPlanned(world, day, []);
  const { story, technician } = visited;
  await soon(() => story.task('doWork'));
  await story.orders(technician, 'requestParts', { lines: [await wish('SW-01', 1)] });
  await story.approves('chen.hao', 'requisition');
  await soon(() => story.task('sourceLine'));
  return visited;
}

const interrupted = (day: string): Form =>
  worked(day, day, { result: 'interrupted', reason: 'The switch is missing', minutes: 10 });

describe('a part that is asked for during the work', () => {
  it('and comes while the work goes on is handed out at once, and fitted', async () => {
    const { story, technician } = await switchAskedInWork('03-17');
    await story.does('he.jing', 'sourceLine', ordered('03-17 12:00'));
    await switchesArrive('03-17 10:10', 1);
    await issues(story);
    expect(await kindsOf(story)).toEqual(['doWork']);
    const { id: lineId } = await lineOf(story, 'SW-01');
    const consumed = [{ lineId, quantity: 1, lot: 'SW01-2606' }];
    await story.does(technician, 'doWork', worked('03-17 10:10', '03-17 10:10', { consumed }));
    expect(await story.phase()).toBe('acceptance');
    expect(await toldOfParts(story)).toEqual([]);
  });

  it('is waited for where the work cannot go on without it', async () => {
    const { story, technician } = await switchAskedInWork('03-19');
    await story.does('he.jing', 'sourceLine', ordered('03-23 12:00'));
    await story.does(technician, 'doWork', interrupted('03-19 10:10'));
    await soon(async () => {
      expect(await toldOfParts(story)).toEqual(['partDelayed']);
    });
    expect(await story.read()).toMatchObject({ phase: 'parts', pausedBecause: ['waitingForParts'] });
    expect((await lineOf(story, 'SW-01')).quantities).toMatchObject({ short: 1 });
    await switchesArrive('03-19 10:10', 1);
    await issues(story);
    await soon(async () => {
      expect(await story.phase()).toBe('work');
    });
  });

  it('and turns out not to be had sends the technician on with the plan, which does not need it', async () => {
    const { story, technician } = await switchAskedInWork('03-24');
    await story.does(technician, 'doWork', interrupted('03-24 10:10'));
    await soon(async () => {
      expect(await story.phase()).toBe('parts');
    });
    await story.does('he.jing', 'sourceLine', { way: 'notObtainable' });
    await soon(async () => {
      expect(await story.phase()).toBe('work');
    });
    expect(await story.messages('partNotObtainable')).toHaveLength(1);
  });
});
