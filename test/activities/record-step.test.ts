import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskRecord } from '../../activities/contracts.ts';
import * as tables from '../../db/schema/cases.ts';
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

const timelineOf = (caseId: string) =>
  recording.db.select().from(tables.timelineEvents).where(eq(tables.timelineEvents.caseId, caseId));

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
    const { caseId } = await recording.open();
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
    const { caseId } = await recording.open();
    await recording.recordStep(stepRecord({ caseId, version: 3, snapshot: { phase: 'work' } }));
    await recording.recordStep(stepRecord({ caseId, version: 2, timeline: [timelineRecord(9)] }));
    const [row] = await recording.db.select().from(tables.cases).where(eq(tables.cases.id, caseId));
    expect(row).toMatchObject({ version: 3, phase: 'work' });
    expect(await timelineOf(caseId)).toEqual([]);
  });

  it('written again tells its number, and another one under its version is told that the version is taken', async () => {
    const { caseId } = await recording.open();
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
    await recording.open({
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
