import { refusedAt } from '../../domain/errors.ts';
import { effects, keyed, ofTask } from '../effects.ts';
import { within } from '../promises/promises.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import type { PartLine } from './part-line.ts';
import { changeLine, isBeside, lineOf } from './requisition.ts';

/** Reserved parts are handed out, those of the plan and those asked for before the visit (3.2 `issueParts`; P-03). */

export const issuingTasks: TasksOf<'issueParts'> = {
  issueParts: {
    role: () => 'parts_clerk',
    due: (c) => within(c, c.policy.issueWithin, 'parts'),
    check(c, form) {
      form.lines.forEach((entry, index) => {
        checkEntry(c.data.lines, entry, `/lines/${index}`);
      });
    },
  },
};

/** Waits until nothing of the lines is left in the store; of all that the phases look after when none are chosen. */
export async function issueReserved(
  c: RepairCase,
  isChosen: (line: PartLine) => boolean = (line) => !isBeside(line),
): Promise<void> {
  const waiting = (): readonly PartLine[] =>
    c.data.lines.filter((line) => line.reserved > 0 && isChosen(line));
  while (waiting().length > 0) await issue(c, waiting());
}

/** The clerk hands reserved parts out; what the store refuses comes back to the clerk with the reason. */
async function issue(c: RepairCase, lines: readonly PartLine[]): Promise<void> {
  const { form } = await c.taskWithEffect(
    'issueParts',
    ({ form: issued, by, taskId }) =>
      effects.issueParts({
        ...keyed(c, `parts/issue/${ofTask(c, taskId)}`, by),
        entries: issued.lines,
        receivedBy: c.data.technicianId ?? issued.receivedBy,
      }),
    { about: { lines, technicianId: c.data.technicianId } },
  );
  for (const { lineId, quantity } of form.lines) {
    const line = lineOf(c, lineId);
    changeLine(c, lineId, { reserved: line.reserved - quantity, issued: line.issued + quantity });
  }
}

function checkEntry(
  lines: readonly PartLine[],
  entry: { readonly lineId: string; readonly quantity: number },
  pointer: string,
): void {
  const line = lines.find((candidate) => candidate.lineId === entry.lineId);
  const remainder = line?.reserved ?? 0;
  if (entry.quantity <= remainder) return;
  throw refusedAt(
    'OVER_QUANTITY',
    `${pointer}/quantity`,
    `at most ${remainder}`,
    `Only ${remainder} of the line are reserved`,
    { details: { lineId: entry.lineId, remainder } },
  );
}
