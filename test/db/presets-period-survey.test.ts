import { expect, it } from 'vitest';
import { POLICIES } from '../../db/presets/policies/index.ts';
import { COMPANIES, print, printAll, printLadder } from './policy-notation.ts';

it('company D alone asks by period, once a half-year (D4.1.5)', () => {
  const asking = COMPANIES.filter((company) => POLICIES[company].periodSurvey !== null);
  expect(asking).toEqual(['D']);
  const survey = POLICIES.D.periodSurvey ?? expect.fail('Company D asks by period');
  const { askAfter, remindAfter, expiresAfter, callBackWithin, ladder, ...choices } = survey;
  expect(printAll(askAfter, remindAfter, expiresAfter)).toBe('0 h T; 5 d= T; 15 d T');
  expect(print(callBackWithin)).toBe('2 d T');
  expect(printLadder(ladder)).toBe('service_lead 1 d T → manager 1 d T → general_manager');
  expect(choices).toEqual({
    ...{ period: 'halfYear', numberRule: 'SV-{yyyyMMdd}-{seq4}', restDays: 90 },
    ...{ ownerRole: 'service_lead', callBackOn: ['no'], callBackBelowScore: 60, callBackAttempts: 3 },
  });
});
