import type { CaseKind } from '../domain/cases.ts';

/** The one task queue of the case workers. */
export const TASK_QUEUE = 'after-sales';

/** Workflow type of each kind = name of its exported workflow function (design §4). */
export const WORKFLOW_TYPES = {
  repair: 'repairWorkflow',
  survey: 'surveyWorkflow',
} as const satisfies Partial<Record<CaseKind, string>>;

/** A workflow id is `<kind>-<caseId>`, so one case can never run twice. It holds no personal data. */
export function workflowIdOf(kind: CaseKind, caseId: string): string {
  return `${kind}-${caseId}`;
}
