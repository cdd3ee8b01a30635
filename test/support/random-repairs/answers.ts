import type { RepairForms } from '../../../workflows/repair/repair.forms.ts';
import { FINISHING_ANSWERS } from './finishing-answers.ts';
import { REPORTING_ANSWERS } from './reporting-answers.ts';
import type { RandomAnswer } from './turn.ts';
import { WORKING_ANSWERS } from './working-answers.ts';

/** How people answer each task of a repair: as chance will have it, or homewards, so that the case comes to its end. */
export const RANDOM_ANSWERS: Readonly<Record<keyof RepairForms, RandomAnswer>> = {
  ...REPORTING_ANSWERS,
  ...WORKING_ANSWERS,
  ...FINISHING_ANSWERS,
};
