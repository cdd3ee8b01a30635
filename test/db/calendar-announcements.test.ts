import { eq } from 'drizzle-orm';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { CALENDAR_PRESETS } from '../../db/presets/calendars.ts';
import { announceCalendarChanges } from '../../db/repositories/calendar-announcements.repository.ts';
import { calendarsRepository } from '../../db/repositories/calendars.repository.ts';
import { caseSignalsRepository } from '../../db/repositories/case-signals.repository.ts';
import { cases } from '../../db/schema/cases.ts';
import { enterCase } from './master-data.ts';
import { openTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-03-04T11:30:00+08:00');
const MINUTE = 60_000;

const { db, close } = await openTestDatabase('seeded');
const calendars = calendarsRepository(db);
const outbox = caseSignalsRepository(db);

/** Cases told since the last look, with the version that they were told of. */
async function told(): Promise<Record<string, unknown>> {
  const waiting = await outbox.listWaiting(0, 1_000);
  await outbox.settle(
    waiting.map(({ id }) => id),
    AT,
  );
  return Object.fromEntries(waiting.map(({ caseId, payload }) => [caseId, payload['calendarVersion']]));
}

async function changeOffice(): Promise<number> {
  const { version } = await calendars.findByCode('office');
  await calendars.addVersion({
    code: 'office',
    version: version + 1,
    definition: { ...CALENDAR_PRESETS.office, exceptions: { '2026-03-05': [] } },
    createdAt: AT,
  });
  return version + 1;
}

beforeEach(async () => {
  await announceCalendarChanges(db, AT - 2 * MINUTE);
  await announceCalendarChanges(db, AT - MINUTE);
  await told();
});

afterAll(close);

describe('a change of a calendar', () => {
  it('is told to every open case on it, once, and to no closed one', async () => {
    const [open, closed] = [await enterCase(db, AT), await enterCase(db, AT)];
    await db
      .update(cases)
      .set({ phase: 'closed', closedAt: AT, outcome: 'repaired' })
      .where(eq(cases.id, closed));
    const version = await changeOffice();
    await Promise.all([announceCalendarChanges(db, AT), announceCalendarChanges(db, AT)]);
    const toldFirst = await told();
    expect(toldFirst[open]).toBe(version);
    expect(toldFirst).not.toHaveProperty(closed);
    await announceCalendarChanges(db, AT + MINUTE);
    await announceCalendarChanges(db, AT + 2 * MINUTE);
    expect(await told()).toEqual({});
  });

  it('leaves cases on other calendars alone', async () => {
    const other = await enterCase(db, AT);
    await db.update(cases).set({ calendarCode: 'always' }).where(eq(cases.id, other));
    await changeOffice();
    await announceCalendarChanges(db, AT);
    expect(await told()).not.toHaveProperty(other);
  });

  it('reaches a case whose first step was still being written on the old one', async () => {
    await changeOffice();
    await announceCalendarChanges(db, AT);
    await told();
    const late = await enterCase(db, AT);
    await announceCalendarChanges(db, AT + MINUTE);
    expect(await told()).toHaveProperty(late);
    const later = await enterCase(db, AT + 2 * MINUTE);
    await announceCalendarChanges(db, AT + 3 * MINUTE);
    expect(await told()).not.toHaveProperty(later);
  });

  it('is also a year of public holidays that is announced anew, but not one that is entered unchanged', async () => {
    const open = await enterCase(db, AT);
    const scheme = await calendars.findOptionalScheme('cn');
    const known = scheme?.years[2026] ?? { off: [], work: [] };
    await calendars.saveSchemeYear('cn', 2026, known);
    await announceCalendarChanges(db, AT);
    expect(await told()).toEqual({});
    await calendars.saveSchemeYear('cn', 2026, { ...known, off: [...known.off, '2026-03-05'] });
    await announceCalendarChanges(db, AT);
    expect(await told()).toHaveProperty(open);
    await calendars.saveSchemeYear('cn', 2026, known);
    await announceCalendarChanges(db, AT + MINUTE);
    expect(await told()).toHaveProperty(open);
  });

  it('concerns hundreds of cases in one go', async () => {
    await Promise.all(Array.from({ length: 500 }, () => enterCase(db, AT)));
    await changeOffice();
    await announceCalendarChanges(db, AT);
    expect(Object.keys(await told()).length).toBeGreaterThanOrEqual(500);
  });
});
