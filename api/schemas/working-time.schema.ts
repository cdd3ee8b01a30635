import { Type } from 'typebox';
import {
  CalendarDefinitionBody,
  CalendarWarnings,
  NullableInstant,
  OFFICE_EXAMPLE,
} from './calendar.schema.ts';
import { Code, Instant, object, oneOf } from './common.schema.ts';

const Calendar = Type.Union([Code, CalendarDefinitionBody], {
  description: 'The code of a stored calendar, or a calendar itself',
});

const Limit = object({
  amount: Type.Number({ description: 'Negative: counted backwards, for a warning before a limit' }),
  unit: oneOf(['seconds', 'minutes', 'hours', 'days']),
  counting: oneOf(['wallClock', 'workingTime']),
  endOfDay: Type.Optional(
    Type.Boolean({
      description:
        'Only for days of working time: false keeps the clock time and moves into the next open block',
    }),
  ),
});

const Pauses = Type.Array(object({ from: Instant, to: Type.Optional(Instant) }), { maxItems: 1_000 });

export const DueQuestion = object(
  { calendar: Calendar, start: Instant, limit: Limit, pauses: Type.Optional(Pauses) },
  {
    examples: [
      {
        calendar: 'office',
        start: '2026-03-02T09:00:00+08:00',
        limit: { amount: 7, unit: 'days', counting: 'workingTime' },
        pauses: [{ from: '2026-03-04T14:00:00+08:00', to: '2026-03-17T10:00:00+08:00' }],
      },
    ],
  },
);

export const DueBody = object({
  due: NullableInstant,
  warnings: CalendarWarnings,
});

export const ElapsedQuestion = object(
  { calendar: Calendar, from: Instant, to: Instant, pauses: Type.Optional(Pauses) },
  {
    examples: [
      { calendar: OFFICE_EXAMPLE, from: '2026-05-29T16:00:00+08:00', to: '2026-06-01T10:00:00+08:00' },
    ],
  },
);

export const ElapsedBody = object({ workingSeconds: Type.Number(), warnings: CalendarWarnings });

export const OpenQuestion = object(
  { calendar: Calendar, at: Instant },
  { examples: [{ calendar: 'office', at: '2026-02-14T10:00:00+08:00' }] },
);

export const OpenBody = object({
  open: Type.Boolean(),
  nextChange: NullableInstant,
  warnings: CalendarWarnings,
});
