import type { TaskRow } from '../../db/repositories/tasks.repository.ts';
import { checkTakenOverWindows, checkWindow } from './appointments.ts';
import type { Form, Precheck } from './context.ts';
import { checkTechnician, findPresent } from './people.ts';

type TaskPrecheck = (check: Precheck, task: TaskRow, form: Form) => Promise<void>;

/** Prechecks by kind of case and of task. */
const TASK_PRECHECKS: Readonly<Record<string, TaskPrecheck>> = {
  'repair/assign': async (check, task, form) => {
    const { technicianId, helpers = [] } = form as { technicianId: string; helpers?: readonly string[] };
    await checkTechnician(check, task, technicianId, '/technicianId');
    for (const [index, helper] of helpers.entries()) {
      await findPresent(check, helper, `/helpers/${index}`);
    }
    await checkTakenOverWindows(check, technicianId, form);
  },
  'repair/agreeAppointment': (check, task, form) =>
    checkWindow(check, task.assigneeId ?? check.found.technicianId, form),
};

/** Refuses a completion for reasons that only the database knows. */
export async function checkTask(check: Precheck, task: TaskRow, form: Form): Promise<void> {
  await TASK_PRECHECKS[`${check.found.kind}/${task.kind}`]?.(check, task, form);
}
