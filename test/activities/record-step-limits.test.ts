import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
} from './case-records.ts';
import { openRecording, type OpenRecording } from './open-recording.ts';

let recording: OpenRecording;

beforeAll(async () => {
  recording = await openRecording();
});

afterAll(async () => {
  await recording.close();
});

async function commitmentOf(caseId: string) {
  const rows = await recording.db
    .select()
    .from(tables.commitments)
    .where(eq(tables.commitments.caseId, caseId));
  return rows[0];
}

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
    const { caseId } = await recording.open(asked(commitmentRecord('contact', deadline)));
    expect(await commitmentOf(caseId)).toMatchObject({ warnAt: OPENED_AT });
  });

  it('count wall-clock time without regard to the calendar', async () => {
    const deadline = deadlineOf({ amount: 24, unit: 'hours', counting: 'wallClock' });
    const { caseId } = await recording.open(asked(commitmentRecord('result', deadline)));
    expect(await commitmentOf(caseId)).toMatchObject({ dueAt: at('2026-11-25T09:30:00+08:00') });
  });

  it('tell the next level from where the last one began, on the same pauses', async () => {
    const deadline = deadlineOf(hours(1), {
      level: 1,
      levelFrom: at('2026-11-24T10:30:00+08:00'),
      ladder: [{ role: 'repair_lead', within: hours(1) }, { role: 'manager' }],
      pauses: [{ from: at('2026-11-24T11:00:00+08:00'), to: at('2026-11-24T11:15:00+08:00') }],
    });
    const { caseId } = await recording.open(asked(commitmentRecord('contact', deadline)));
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
    const late = await recording.open(asked(met(at('2026-11-24T10:30:00.001+08:00'))));
    const inTime = await recording.open(asked(met(at('2026-11-24T10:30:00+08:00'))));
    expect(await commitmentOf(late.caseId)).toMatchObject({ isMissed: true, status: 'met' });
    expect(await commitmentOf(inTime.caseId)).toMatchObject({ isMissed: false });
  });

  it('keep what was answered before when a step does not ask again', async () => {
    const answered = { dueAt: at('2026-11-24T15:00:00+08:00'), calendarVersion: 1 };
    const deadline = deadlineOf(hours(4), answered);
    const commitment = commitmentRecord('contact', deadline, { status: 'met', metAt: OPENED_AT });
    const { caseId } = await recording.open({ commitments: [commitment] });
    expect(await commitmentOf(caseId)).toMatchObject({ ...answered, isMissed: false });
  });
});

describe('messages', () => {
  it('tell the due instant of the deadline that they are about', async () => {
    const commitment = commitmentRecord('firstResponse', deadlineOf(hours(1)));
    const caseId = randomUUID();
    const message = messageRecord(caseId, { dueFrom: commitment.deadlineId, variables: { level: 1 } });
    await recording.open({ caseId, ...asked(commitment), messages: [message] });
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
    await recording.open({ caseId, messages: [message] });
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
    await recording.open({
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
