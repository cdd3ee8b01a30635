import type { Block, CalendarDefinition } from '../../workflows/domain/calendar.ts';

const ALL_DAY: readonly Block[] = [['00:00', '24:00']];
const OFFICE_DAY: readonly Block[] = [
  ['09:00', '12:00'],
  ['13:30', '18:00'],
];

/** Calendars that ship with the product, by code; they are the ones that the process descriptions count with. */
export const CALENDAR_PRESETS: Readonly<Record<'always' | 'office', CalendarDefinition>> = {
  always: {
    timeZone: 'Asia/Shanghai',
    week: {
      mon: ALL_DAY,
      tue: ALL_DAY,
      wed: ALL_DAY,
      thu: ALL_DAY,
      fri: ALL_DAY,
      sat: ALL_DAY,
      sun: ALL_DAY,
    },
    holidayScheme: null,
    holidays: [],
    exceptions: {},
  },
  office: {
    timeZone: 'Asia/Shanghai',
    week: {
      mon: OFFICE_DAY,
      tue: OFFICE_DAY,
      wed: OFFICE_DAY,
      thu: OFFICE_DAY,
      fri: OFFICE_DAY,
      sat: [],
      sun: [],
    },
    holidayScheme: 'cn',
    holidays: [],
    exceptions: {},
  },
};
