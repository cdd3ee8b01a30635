import type { SurveyOutcome } from '../../../workflows/domain/survey-rounds.ts';
import { label, type LabelText } from './label.ts';

/** Phases of a survey by period. */
export const SURVEY_PHASES = {
  asking: label('调查中', 'Being asked'),
  callBack: label('回访', 'Being called back'),
} as const;

/** Tasks of a survey by period that no other kind of case has. */
export const SURVEY_TASKS = {
  callBackCustomer: label('回访不满意客户', 'Call the customer back'),
} as const;

/** Promises of a survey by period. */
export const SURVEY_COMMITMENTS = {
  callBack: label('回访不满意客户', 'Call back to a dissatisfied customer'),
} as const;

/** How surveys by period end. */
export const SURVEY_OUTCOMES: Readonly<Record<SurveyOutcome, LabelText>> = {
  answered: label('已答复', 'Answered'),
  expired: label('逾期未答复', 'Not answered in time'),
  cancelled: label('已取消', 'Cancelled'),
};

/** Parts of a year that customers are asked about. */
export const PARTS_OF_YEAR = {
  Q1: label('第一季度', 'first quarter'),
  Q2: label('第二季度', 'second quarter'),
  Q3: label('第三季度', 'third quarter'),
  Q4: label('第四季度', 'fourth quarter'),
  H1: label('上半年', 'first half'),
  H2: label('下半年', 'second half'),
  year: label('全年', 'whole'),
} as const;
