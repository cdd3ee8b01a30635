import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { calendarAnnouncements } from '../schema/case-signals.ts';

/**
 * For this long after a change, cases are looked for once more: one whose first step was being written when the
 * calendar changed counted on the old one, and shows up a moment later. No step is under way for longer.
 */
const STRAGGLERS_WITHIN_MS = 30_000;

/** The stored calendars with what their hours follow from; a year of holidays has no version of its own. */
const CALENDARS = sql`
  select distinct on (c.code) c.code, md5(concat_ws('|', c.version, c.definition, s.statutory, (
    select jsonb_object_agg(y.year, jsonb_build_array(y.off, y.work))
    from holiday_scheme_years y where y.scheme_code = s.code))) as stamp
  from calendars c left join holiday_schemes s on s.code = c.definition ->> 'holidayScheme'
  order by c.code, c.version desc`;

/**
 * Queues `calendarChanged` for every open case on a calendar that is not the one which open cases were last told of,
 * whoever changed it and whenever (design idea 9, repair §9). Safe from several processes at once, and again after a
 * crash: what is stored is compared with what was announced.
 */
export async function announceCalendarChanges(db: Database, at: Instant): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      insert into calendar_announcements as told (calendar_code, stamp, number, announced_at, settled_at)
      select code, stamp, 1, ${iso(at)}::timestamptz, null from (${CALENDARS}) stored
      on conflict (calendar_code) do update
        set stamp = excluded.stamp, number = told.number + 1, announced_at = excluded.announced_at, settled_at = null
        where told.stamp <> excluded.stamp`);
    await queueForOpenCases(tx, at);
    await tx
      .update(calendarAnnouncements)
      .set({ settledAt: at })
      .where(and(isNull(calendarAnnouncements.settledAt), isFinal(at)));
  });
}

/** A calendar seen for the first time has not changed: the cases on it are told once, for good measure. */
const isFinal = (at: Instant) =>
  sql`(${eq(calendarAnnouncements.number, 1)} or ${lte(calendarAnnouncements.announcedAt, at - STRAGGLERS_WITHIN_MS)})`;

async function queueForOpenCases(tx: Transaction, at: Instant): Promise<void> {
  await tx.execute(sql`
    insert into case_signals (key, case_id, name, payload, queued_at)
    select told.key, told.case_id, 'calendarChanged',
      jsonb_build_object('key', told.key, 'calendarCode', told.calendar_code, 'calendarVersion', told.version),
      ${iso(at)}::timestamptz
    from (
      select concat_ws('/', 'calendar', a.calendar_code, a.number, c.id) as key, c.id as case_id, a.calendar_code,
        (select max(version) from calendars where code = a.calendar_code) as version
      from calendar_announcements a join cases c on c.calendar_code = a.calendar_code
      where a.settled_at is null and c.closed_at is null) told
    on conflict (key) do nothing`);
}

const iso = (at: Instant): string => new Date(at).toISOString();
