import type { Ladder, Limit, Role } from '../limits.ts';
import type { SurveyPeriod } from '../survey-periods.ts';
import type { DissatisfiedAnswer } from './choices.ts';

/**
 * The survey by period: who had to do with the service in a period is asked once after it (V-02; D4.1.5). Limits count on
 * the calendar of the company; the target is that of the repairs (`satisfactionTarget`).
 */
export interface PeriodSurveyPolicy {
  readonly period: SurveyPeriod;
  /** How numbers of surveys are made, as those of repairs (`RepairPolicy.numberRule`). */
  readonly numberRule: string;
  /** Round opened → customers are asked; a limit of zero waits for the next opening hour. */
  readonly askAfter: Limit;
  /** Asked → reminded, once. */
  readonly remindAfter: Limit;
  /** Asked → it can no longer be answered. */
  readonly expiresAfter: Limit;
  /** A customer who was asked by any survey within so many days before the round is left out of it. */
  readonly restDays: number;
  /** Answers for the surveys, and calls dissatisfied customers back. */
  readonly ownerRole: Role;
  /** Answers after which the customer is called back. */
  readonly callBackOn: readonly DissatisfiedAnswer[];
  /** Scores below this, of 100, after which the customer is called back. */
  readonly callBackBelowScore: number;
  /** Bad answer → customer called back, or the attempts used. */
  readonly callBackWithin: Limit;
  /** Calls that may reach nobody before it is left at that. */
  readonly callBackAttempts: number;
  /** Who is told, one after the other, when a customer is not called back in time. */
  readonly ladder: Ladder;
}
