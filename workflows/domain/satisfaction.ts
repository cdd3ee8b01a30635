import { DISSATISFIED_ANSWERS, type DissatisfiedAnswer } from './policy/choices.ts';

/** What customers say to "are you satisfied". */
export const SATISFACTIONS = ['yes', ...DISSATISFIED_ANSWERS] as const;
export type Satisfaction = (typeof SATISFACTIONS)[number];

/** What a customer said about how satisfied they are, in words or as a score of 100. */
export interface SatisfactionAnswer {
  readonly satisfied?: Satisfaction;
  readonly score?: number;
}

/** Whether an answer is one that a policy does not let rest. */
export function isBadAnswer(
  policy: { readonly on: readonly DissatisfiedAnswer[]; readonly belowScore: number },
  { satisfied = 'yes', score }: SatisfactionAnswer,
): boolean {
  const saidSo = satisfied !== 'yes' && policy.on.includes(satisfied);
  return saidSo || (score !== undefined && score < policy.belowScore);
}
