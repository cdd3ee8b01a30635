import type { CalendarWarning } from '../../workflows/domain/working-time/due.ts';
import { dueInstant } from '../../workflows/domain/working-time/due.ts';
import { isOpenAt, nextChange, workingMsBetween } from '../../workflows/domain/working-time/elapsed.ts';
import { invalid } from '../../workflows/domain/errors.ts';
import type { Instant, Limit, LimitUnit, Pause } from '../../workflows/domain/limits.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { fromIso, toIso, toIsoOrNull } from '../schemas/instants.ts';
import {
  DueBody,
  DueQuestion,
  ElapsedBody,
  ElapsedQuestion,
  OpenBody,
  OpenQuestion,
} from '../schemas/working-time.schema.ts';
import { calendarReader } from './calendar-reader.ts';

const tags = ['working time'];

/** Previews, so that a front end can show a date before anyone promises it; they store nothing (design §5). */
export function registerWorkingTimeRoutes(api: Api, { db }: ApiDependencies): void {
  const readCalendar = calendarReader(db);

  api.post(
    '/v1/working-time/due',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'previewDue',
        summary: 'When a limit runs out',
        description: '`due` is null while a pause that has not ended keeps the limit from running out.',
        body: DueQuestion,
        response: { 200: DueBody },
      },
    },
    async ({ body }) => {
      const { calendar, timeZone } = await readCalendar(body.calendar);
      const start = countable(body.start, '/start');
      const { dueAt, warnings } = dueInstant(calendar, start, reachable(body.limit), toPauses(body.pauses));
      return { due: toIsoOrNull(dueAt, timeZone), warnings: [...warnings] };
    },
  );

  api.post(
    '/v1/working-time/elapsed',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'previewElapsed',
        summary: 'How much open time lies between two instants',
        body: ElapsedQuestion,
        response: { 200: ElapsedBody },
      },
    },
    async ({ body }) => {
      const { calendar, warningsBetween } = await readCalendar(body.calendar);
      const from = countable(body.from, '/from');
      const to = countable(body.to, '/to');
      const workingMs = workingMsBetween(calendar, from, to, toPauses(body.pauses));
      return { workingSeconds: workingMs / 1_000, warnings: warningsBetween(from, to) };
    },
  );

  api.post(
    '/v1/working-time/open',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'previewOpen',
        summary: 'Whether a calendar is open, and when that changes',
        description: '`nextChange` is null for a calendar that never closes.',
        body: OpenQuestion,
        response: { 200: OpenBody },
      },
    },
    async ({ body }) => {
      const { calendar, timeZone, warningsBetween } = await readCalendar(body.calendar);
      const at = countable(body.at, '/at');
      const change = nextChange(calendar, at);
      const warnings: CalendarWarning[] = warningsBetween(at, change ?? at);
      return { open: isOpenAt(calendar, at), nextChange: toIsoOrNull(change, timeZone), warnings };
    },
  );
}

/** Working time is counted in these years; beyond them an instant is a slip of the pen. */
const FIRST_INSTANT = Date.UTC(1970, 0, 2);
const LAST_INSTANT = Date.UTC(2199, 11, 30);

const UNIT_MS: Readonly<Record<LimitUnit, number>> = {
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
};

function countable(text: string, pointer: string): Instant {
  const instant = fromIso(text);
  if (instant >= FIRST_INSTANT && instant <= LAST_INSTANT) return instant;
  throw invalid(pointer, `must lie between ${toIso(FIRST_INSTANT)} and ${toIso(LAST_INSTANT)}`);
}

function reachable(limit: Limit): Limit {
  if (Math.abs(limit.amount) * UNIT_MS[limit.unit] <= LAST_INSTANT - FIRST_INSTANT) return limit;
  throw invalid('/limit/amount', 'reaches further than working time is counted');
}

function toPauses(pauses: readonly { from: string; to?: string }[] = []): Pause[] {
  return pauses.map(({ from, to }, index) => ({
    from: countable(from, `/pauses/${index}/from`),
    ...(to !== undefined && { to: countable(to, `/pauses/${index}/to`) }),
  }));
}
