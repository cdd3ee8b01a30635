import { invalid } from '../../domain/errors.ts';
import { checkPast } from '../../domain/reported.ts';
import { since } from '../../runtime/generations.ts';
import type { Completed } from '../../runtime/tasks.ts';
import { effects, keyed, ofTask } from '../effects.ts';
import { isStopped } from '../money/owed.ts';
import { paymentOpen } from '../not-open.ts';
import type { PartLine } from '../parts/part-line.ts';
import { partsOutstanding } from '../parts/requests.ts';
import { changeLine, lineOf } from '../parts/requisition.ts';
import { newsTold } from '../promises/promises.ts';
import type { RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { checkConsumption } from '../repair.rules.ts';
import { arrive, withoutVisit } from '../visits/visit.ts';
import { endVisit, isInWorkshop } from '../visits/whereabouts.ts';

/** work 维修: do it, and write the repair report. */

export const workTasks: TasksOf<'doWork'> = {
  doWork: {
    role: () => 'technician',
    assignee: (c) => c.data.technicianId,
    due: () => ({ commitment: 'announced' }),
    about: (c) => ({
      plan: c.data.plan,
      lines: c.data.lines.filter((line) => line.issued > line.consumed),
      refusal: c.data.refusal,
    }),
    check(c, form) {
      if (isStopped(c)) throw paymentOpen();
      checkPast(form.finishedAt, c.now(), '/finishedAt');
      if (form.startedAt > form.finishedAt) {
        throw invalid('/finishedAt', 'must not lie before startedAt', 'The work ends before it begins');
      }
      checkConsumption(c.data.lines, form.consumed ?? []);
    },
  },
};

export async function work(c: RepairCase): Promise<RepairPhase> {
  for (;;) {
    const arrival = await arrive(c);
    if (arrival !== 'arrived') return withoutVisit(c, arrival);
    const report = await doWork(c);
    newsTold(c);
    switch (report.result) {
      case 'done':
        return 'acceptance';
      case 'scopeGrew':
        c.data.agreedPlan = c.data.plan;
        c.data.plan = null;
        c.data.quoteScope = 'addition';
        return 'proposal';
      case 'notRepairable':
        return 'replacement';
      case 'interrupted':
        endVisit(c);
        if (partsOutstanding(c)) return 'parts';
    }
  }
}

/** The report counts once the parts it names are taken from what the technician has in hand. */
async function doWork(c: RepairCase): Promise<RepairForms['doWork']> {
  c.data.workBegun = true;
  if (isInWorkshop(c) && isFirstOfRound(c)) {
    c.tell('repairStarted', {
      ...(c.data.plan === null ? {} : { promisedUntil: c.data.plan.promisedUntil }),
    });
  }
  c.data.startedInRound = c.state.round;
  const { form } = await c.taskWithEffect('doWork', (done) => consume(c, done));
  for (const { lineId, quantity } of form.consumed ?? []) {
    changeLine(c, lineId, { consumed: lineOf(c, lineId).consumed + quantity });
    tellAtHandOver(c, lineOf(c, lineId));
  }
  c.data.lastWork = form;
  if (form.result === 'done') c.data.result = form.measures;
  c.data.workedMinutes += form.minutes;
  return form;
}

/** A substitute that was found beside the plan is told by name once it is fitted (C3.3). */
function tellAtHandOver(c: RepairCase, { isSubstitute = false, partName }: PartLine): void {
  if (!isSubstitute || c.data.substitutesTold.includes(partName)) return;
  c.data.substitutesTold = [...c.data.substitutesTold, partName];
}

/** Each round begins anew for the customer; cases from before hear of the first one alone. */
function isFirstOfRound(c: RepairCase): boolean {
  const { lastWork, startedInRound } = c.data;
  if (lastWork === null) return true;
  return startedInRound !== c.state.round && since(1, 'started-each-round');
}

async function consume(c: RepairCase, { form, by, taskId }: Completed<RepairForms['doWork']>): Promise<void> {
  const entries = form.consumed ?? [];
  if (entries.length === 0) return;
  await effects.consumeParts({ ...keyed(c, `parts/consume/${ofTask(c, taskId)}`, by), entries });
}
