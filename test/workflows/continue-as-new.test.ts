import { randomUUID } from 'node:crypto';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mailbox, startMailbox } from '../../local/mailbox/mailbox.ts';
import { calendarChanged, completeTask } from '../../workflows/runtime/case.messages.ts';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTemporal, type RawTemporal } from '../support/histories.ts';
import { assigns, classified, contacted, windowAgreed } from '../support/repair-steps.ts';
import { at, type CommitmentView, minuteOf, type Story, type TimelineEntry } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';
import { reported, TECHNICIAN } from './reported.ts';

/** Every run is too long from its first event on: the case continues as new at each phase. */
const EVENTS_PER_RUN = '1';
const SECRET = 'known to the gateway alone';

let world: World;
let temporal: RawTemporal;
let mailbox: Mailbox;
beforeAll(async () => {
  mailbox = await startMailbox({ directory: null, webhookSecret: SECRET });
  world = await openWorld({ HISTORY_EVENTS_PER_RUN: EVENTS_PER_RUN, SMTP_URL: mailbox.smtpUrl });
  temporal = await openTemporal(stackEnvironment(world.databaseUrl, 'none'));
});
afterAll(async () => {
  await temporal.close();
  await world.close();
  await mailbox.stop();
});

const handleOf = (repair: Story) => temporal.client.workflow.getHandle(workflowIdOf('repair', repair.caseId));

/** The next task is there as soon as the next run has begun. */
const opened = async (repair: Story, kind: string): Promise<void> => {
  const kinds = async (): Promise<readonly string[]> => (await repair.tasks()).map((task) => task.kind);
  await expect.poll(kinds, { timeout: 20_000 }).toContain(kind);
};

const runsOf = async (repair: Story): Promise<number> =>
  (await temporal.histories(workflowIdOf('repair', repair.caseId))).length;

/** What must not change by itself from one run to the next. */
const standing = ({ name, status, startedAt, dueAt, missedAt, why }: CommitmentView): unknown => ({
  ...{ name, status, startedAt, dueAt, missedAt, why },
});

/** The whole timeline, over all its pages. */
async function wholeTimeline(repair: Story): Promise<readonly TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  let cursor: string | null = null;
  do {
    const page: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await world.call(
      'song.qi',
      'GET',
      `/v1/cases/${repair.caseId}/timeline?limit=50${page}`,
    );
    const { items, nextCursor } = body as { items: TimelineEntry[]; nextCursor: string | null };
    entries.push(...items);
    cursor = nextCursor;
  } while (cursor !== null);
  return entries;
}

/** Waits until a day has begun on which the case is warned of its repair limit, in dispatch, with its levels told. */
async function warnedInDispatch(): Promise<Story> {
  const repair = await reported(world);
  await repair.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
  await repair.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
  await opened(repair, 'assign');
  await assigns(repair, 'wang.lei', TECHNICIAN);
  await opened(repair, 'agreeAppointment');
  await repair.goTo('06-04 18:30');
  expect(await repair.task('announceDelay')).toMatchObject({ about: { commitment: 'repair' } });
  return repair;
}

describe('a case that goes on in a new run', () => {
  it('loses and doubles nothing: clocks, tasks, holds, signals, answers and messages under way', async () => {
    const repair = await warnedInDispatch();
    const runsBefore = await runsOf(repair);
    const key = randomUUID();
    const change = { key, calendarCode: 'office', calendarVersion: 1 };
    await handleOf(repair).signal(calendarChanged, change);
    await repair.orders('wang.lei', 'hold', {
      reason: 'thirdParty',
      text: 'The hall is closed',
      until: at('06-05 12:00'),
    });
    const announceDelay = await repair.task('announceDelay');
    const escalationsBefore = await repair.escalations('contact');
    expect(escalationsBefore).toHaveLength(3);
    const clock = standing(await repair.commitment('repair'));
    const agree = await repair.task('agreeAppointment');

    await mailbox.behave('down');
    const window = windowAgreed('06-08 10:00', '06-08 12:00');
    await repair.does(TECHNICIAN, 'agreeAppointment', window);
    await expect.poll(() => runsOf(repair), { timeout: 20_000 }).toBe(runsBefore + 1);
    expect(standing(await repair.commitment('repair'))).toEqual(clock);

    // What was answered or taken in before the switch is known after it.
    const again = { task: { id: agree.id }, form: window, by: { type: 'system', name: 'test' } } as const;
    await expect(
      handleOf(repair).executeUpdate(completeTask, { args: [again], updateId: randomUUID() }),
    ).rejects.toMatchObject({ cause: { type: 'TASK_NOT_OPEN' } });
    await handleOf(repair).signal(calendarChanged, change);
    expect(await repair.read()).toMatchObject({ phase: 'diagnosis', onHold: true });
    expect(await repair.task('announceDelay')).toEqual(announceDelay);
    expect(await repair.messages('appointment')).toMatchObject([{ status: 'queued' }]);

    await mailbox.behave('accept');
    await repair.goTo('06-05 12:05');
    await expect
      .poll(async () => (await repair.messages('appointment'))[0]?.['status'], { timeout: 20_000 })
      .toBe('sent');
    expect((await repair.timeline('holdEnded')).map((entry) => minuteOf(entry.at))).toEqual(['06-05 12:00']);
    expect(await repair.read()).toMatchObject({ onHold: false });
    expect(await repair.timeline('calendarChanged')).toHaveLength(1);
    expect(await repair.escalations('contact')).toEqual(escalationsBefore);

    // Three open hours of the hold, 06-05 09:00–12:00, on top of 16:00 of the fifth working day.
    expect(await repair.due('repair')).toBe('06-08 18:00');
    await repair.does(TECHNICIAN, 'announceDelay', {
      reason: 'The hall is closed',
      newUntil: at('06-08 13:00'),
      toldAt: at('06-05 12:05'),
      understood: 'yes',
    });
    expect(await repair.messages('delayAnnounced')).toHaveLength(1);
    expect(await repair.due('announced')).toBe('06-08 13:00');

    const timeline = await wholeTimeline(repair);
    expect(timeline.map(({ seq }) => seq)).toEqual(timeline.map((_, index) => index + 1));
    expect(timeline.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
    await everyMailOnce(repair);
  });

  it('answers each caller whose answer ends a run, however many messages are under way', async () => {
    const answered = Array.from({ length: 8 }, async () => {
      const repair = await reported(world);
      await repair.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
      await repair.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
      await opened(repair, 'assign');
      return runsOf(repair);
    });
    expect(await Promise.all(answered)).toEqual(Array.from({ length: 8 }, () => 2));
  });

  it('carries out a command that comes in while it moves on', async () => {
    const withdrawn = Array.from({ length: 4 }, async () => {
      const repair = await reported(world);
      await repair.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
      await repair.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
      await repair.orders('shen.qiang', 'withdraw', { reason: 'It works again' });
      await closed(repair);
      return (await repair.read())['outcome'];
    });
    expect(await Promise.all(withdrawn)).toEqual(['withdrawn', 'withdrawn', 'withdrawn', 'withdrawn']);
  });

  it('ends in the last of its runs, each of which continued the one before', async () => {
    const repair = await reported(world);
    await repair.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
    await repair.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    await opened(repair, 'assign');
    await repair.orders('shen.qiang', 'withdraw', { reason: 'It works again' });
    await closed(repair);
    const histories = await temporal.histories(workflowIdOf('repair', repair.caseId));
    const ends = histories.map(({ events }) => Number(events?.at(-1)?.eventType));
    expect(ends.length).toBeGreaterThan(2);
    expect(ends).toEqual([...ends.slice(1).map(() => CONTINUED_AS_NEW), COMPLETED]);
  });
});

const { EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: COMPLETED } = proto.temporal.api.enums.v1.EventType;
const { EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: CONTINUED_AS_NEW } =
  proto.temporal.api.enums.v1.EventType;

async function closed(repair: Story): Promise<void> {
  await expect.poll(() => repair.phase(), { timeout: 30_000 }).toBe('closed');
  await handleOf(repair).result();
}

/** Every mail of the case has arrived once: none is left, none came twice. */
async function everyMailOnce(repair: Story): Promise<void> {
  const messages = await repair.messages();
  const mails = messages.filter(({ channel }) => channel === 'email');
  await expect
    .poll(async () => (await repair.messages()).filter(({ status }) => status === 'queued'), {
      timeout: 20_000,
    })
    .toEqual([]);
  const received = mailbox.messages().map(({ messageId }) => messageId);
  expect(new Set(received).size).toBe(received.length);
  expect(mails.length).toBeGreaterThan(3);
}
