import type { LabelTopic } from '../../workflows/domain/messages.ts';
import { LANGUAGES, type Language } from '../../workflows/domain/policy/choices.ts';
import {
  APPROVAL_STEP_LABELS,
  CASE_KIND_LABELS,
  CHANNEL_LABELS,
  DECISION_LABELS,
  MESSAGE_LABELS,
  PAUSE_LABELS,
  PAYMENT_METHOD_LABELS,
  PLACE_LABELS,
  RIGHT_LABELS,
  ROLE_LABELS,
  URGENT_TRIGGER_LABELS,
} from './labels/common.ts';
import { CHOICE_LABELS } from './labels/form-choices.ts';
import { FIELD_LABELS } from './labels/form-fields.ts';
import type { LabelText } from './labels/label.ts';
import { FAULT_GROUP_LABELS, REGION_LABELS } from './labels/places.ts';
import {
  REPAIR_APPROVALS,
  REPAIR_COMMANDS,
  REPAIR_COMMITMENTS,
  REPAIR_OPTIONS,
  REPAIR_OUTCOMES,
  REPAIR_PHASES,
  REPAIR_TASKS,
} from './labels/repair.ts';
import {
  PARTS_OF_YEAR,
  SURVEY_COMMITMENTS,
  SURVEY_OUTCOMES,
  SURVEY_PHASES,
  SURVEY_TASKS,
} from './labels/survey.ts';

/** Titles that people read instead of codes, by topic and code. */
export const LABELS: Readonly<Record<LabelTopic, Readonly<Record<string, LabelText>>>> = {
  caseKind: CASE_KIND_LABELS,
  phase: { ...REPAIR_PHASES, ...SURVEY_PHASES },
  task: { ...REPAIR_TASKS, ...SURVEY_TASKS },
  command: REPAIR_COMMANDS,
  field: FIELD_LABELS,
  choice: CHOICE_LABELS,
  commitment: { ...REPAIR_COMMITMENTS, ...SURVEY_COMMITMENTS },
  approval: REPAIR_APPROVALS,
  approvalStep: APPROVAL_STEP_LABELS,
  decision: DECISION_LABELS,
  outcome: { ...REPAIR_OUTCOMES, ...SURVEY_OUTCOMES },
  pause: PAUSE_LABELS,
  option: REPAIR_OPTIONS,
  right: RIGHT_LABELS,
  urgentTrigger: URGENT_TRIGGER_LABELS,
  place: PLACE_LABELS,
  region: REGION_LABELS,
  faultGroup: FAULT_GROUP_LABELS,
  paymentMethod: PAYMENT_METHOD_LABELS,
  channel: CHANNEL_LABELS,
  message: MESSAGE_LABELS,
  role: ROLE_LABELS,
  partOfYear: PARTS_OF_YEAR,
};

/** A title as a row of the table `labels`. */
export interface LabelPreset {
  readonly topic: LabelTopic;
  readonly key: string;
  readonly language: Language;
  readonly text: string;
}

export const LABEL_PRESETS: readonly LabelPreset[] = Object.entries(LABELS).flatMap(([topic, texts]) =>
  Object.entries(texts).flatMap(([key, text]) =>
    LANGUAGES.map((language) => ({ topic: topic as LabelTopic, key, language, text: text[language] })),
  ),
);
