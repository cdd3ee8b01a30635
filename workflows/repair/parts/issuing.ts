import type { PartWish } from '../../../activities/repair-contracts.ts';
import type { Actor } from '../../domain/actors.ts';
import { refusedAt } from '../../domain/errors.ts';
import { first } from '../../runtime/concurrency.ts';
import { effects, keyed, ofTask } from '../effects.ts';
import { within } from '../promises/promises.ts';
import type { PartLine, RepairCase, TasksOf } from '../repair.case.ts';
import { changeLine, lineOf, releaseParts, requisition, reservedLines } from './requisition.ts';

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

/** Waits until nothing of the lines is left in the store; of all lines of the case when none is named. */
export async function issueReserved(c: RepairCase, lineIds?: readonly string[]): Promise<void> {
  const waiting = (): readonly PartLine[] =>
    reservedLines(c).filter(({ lineId }) => lineIds === undefined || lineIds.includes(lineId));
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

/** Parts beside the plan, such as those to bring along (B3.3): signed for and handed out while the case goes on. */
export function requestParts(c: RepairCase, wishes: readonly PartWish[], by: Actor): void {
  c.data.requestsUnderWay += 1;
  c.aside(async () => {
    try {
      await first({
        through: () => signAndIssue(c, wishes, by),
        dropped: () => c.next('requestsDropped'),
      });
    } finally {
      c.data.requestsUnderWay -= 1;
      c.happened('requestEnded');
    }
  });
}

async function signAndIssue(c: RepairCase, wishes: readonly PartWish[], by: Actor): Promise<void> {
  const lineIds = await requisition(c, wishes, by);
  if (lineIds !== null) await issueReserved(c, lineIds);
}

/** What was asked for is not wanted any more: what is reserved of it goes back, what is short is not found. */
export async function dropRequests(c: RepairCase, step: string): Promise<void> {
  c.happened('requestsDropped');
  await requestsEnded(c);
  await releaseParts(c, step);
}

/** What was asked for before the plan counts for it, once it is decided on. */
export async function requestsEnded(c: RepairCase): Promise<void> {
  while (c.data.requestsUnderWay > 0) await c.next('requestEnded');
}

/** Whether something that the case asked for is not in the technician's hands yet. */
export function partsOutstanding(c: RepairCase): boolean {
  return c.data.requestsUnderWay > 0 || c.data.lines.some((line) => line.reserved > 0 || line.short > 0);
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
