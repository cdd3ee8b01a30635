import { Type } from 'typebox';
import { WEEKDAYS } from '../../workflows/domain/calendar.ts';
import { Code, Instant, nullable, object } from './common.schema.ts';

const Clock = Type.String({
  pattern: '^\\d{2}:\\d{2}$',
  description: 'Local wall clock; an end may be 24:00',
});

/** Open hours of a day: any number of blocks `["09:00", "12:00"]`. */
const Blocks = Type.Array(Type.Unsafe<[string, string]>(Type.Array(Clock, { minItems: 2, maxItems: 2 })), {
  maxItems: 48,
});

const week = Object.fromEntries(WEEKDAYS.map((day) => [day, Type.Optional(Blocks)])) as Record<
  (typeof WEEKDAYS)[number],
  ReturnType<typeof Type.Optional<typeof Blocks>>
>;

/** The form of a calendar (design §5); what its fields must be to each other, `validateCalendar` says. */
export const CalendarDefinitionBody = object(
  {
    timeZone: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'IANA time zone of all hours and dates',
    }),
    week: object(week),
    holidayScheme: Type.Optional(
      Type.Union([Code, Type.Null()], { description: 'Public holidays and make-up days, for example cn' }),
    ),
    holidays: Type.Optional(
      Type.Array(Type.String({ maxLength: 10 }), {
        maxItems: 1_000,
        description: 'Closed: a date 2026-01-01, or a month-day 12-25 each year',
      }),
    ),
    exceptions: Type.Optional(
      Type.Unsafe<Record<string, [string, string][]>>({
        type: 'object',
        additionalProperties: Blocks,
        maxProperties: 1_000,
        description: "Hours of single dates: they replace that date's hours and win over holidays",
      }),
    ),
  },
  { description: 'Working hours of a place' },
);

export const OFFICE_EXAMPLE = {
  timeZone: 'Asia/Shanghai',
  week: Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [
      day,
      [
        ['09:00', '12:00'],
        ['13:30', '18:00'],
      ],
    ]),
  ),
  holidayScheme: 'cn',
  holidays: [],
  exceptions: { '2026-02-13': [['09:00', '12:00']] },
};

export const CalendarVersionBody = object({
  code: Code,
  version: Type.Integer(),
  definition: CalendarDefinitionBody,
  createdAt: Instant,
});

export const NewCalendarVersionBody = object(
  {
    code: Code,
    version: Type.Integer({ minimum: 1, description: 'The latest version plus one; 1 for a new calendar' }),
    definition: CalendarDefinitionBody,
  },
  { examples: [{ code: 'workshop', version: 1, definition: OFFICE_EXAMPLE }] },
);

export const CalendarWarnings = Type.Array(object({ year: Type.Integer(), message: Type.String() }), {
  description: 'Years whose public holidays are not announced yet',
});

export const NullableInstant = nullable(Instant);
