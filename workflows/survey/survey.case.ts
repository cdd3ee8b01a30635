import type { Instant } from '../domain/limits.ts';
import type { PeriodSurveyPolicy } from '../domain/policy/period-survey.ts';
import type { Satisfaction } from '../domain/satisfaction.ts';
import type { Case } from '../runtime/case.ts';
import type { SurveyForms } from './survey.forms.ts';

export type SurveyPhase = 'asking' | 'callBack' | 'closed';

/** The period that the customer is asked about. */
export interface SurveyBody {
  readonly roundId: string;
  /** `2026-H1`, `2026-Q3` or `2026`. */
  readonly period: string;
}

/** What the customer said. */
export interface GivenAnswer {
  readonly score: number;
  readonly satisfied: Satisfaction;
  readonly remark: string | null;
  readonly at: Instant;
}

/** What came of calling a dissatisfied customer back. */
export interface CalledBack {
  readonly at: Instant;
  readonly cause: string;
  readonly measure: string;
  readonly further: 'nothing' | 'complaint' | 'action';
}

/** The facts of one survey. Plain JSON: it goes along from run to run. */
export interface SurveyData {
  askedAt: Instant | null;
  answer: GivenAnswer | null;
  /** Calls made to a dissatisfied customer, those that reached nobody included. */
  calls: number;
  calledBack: CalledBack | null;
}

export interface SurveyShape {
  readonly Phase: SurveyPhase;
  readonly Policy: PeriodSurveyPolicy;
  readonly Body: SurveyBody;
  readonly Lookups: Readonly<Record<string, never>>;
  readonly Data: SurveyData;
  readonly Forms: SurveyForms;
}

/** A running survey of one customer about one period. */
export type SurveyCase = Case<SurveyShape>;

export const newSurveyData = (): SurveyData => ({ askedAt: null, answer: null, calls: 0, calledBack: null });
