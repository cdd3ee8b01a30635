import type { TaskRow } from '../../db/repositories/tasks.repository.ts';
import { checkTakenOverWindows, checkWindow } from './appointments.ts';
import type { Form, Precheck } from './context.ts';
import { checkMergeTarget, findRepairOf } from './links.ts';
import { checkConsumption, checkIssue, checkReturn } from './pieces.ts';
import { checkNewSerial, checkPart, checkPartLines, checkReplacement } from './parts.ts';
import { checkTechnician, findPresent } from './people.ts';

type TaskPrecheck = (check: Precheck, task: TaskRow, form: Form) => Promise<void>;

/** Prechecks by kind of case and of task. */
const TASK_PRECHECKS: Readonly<Record<string, TaskPrecheck>> = {
  'repair/classify': checkClassification,
  'repair/assign': async (check, task, form) => {
    const { technicianId, helpers = [] } = form as { technicianId: string; helpers?: readonly string[] };
    await checkTechnician(check, task, technicianId, '/technicianId');
    for (const [index, helper] of helpers.entries()) {
      await findPresent(check, helper, `/helpers/${index}`);
    }
    await checkTakenOverWindows(check, technicianId, form);
  },
  'repair/agreeAppointment': async (check, task, form) => {
    await checkPartLines(check, form, 'bringParts');
    await checkWindow(check, task.assigneeId ?? check.found.technicianId, form);
  },
  'repair/planWork': (check, _task, form) => checkPartLines(check, form, 'parts'),
  'repair/quote': (check, _task, form) => checkPartLines(check, form, 'lines'),
  'repair/sourceLine': (check, _task, form) => checkPart(check, form, 'substitutePartId'),
  'repair/issueParts': checkIssue,
  'repair/doWork': checkConsumption,
  'repair/returnParts': checkReturn,
  'repair/chooseReplacement': checkReplacement,
  'repair/collectOld': checkNewSerial,
};

/** Cases that a classification names are the customer's. */
async function checkClassification(check: Precheck, _task: TaskRow, form: Form): Promise<void> {
  const { route, sameFaultAs } = form as { route: string; sameFaultAs?: string };
  if (sameFaultAs !== undefined) {
    await findRepairOf(check.db, check.found.customerId, sameFaultAs, '/sameFaultAs');
  }
  if (route === 'merge') await checkMergeTarget(check, form);
}

/** Refuses a completion for reasons that only the database knows, to whoever may do the task at all. */
export async function checkTask(check: Precheck, task: TaskRow, form: Form): Promise<void> {
  if (check.by.type === 'customer' && !task.roles.includes('customer')) return;
  // A repeat of what has been done already: what it found then does not hold any more.
  if (task.status !== 'open') return;
  await TASK_PRECHECKS[`${check.found.kind}/${task.kind}`]?.(check, task, form);
}
