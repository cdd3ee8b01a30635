import { Type } from 'typebox';
import { Day, object } from './common.schema.ts';

const Dates = (description: string) => Type.Array(Day, { maxItems: 366, uniqueItems: true, description });

const holidayYear = {
  off: Dates('Dates off'),
  work: Dates('Weekend dates that are worked instead (调休)'),
};

export const HolidayYearBody = object({ year: Type.Integer(), ...holidayYear });

export const HolidaySchemeBody = object({
  code: Type.String(),
  statutory: Type.Array(Type.String(), {
    description: 'Days off by law, which count in years that are not announced: month-days or dates',
  }),
  years: Type.Array(HolidayYearBody, { description: 'The years that are announced' }),
});

export const NewHolidayYearBody = object(holidayYear, {
  examples: [
    {
      off: ['2028-01-01', '2028-01-02', '2028-01-03'],
      work: ['2028-01-08'],
    },
  ],
});
