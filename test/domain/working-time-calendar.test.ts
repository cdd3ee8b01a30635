import { describe, expect, it } from 'vitest';
import { CALENDAR_PRESETS } from '../../db/presets/calendars.ts';
import { HOLIDAY_SCHEME_PRESETS } from '../../db/presets/holiday-schemes.ts';
import { type CalendarDefinition, validateCalendar } from '../../workflows/domain/calendar.ts';
import { compileCalendar } from '../../workflows/domain/working-time/compile.ts';
import { workingMsBetween } from '../../workflows/domain/working-time/elapsed.ts';

function pointersOf(definition: Partial<CalendarDefinition>): string[] {
  const faults = validateCalendar({ timeZone: 'Asia/Shanghai', week: {}, ...definition });
  return faults.map((fault) => fault.pointer);
}

describe('a calendar definition', () => {
  it('may have blocks in any order, touching blocks, leap days and 24:00', () => {
    const pointers = pointersOf({
      week: {
        mon: [
          ['13:00', '24:00'],
          ['00:00', '12:00'],
          ['12:00', '13:00'],
        ],
        tue: [],
      },
      holidays: ['02-29', '2028-02-29', '2026-12-31'],
      exceptions: { '2026-02-14': [['09:00', '17:00']], '2026-02-15': [] },
    });
    expect(pointers).toEqual([]);
  });

  it('may not name a time zone that there is not', () => {
    expect(pointersOf({ timeZone: 'Asia/Peking City' })).toEqual(['/timeZone']);
    expect(pointersOf({ timeZone: '' })).toEqual(['/timeZone']);
  });

  it('has every time checked', () => {
    expect(pointersOf({ week: { mon: [['9:00', '12:00']] } })).toEqual(['/week/mon/0/0']);
    expect(pointersOf({ week: { tue: [['09:00', '24:01']] } })).toEqual(['/week/tue/0/1']);
    expect(pointersOf({ week: { wed: [['24:00', '25:00']] } })).toEqual(['/week/wed/0/1']);
    expect(pointersOf({ exceptions: { '2026-02-14': [['09:60', '12:00']] } })).toEqual([
      '/exceptions/2026-02-14/0/0',
    ]);
  });

  it('may not have a block that ends before it starts, is empty or runs past midnight', () => {
    expect(pointersOf({ week: { mon: [['12:00', '09:00']] } })).toEqual(['/week/mon/0/1']);
    expect(pointersOf({ week: { mon: [['12:00', '12:00']] } })).toEqual(['/week/mon/0/1']);
    expect(pointersOf({ week: { fri: [['22:00', '06:00']] } })).toEqual(['/week/fri/0/1']);
  });

  it('may not have overlapping blocks', () => {
    const pointers = pointersOf({
      week: {
        mon: [
          ['13:00', '18:00'],
          ['09:00', '13:30'],
        ],
      },
    });
    expect(pointers).toEqual(['/week/mon/0']);
  });

  it('may not have dates that there are not', () => {
    expect(pointersOf({ holidays: ['2026-02-30', '02-30', '1-1', '2026-01-01'] })).toEqual([
      '/holidays/0',
      '/holidays/1',
      '/holidays/2',
    ]);
    expect(pointersOf({ exceptions: { '2027-02-29': [], 'a/b~c': [] } })).toEqual([
      '/exceptions/2027-02-29',
      '/exceptions/a~1b~0c',
    ]);
  });
});

describe('the calendars that ship', () => {
  it('are valid and compile with the holiday schemes that ship', () => {
    for (const definition of Object.values(CALENDAR_PRESETS)) {
      expect(validateCalendar(definition)).toEqual([]);
      const scheme = HOLIDAY_SCHEME_PRESETS.find(({ code }) => code === definition.holidayScheme) ?? null;
      expect(() => compileCalendar(definition, scheme)).not.toThrow();
    }
  });
});

describe("China's holidays", () => {
  const cn = HOLIDAY_SCHEME_PRESETS.find(({ code }) => code === 'cn');

  function dates(from: string, to: string): string[] {
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    return Array.from({ length: days + 1 }, (_, day) =>
      new Date(Date.parse(from) + day * 86_400_000).toISOString().slice(0, 10),
    );
  }

  it('of 2026 are those that the State Council announced', () => {
    expect(cn?.years['2026']?.off).toEqual([
      ...dates('2026-01-01', '2026-01-03'),
      ...dates('2026-02-15', '2026-02-23'),
      ...dates('2026-04-04', '2026-04-06'),
      ...dates('2026-05-01', '2026-05-05'),
      ...dates('2026-06-19', '2026-06-21'),
      ...dates('2026-09-25', '2026-09-27'),
      ...dates('2026-10-01', '2026-10-07'),
    ]);
    expect(cn?.years['2026']?.work).toEqual([
      '2026-01-04',
      '2026-02-14',
      '2026-02-28',
      '2026-05-09',
      '2026-09-20',
      '2026-10-10',
    ]);
  });

  it('make a make-up day as long as an ordinary one, unless the calendar closes it', () => {
    const open = (definition: CalendarDefinition, date: string): number => {
      const from = Date.parse(`${date}T00:00+08:00`);
      return workingMsBetween(compileCalendar(definition, cn ?? null), from, from + 86_400_000) / 3_600_000;
    };
    const { office } = CALENDAR_PRESETS;
    expect(open(office, '2026-02-14')).toBe(7.5);
    expect(open(office, '2026-02-16')).toBe(0);
    expect(open({ ...office, holidays: ['2026-02-14'] }, '2026-02-14')).toBe(0);
    expect(open({ ...office, exceptions: { '2026-02-16': [['10:00', '12:00']] } }, '2026-02-16')).toBe(2);
    const saturdays = { ...office, week: { ...office.week, sat: [['10:00', '14:00']] as const } };
    expect(open(saturdays, '2026-02-14')).toBe(4);
  });

  it('of years not announced are the 13 days of the law', () => {
    const nextYear = Math.max(...Object.keys(cn?.years ?? {}).map(Number)) + 1;
    for (let year = nextYear; year <= 2100; year += 1) {
      const statutory = (cn?.statutory ?? []).map((day) => (day.length === 5 ? `${year}-${day}` : day));
      const ofYear = new Set(statutory.filter((date) => date.startsWith(String(year))));
      // Mid-Autumn Festival and National Day can fall on the same day.
      expect(ofYear.size).toBeGreaterThanOrEqual(12);
      expect(ofYear.size).toBeLessThanOrEqual(13);
    }
    // The Lunar New Year of 2027 is 6 February, of 2028 26 January.
    expect(cn?.statutory).toEqual(expect.arrayContaining(['2028-01-25', '2028-01-26', '2028-01-28']));
  });
});
