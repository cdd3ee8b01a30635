import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepRecord, TaskRecord } from '../../activities/contracts.ts';
import * as tables from '../../db/schema/cases.ts';
import { dueQuestion } from '../../workflows/domain/deadlines.ts';
import {
  asked,
  at,
  commitmentRecord,
  deadlineOf,
  hours,
  messageRecord,
  OPENED_AT,
  openingRecord,
  stepRecord,
  timelineRecord,
} from './case-records.ts';
import { openRecording, type OpenRecording } from './open-recording.ts';

let recording: OpenRecording;

beforeAll(async () => {
  recording = await openRecording();
});

afterAll(async () => {
  await recording.close();
});

/** Records the first step of a new case. */
async function open(changes: Parameters<typeof stepRecord>[0] = {}): Promise<StepRecord> {
  const step = stepRecord({ opening: openingRecord(recording.policyId), ...changes });
  await recording.recordStep(step);
  return step;
}

const timelineOf = (caseId: string) =>
  recording.db.select().from(tables.timelineEvents).where(eq(tables.timelineEvents.caseId, caseId));

async function commitmentOf(caseId: string) {
  const rows = await recording.db
    .select()
    .from(tables.commitments)
    .where(eq(tables.commitments.caseId, caseId));
  return rows[0];
}

describe('a first step', () => {
  it('gives each case of a day the next number, without gaps also when many are opened at once', async () => {
    const opening = openingRecord(recording.policyId, { numberRule: 'GAP-{yyyyMMdd}-{seq4}' });
    const steps = Array.from({ length: 25 }, () => stepRecord({ opening }));
    const recorded = await Promise.all([...steps, ...steps.slice(0, 10)].map(recording.recordStep));
    const numbers = [...new Set(recorded.map(({ caseNumber }) => caseNumber))].sort();
    expect(numbers).toEqual(
      Array.from({ length: 25 }, (_, index) => `GAP-20261124-${String(index + 1).padStart(4, '0')}`),
    );
  });

  it('takes the day of the number from the zone of the company', async () => {
    const openedAt = at('2026-11-24T23:30:00Z');
    const opening = openingRecord(recording.policyId, { openedAt, numberRule: 'DAY-{yyyyMMdd}-{seq4}' });
    const { caseNumber } = await recording.recordStep(stepRecord({ opening }));
    expect(caseNumber).toBe('DAY-20261125-0001');
  });

  it('answers with the same number when it is recorded again', async () => {
    const step = stepRecord({ opening: openingRecord(recording.policyId) });
    const first = await recording.recordStep(step);
    const second = await recording.recordStep(step);
    expect(second).toEqual(first);
  });
});

describe('a later step', () => {
  it('changes the case, and everything of a step is there or nothing', async () => {
    const { caseId } = await open();
    const step = stepRecord({
      caseId,
      version: 2,
      snapshot: { phase: 'dispatch', pausedBecause: ['waitingForParts'], details: { serialNumber: 'X1' } },
      timeline: [timelineRecord(1), timelineRecord(2, 'phaseEntered')],
    });
    await recording.recordStep(step);
    const [row] = await recording.db.select().from(tables.cases).where(eq(tables.cases.id, caseId));
    expect(row).toMatchObject({
      version: 2,
      phase: 'dispatch',
      pausedBecause: ['waitingForParts'],
      details: { serialNumber: 'X1' },
      openedAt: OPENED_AT,
    });
    expect(await timelineOf(caseId)).toHaveLength(2);
    const broken = stepRecord({
      caseId,
      version: 3,
      snapshot: { ownerId: randomUUID() },
      timeline: [timelineRecord(3)],
    });
    await expect(recording.recordStep(broken)).rejects.toThrow('cases_owner_id_people_id_fk');
    expect(await timelineOf(caseId)).toHaveLength(2);
  });

  it('that is older than the case changes nothing', async () => {
    const { caseId } = await open();
    await recording.recordStep(stepRecord({ caseId, version: 3, snapshot: { phase: 'work' } }));
    await recording.recordStep(stepRecord({ caseId, version: 2, timeline: [timelineRecord(9)] }));
    const [row] = await recording.db.select().from(tables.cases).where(eq(tables.cases.id, caseId));
    expect(row).toMatchObject({ version: 3, phase: 'work' });
    expect(await timelineOf(caseId)).toEqual([]);
  });

  it('written again tells its number, and another one under its version is told that the version is taken', async () => {
    const { caseId } = await open();
    const step = stepRecord({ caseId, version: 2, timeline: [timelineRecord(1)] });
    const first = await recording.recordStep(step);
    expect(await recording.recordStep(step)).toEqual(first);
    const other = { ...step, at: OPENED_AT + 1, timeline: [timelineRecord(1, 'commented')] };
    expect(await recording.recordStep(other)).toEqual({ ...first, takenVersion: 2 });
    expect(await recording.recordStep({ ...other, version: 1 })).toMatchObject({ takenVersion: 2 });
    expect(await timelineOf(caseId)).toMatchObject([{ kind: 'opened' }]);
  });

  it('of a case that was never opened is refused', async () => {
    await expect(recording.recordStep(stepRecord({ version: 2 }))).rejects.toThrow('is not in the database');
  });
});

describe('a step that replaces what a lost turn of the case has written', () => {
  const taskRecord = (caseId: string, no: number, changes: Partial<TaskRecord> = {}): TaskRecord => ({
    ...{ id: `${caseId}.t${no}`, kind: 'classify', phase: 'intake', round: 1, attempt: 1 },
    ...{ roles: ['agent'], assigneeId: null, openedAt: OPENED_AT, deadlineId: null, commitmentId: null },
    ...{ about: {}, status: 'open', endedAt: null, endedBy: null, form: null, deadline: null },
    ...changes,
  });

  const rowsOf = async (caseId: string) => {
    const { db } = recording;
    const [tasks, messages, commitments] = await Promise.all(
      [tables.tasks, tables.messages, tables.commitments].map((table) =>
        db.select().from(table).where(eq(table.caseId, caseId)).orderBy(table.id),
      ),
    );
    return { tasks, messages, commitments, timeline: await timelineOf(caseId) };
  };

  const answered = deadlineOf(hours(4), { dueAt: at('2026-11-24T15:00:00+08:00'), calendarVersion: 1 });

  /** Task 2 is done and task 5 open, an entry and a message tell of it; the turn in which that happened is lost. */
  async function loseTurn(): Promise<string> {
    const opening = openingRecord(recording.policyId);
    const caseId = randomUUID();
    const contact = commitmentRecord('contact', deadlineOf(hours(4)));
    await open({
      ...{ caseId, opening, ...asked(contact) },
      tasks: [taskRecord(caseId, 2)],
      timeline: [timelineRecord(1)],
      messages: [messageRecord(caseId, { id: `${caseId}.m3` })],
    });
    const visit = commitmentRecord('visit', deadlineOf(hours(8)), { id: 'visit#4' });
    await recording.recordStep(
      stepRecord({
        ...{ caseId, version: 2, at: OPENED_AT + 1 },
        tasks: [taskRecord(caseId, 2, { status: 'completed', endedAt: OPENED_AT }), taskRecord(caseId, 5)],
        ...asked(visit),
        commitments: [{ ...contact, status: 'met', metAt: OPENED_AT, deadline: answered }, visit],
        timeline: [timelineRecord(2, 'taskCompleted')],
        messages: [messageRecord(caseId, { id: `${caseId}.m6`, kind: 'assigned' })],
      }),
    );
    return caseId;
  }

  it('leaves what the case goes on with, and nothing of the lost turn', async () => {
    const caseId = await loseTurn();
    const step = stepRecord({
      ...{ caseId, version: 3, at: OPENED_AT + 2, replacesAfter: { timelineSeq: 1, lastId: 3 } },
      tasks: [taskRecord(caseId, 2)],
      commitments: [commitmentRecord('contact', answered)],
      timeline: [timelineRecord(2, 'commented')],
      messages: [messageRecord(caseId, { id: `${caseId}.m4`, kind: 'news' })],
    });
    for (const attempt of [1, 2]) {
      expect(await recording.recordStep(step), `attempt ${attempt}`).not.toHaveProperty('takenVersion');
      expect(await rowsOf(caseId)).toMatchObject({
        tasks: [{ id: `${caseId}.t2`, status: 'open', endedAt: null }],
        messages: [{ id: `${caseId}.m3` }, { id: `${caseId}.m4`, kind: 'news' }],
        commitments: [{ name: 'contact', status: 'running', metAt: null }],
        timeline: [{ seq: 1 }, { seq: 2, kind: 'commented' }],
      });
    }
  });

  it('changes nothing when its own version is taken meanwhile', async () => {
    const caseId = await loseTurn();
    const step = stepRecord({ caseId, version: 2, replacesAfter: { timelineSeq: 0, lastId: 0 } });
    expect(await recording.recordStep(step)).toMatchObject({ takenVersion: 2 });
    expect((await rowsOf(caseId)).timeline).toHaveLength(2);
  });
});

describe('limits', () => {
  it('are answered with the due instant, the warning before it and the calendar version', async () => {
    const deadline = deadlineOf(hours(4), { warnBefore: hours(1) });
    const commitment = commitmentRecord('contact', deadline);
    const step = stepRecord({ opening: openingRecord(recording.policyId), ...asked(commitment) });
    const { answers } = await recording.recordStep(step);
    const answer = {
      dueAt: at('2026-11-24T15:00:00+08:00'),
      warnAt: at('2026-11-24T14:00:00+08:00'),
      nextLevelAt: null,
      calendarVersion: 1,
    };
    expect(answers).toEqual({ [commitment.deadlineId]: answer });
    expect(await commitmentOf(step.caseId)).toMatchObject({ ...answer, isMissed: false, status: 'running' });
  });

  it('never warn before the clock has begun', async () => {
    const deadline = deadlineOf(hours(1), { warnBefore: hours(8) });
    const { caseId } = await open(asked(commitmentRecord('contact', deadline)));
    expect(await commitmentOf(caseId)).toMatchObject({ warnAt: OPENED_AT });
  });

  it('count wall-clock time without regard to the calendar', async () => {
    const deadline = deadlineOf({ amount: 24, unit: 'hours', counting: 'wallClock' });
    const { caseId } = await open(asked(commitmentRecord('result', deadline)));
    expect(await commitmentOf(caseId)).toMatchObject({ dueAt: at('2026-11-25T09:30:00+08:00') });
  });

  it('tell the next level from where the last one began, on the same pauses', async () => {
    const deadline = deadlineOf(hours(1), {
      level: 1,
      levelFrom: at('2026-11-24T10:30:00+08:00'),
      ladder: [{ role: 'repair_lead', within: hours(1) }, { role: 'manager' }],
      pauses: [{ from: at('2026-11-24T11:00:00+08:00'), to: at('2026-11-24T11:15:00+08:00') }],
    });
    const { caseId } = await open(asked(commitmentRecord('contact', deadline)));
    expect(await commitmentOf(caseId)).toMatchObject({
      dueAt: at('2026-11-24T10:30:00+08:00'),
      nextLevelAt: at('2026-11-24T11:45:00+08:00'),
    });
  });

  it('have no due instant while a pause keeps them from running out', async () => {
    const deadline = deadlineOf(hours(4), { pauses: [{ from: at('2026-11-24T10:00:00+08:00') }] });
    const commitment = commitmentRecord('contact', deadline);
    const step = stepRecord({ opening: openingRecord(recording.policyId), ...asked(commitment) });
    const { answers } = await recording.recordStep(step);
    expect(answers[commitment.deadlineId]).toMatchObject({ dueAt: null, warnAt: null });
    expect(await commitmentOf(step.caseId)).toMatchObject({ dueAt: null, pauses: deadline.pauses });
  });

  it('met after the due instant are missed, also when the calendar answers only then', async () => {
    const deadline = deadlineOf(hours(1));
    const met = (metAt: number) => commitmentRecord('contact', deadline, { status: 'met', metAt });
    const late = await open(asked(met(at('2026-11-24T10:30:00.001+08:00'))));
    const inTime = await open(asked(met(at('2026-11-24T10:30:00+08:00'))));
    expect(await commitmentOf(late.caseId)).toMatchObject({ isMissed: true, status: 'met' });
    expect(await commitmentOf(inTime.caseId)).toMatchObject({ isMissed: false });
  });

  it('keep what was answered before when a step does not ask again', async () => {
    const answered = { dueAt: at('2026-11-24T15:00:00+08:00'), calendarVersion: 1 };
    const deadline = deadlineOf(hours(4), answered);
    const commitment = commitmentRecord('contact', deadline, { status: 'met', metAt: OPENED_AT });
    const { caseId } = await open({ commitments: [commitment] });
    expect(await commitmentOf(caseId)).toMatchObject({ ...answered, isMissed: false });
  });
});

describe('messages', () => {
  it('tell the due instant of the deadline that they are about', async () => {
    const commitment = commitmentRecord('firstResponse', deadlineOf(hours(1)));
    const caseId = randomUUID();
    const message = messageRecord(caseId, { dueFrom: commitment.deadlineId, variables: { level: 1 } });
    await open({ caseId, ...asked(commitment), messages: [message] });
    const [row] = await recording.db.select().from(tables.messages).where(eq(tables.messages.caseId, caseId));
    expect(row).toMatchObject({
      status: 'queued',
      settledAt: null,
      attempts: 0,
      variables: { level: 1, dueAt: at('2026-11-24T10:30:00+08:00') },
    });
  });

  it('for the inbox alone are shown at once', async () => {
    const caseId = randomUUID();
    const message = messageRecord(caseId, { to: { type: 'role', role: 'agent' }, channel: 'inbox' });
    await open({ caseId, messages: [message] });
    const [row] = await recording.db.select().from(tables.messages).where(eq(tables.messages.caseId, caseId));
    expect(row).toMatchObject({ status: 'shown', settledAt: OPENED_AT, recipientRole: 'agent' });
  });
});

describe('a task, an approval and a hold', () => {
  it('are written with their due instants and rewritten when they end', async () => {
    const caseId = randomUUID();
    const deadline = deadlineOf(hours(2));
    const task = {
      id: `${caseId}.t1`,
      kind: 'classify',
      phase: 'intake',
      round: 1,
      attempt: 1,
      roles: ['agent', 'repair_lead'],
      assigneeId: null,
      openedAt: OPENED_AT,
      deadlineId: `task:${caseId}.t1`,
      commitmentId: null,
      about: { proposal: 'general' },
      status: 'open',
      endedAt: null,
      endedBy: null,
      form: null,
      deadline,
    } as const;
    const approval = {
      id: `${caseId}.a1`,
      subject: 'plan',
      revision: 2,
      requestedBy: { type: 'system', name: 'process' },
      requestedAt: OPENED_AT,
      chain: ['repair_lead', 'manager'],
      position: 1,
      deadlineId: `approval:${caseId}.a1`,
      amountMinor: 120_000,
      about: {},
      status: 'pending',
      decision: null,
      deadline,
    } as const;
    const hold = {
      id: `${caseId}.h1`,
      reason: 'thirdParty',
      text: 'The lift is being repaired',
      from: OPENED_AT,
      until: OPENED_AT + 3_600_000,
      by: { type: 'system', name: 'process' },
      batchId: null,
      endedAt: null,
    } as const;
    const question = dueQuestion(deadline);
    await open({
      caseId,
      tasks: [task],
      approvals: [approval],
      holds: [hold],
      questions: { [task.deadlineId]: question, [approval.deadlineId]: question },
    });
    const dueAt = at('2026-11-24T11:30:00+08:00');
    const stored = () =>
      Promise.all(
        [tables.tasks, tables.approvals, tables.holds].map((table) =>
          recording.db.select().from(table).where(eq(table.caseId, caseId)),
        ),
      );
    expect(await stored()).toMatchObject([
      [{ dueAt, roles: ['agent', 'repair_lead'], about: { proposal: 'general' }, endedBy: null, form: null }],
      [{ dueAt, role: 'manager', status: 'pending', amountMinor: 120_000 }],
      [{ endedAt: null, untilAt: OPENED_AT + 3_600_000 }],
    ]);
    const by = { type: 'person', personId: randomUUID(), roles: ['repair_lead'] } as const;
    const decision = {
      decision: 'refused',
      by,
      role: 'repair_lead',
      at: OPENED_AT + 1,
      reason: 'too dear',
    } as const;
    const answered = { ...deadline, dueAt };
    await recording.recordStep(
      stepRecord({
        caseId,
        version: 2,
        tasks: [
          {
            ...task,
            deadline: answered,
            status: 'completed',
            endedAt: OPENED_AT + 1,
            endedBy: by,
            form: { ok: true },
          },
        ],
        approvals: [{ ...approval, deadline: answered, status: 'refused', decision }],
        holds: [{ ...hold, endedAt: OPENED_AT + 1 }],
      }),
    );
    expect(await stored()).toMatchObject([
      [{ dueAt, status: 'completed', endedAt: OPENED_AT + 1, endedBy: by, form: { ok: true } }],
      [{ dueAt, role: 'repair_lead', status: 'refused', decidedBy: by, reason: 'too dear' }],
      [{ endedAt: OPENED_AT + 1 }],
    ]);
  });
});
