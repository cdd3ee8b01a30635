import type { Fault } from '../errors.ts';
import { atLeast, checkDistinct, checkNumberRule, inRange } from './check-figures.ts';
import { checkLadder, checkLimits, isAsLong } from './check-limits.ts';
import type { PeriodSurveyPolicy } from './period-survey.ts';

/** Whether the figures of a survey by period make sense together; `at` is where it stands in its policy. */
export function checkPeriodSurvey(survey: PeriodSurveyPolicy, at: string): Fault[] {
  const remindsInTime = !isAsLong(survey.remindAfter, survey.expiresAfter);
  return [
    ...checkLimits(survey, at),
    ...(remindsInTime
      ? []
      : [{ pointer: `${at}/remindAfter`, message: 'must be shorter than expiresAfter' }]),
    ...checkNumberRule(survey.numberRule, `${at}/numberRule`),
    ...atLeast(survey.restDays, 0, `${at}/restDays`),
    ...checkDistinct(survey.callBackOn, `${at}/callBackOn`),
    ...inRange(survey.callBackBelowScore, 0, 100, `${at}/callBackBelowScore`),
    ...atLeast(survey.callBackAttempts, 1, `${at}/callBackAttempts`),
    ...checkLadder(survey.ladder, `${at}/ladder`),
  ];
}
