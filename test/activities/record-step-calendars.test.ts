import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendarsRepository } from '../../db/repositories/calendars.repository.ts';
import * as tables from '../../db/schema/cases.ts';
import { at, asked, commitmentRecord, deadlineOf, hours, openingRecord, stepRecord } from './case-records.ts';
import { openRecording, type OpenRecording } from './open-recording.ts';

let recording: OpenRecording;

beforeAll(async () => {
  recording = await openRecording();
});

afterAll(async () => {
  await recording.close();
});

const WORKING_DAY = { amount: 1, unit: 'days', counting: 'workingTime' } as const;

async function dueOf(
  limit: Parameters<typeof deadlineOf>[0],
): Promise<{ dueAt: number | null; calendarVersion: number }> {
  const commitment = commitmentRecord('contact', deadlineOf(limit));
  const step = stepRecord({ opening: openingRecord(recording.policyId), ...asked(commitment) });
  const { answers } = await recording.recordStep(step);
  const [row] = await recording.db
    .select()
    .from(tables.commitments)
    .where(eq(tables.commitments.caseId, step.caseId));
  const answer = answers[commitment.deadlineId];
  expect(row).toMatchObject({ dueAt: answer?.dueAt, calendarVersion: answer?.calendarVersion });
  return { dueAt: answer?.dueAt ?? null, calendarVersion: answer?.calendarVersion ?? 0 };
}

describe('the calendar of a step', () => {
  it('is the newest version from the first step after it was entered', async () => {
    const calendars = calendarsRepository(recording.db);
    expect(await dueOf(hours(4))).toEqual({ dueAt: at('2026-11-24T15:00:00+08:00'), calendarVersion: 1 });
    const { definition } = await calendars.findByCode('office');
    const tue = [['09:00', '10:00'] as const];
    const next = { ...definition, week: { ...definition.week, tue } };
    await calendars.addVersion({ code: 'office', version: 2, definition: next, createdAt: 0 });
    expect(await dueOf(hours(4))).toEqual({ dueAt: at('2026-11-25T14:00:00+08:00'), calendarVersion: 2 });
  });

  it('follows a holiday as soon as it is entered', async () => {
    expect((await dueOf(WORKING_DAY)).dueAt).toBe(at('2026-11-25T18:00:00+08:00'));
    await calendarsRepository(recording.db).saveSchemeYear('cn', 2026, { off: ['2026-11-25'], work: [] });
    expect((await dueOf(WORKING_DAY)).dueAt).toBe(at('2026-11-26T18:00:00+08:00'));
  });

  it('that changed costs no number of a case', async () => {
    const opening = openingRecord(recording.policyId, { numberRule: 'CAL-{yyyyMMdd}-{seq4}' });
    const open = () =>
      recording.recordStep(
        stepRecord({ opening, ...asked(commitmentRecord('contact', deadlineOf(hours(1)))) }),
      );
    expect((await open()).caseNumber).toBe('CAL-20261124-0001');
    await calendarsRepository(recording.db).saveSchemeYear('cn', 2026, { off: ['2026-11-26'], work: [] });
    expect((await open()).caseNumber).toBe('CAL-20261124-0002');
  });

  it('that is not known is named in the error', async () => {
    const commitment = asked(commitmentRecord('contact', deadlineOf(hours(1))));
    const step = stepRecord({ caseId: randomUUID(), ...commitment, calendarCode: 'moon' });
    await expect(recording.recordStep(step)).rejects.toThrow('There is no calendar moon');
  });
});

describe('recording a step', () => {
  it('takes one round trip to the database once the calendar is compiled', async () => {
    await dueOf(hours(1));
    let roundTrips = 0;
    const count = (): void => {
      roundTrips += 1;
    };
    recording.pool.on('acquire', count);
    const commitment = commitmentRecord('contact', deadlineOf(hours(1)));
    await recording.recordStep(
      stepRecord({ opening: openingRecord(recording.policyId), ...asked(commitment) }),
    );
    recording.pool.off('acquire', count);
    expect(roundTrips).toBe(1);
  });
});
