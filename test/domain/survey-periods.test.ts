import { describe, expect, it } from 'vitest';
import {
  periodAround,
  periodEndedBy,
  periodOfCode,
  SURVEY_PERIODS,
} from '../../workflows/domain/survey-periods.ts';

const SHANGHAI = 'Asia/Shanghai';
const at = (iso: string): number => Date.parse(iso);

describe('periods of surveys (V-02)', () => {
  it('begin and end at midnight on the clocks of the company', () => {
    expect(periodOfCode('halfYear', '2026-H1', SHANGHAI)).toEqual({
      code: '2026-H1',
      from: at('2026-01-01T00:00:00+08:00'),
      to: at('2026-07-01T00:00:00+08:00'),
    });
    expect(periodOfCode('quarter', '2026-Q4', 'Europe/Berlin')).toEqual({
      code: '2026-Q4',
      from: at('2026-10-01T00:00:00+02:00'),
      to: at('2027-01-01T00:00:00+01:00'),
    });
    expect(periodOfCode('year', '2026', SHANGHAI)?.to).toBe(at('2027-01-01T00:00:00+08:00'));
  });

  it.for([
    ['2026-06-30T23:59:59+08:00', '2026-H1', '2025-H2'],
    ['2026-07-01T00:00:00+08:00', '2026-H2', '2026-H1'],
    ['2026-06-30T16:00:00Z', '2026-H2', '2026-H1'],
  ] as const)('at %s it is %s, and %s is over', ([now, running, ended]) => {
    expect(periodAround('halfYear', at(now), SHANGHAI).code).toBe(running);
    expect(periodEndedBy('halfYear', at(now), SHANGHAI).code).toBe(ended);
  });

  it('follow each other without a gap, whatever their length', () => {
    for (const length of SURVEY_PERIODS) {
      let later = periodAround(length, at('2027-02-14T12:00:00+08:00'), SHANGHAI);
      for (let step = 0; step < 9; step += 1) {
        const earlier = periodEndedBy(length, later.from, SHANGHAI);
        expect(earlier.to).toBe(later.from);
        expect(periodOfCode(length, earlier.code, SHANGHAI)).toEqual(earlier);
        later = earlier;
      }
    }
  });

  it.for([
    ['halfYear', '2026-H3'],
    ['halfYear', '2026-Q1'],
    ['quarter', '2026-Q5'],
    ['quarter', '2026'],
    ['year', '2026-H1'],
    ['year', 'next year'],
  ] as const)('of a %s there is none called %s', ([length, code]) => {
    expect(periodOfCode(length, code, SHANGHAI)).toBeNull();
  });
});
