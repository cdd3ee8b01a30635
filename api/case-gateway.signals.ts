import type { PartsArrived } from '../workflows/domain/parts.ts';
import { partsArrived, paymentReported, type PaymentReported } from '../workflows/repair/repair.messages.ts';
import {
  calendarChanged,
  type CalendarChanged,
  caseLinked,
  type CaseLinked,
  caseMerged,
  type CaseMerged,
  linkedCaseClosed,
  type LinkedCaseClosed,
  massHoldEnded,
  type MassHoldEnded,
  massHoldPlaced,
  type MassHoldPlaced,
  ownerLeft,
  type OwnerLeft,
} from '../workflows/runtime/case.messages.ts';
import { surveysDeclined, type SurveysDeclined } from '../workflows/survey/survey.messages.ts';

/** What a case is told from outside (outbox `case_signals`); it drops a second copy by the key. */
export type CaseSignal =
  | { readonly name: 'partsArrived'; readonly payload: PartsArrived }
  | { readonly name: 'paymentReported'; readonly payload: PaymentReported }
  | { readonly name: 'calendarChanged'; readonly payload: CalendarChanged }
  | { readonly name: 'massHoldPlaced'; readonly payload: MassHoldPlaced }
  | { readonly name: 'massHoldEnded'; readonly payload: MassHoldEnded }
  | { readonly name: 'caseLinked'; readonly payload: CaseLinked }
  | { readonly name: 'caseMerged'; readonly payload: CaseMerged }
  | { readonly name: 'linkedCaseClosed'; readonly payload: LinkedCaseClosed }
  | { readonly name: 'ownerLeft'; readonly payload: OwnerLeft }
  | { readonly name: 'surveysDeclined'; readonly payload: SurveysDeclined };

/** The definition of each. */
export const SIGNALS = {
  ...{ partsArrived, paymentReported, calendarChanged, massHoldPlaced, massHoldEnded },
  ...{ caseLinked, caseMerged, linkedCaseClosed, ownerLeft, surveysDeclined },
};
