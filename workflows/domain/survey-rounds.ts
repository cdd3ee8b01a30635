/** Why a customer of a period is not asked; the first that holds is kept (V-02). */
export const SURVEY_EXCLUSIONS = [
  /** Every one of their cases was merged, cancelled, refused or turned into another request. */
  'nothingDone',
  'inactive',
  /** They do not want to be asked. */
  'declined',
  /** Nobody who speaks for them is known. */
  'noContact',
  /** A complaint of theirs is open, or wanted: it speaks with them. */
  'complaintOpen',
  /** They were dissatisfied in a case that is still open. */
  'dissatisfiedOpen',
  /** A survey went to them within the policy's rest (`restDays`). */
  'askedLately',
] as const;

/** How the survey of one customer ends: the closed list. */
export const SURVEY_OUTCOMES = ['answered', 'expired', 'cancelled'] as const;
export type SurveyOutcome = (typeof SURVEY_OUTCOMES)[number];
