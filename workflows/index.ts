/** Every workflow that workers run; the name of an exported function is its workflow type (design §4). */
export { repairWorkflow } from './repair/repair.workflow.ts';
export { surveyWorkflow } from './survey/survey.workflow.ts';
