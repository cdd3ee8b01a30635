import { type Actor, THE_PROCESS } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { effects, keyed } from '../effects.ts';
import { promiseNews, within } from '../promises.ts';
import type { PartLine, RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import { changeLine, lineOf, missingParts, requisition, reservedLines, shortLines } from '../requisition.ts';
import { fillShortLine, type LineEnd } from '../sourcing.ts';
import { endVisit } from '../whereabouts.ts';

/** parts 备件: signed, reserved, issued, or sourced (R-11, R-12, P-03). */

export const partsTasks: TasksOf<'issueParts'> = {
  issueParts: {
    role: () => 'parts_clerk',
    due: (c) => within(c, c.policy.issueWithin, 'parts'),
    about: (c) => ({ lines: reservedLines(c), technicianId: c.data.technicianId }),
    check(c, form) {
      form.lines.forEach((entry, index) => {
        checkEntry(c.data.lines, entry, `/lines/${index}`);
      });
    },
  },
};

export async function parts(c: RepairCase): Promise<RepairPhase> {
  const missing = missingParts(c);
  if (missing.length > 0 && !(await requisition(c, missing, planner(c)))) {
    // Refused: the technician changes the lines (6).
    c.data.plan = null;
    return 'proposal';
  }
  const ends = shortLines(c).length > 0 ? await waitForShortLines(c) : [];
  if (ends.includes('withdraw')) {
    c.data.ending = { outcome: 'withdrawn', reason: 'part not to be had', by: THE_PROCESS, chargeMinor: 0 };
    return 'completion';
  }
  if (ends.includes('notObtainable')) return 'replacement';
  if (ends.includes('replan')) return 'proposal';
  await issueReserved(c);
  return 'work';
}

/** Whoever planned the parts asks for them. */
function planner(c: RepairCase): Actor {
  const { technicianId } = c.data;
  if (technicianId === null) return THE_PROCESS;
  return { type: 'person', personId: technicianId, roles: ['technician'] };
}

/** Nothing but short lines is outstanding: clocks stand where the policy says so, and the customer hears news. */
export async function waitForShortLines(c: RepairCase): Promise<readonly LineEnd[]> {
  c.pause('waitingForParts', 'shortLines');
  endVisit(c);
  promiseNews(c, 'waitingForParts');
  const ends: LineEnd[] = [];
  // A substitute may be short itself.
  while (shortLines(c).length > 0 && !ends.some(endsWaiting)) {
    const round = await Promise.all(shortLines(c).map(({ lineId }) => fillShortLine(c, lineId)));
    ends.push(...round);
  }
  c.resume('shortLines');
  if (c.data.priority !== 'urgent') c.commitments.drop('news');
  return ends;
}

const endsWaiting = (end: LineEnd): boolean => end !== 'arrived' && end !== 'replaced';

export async function issueReserved(c: RepairCase): Promise<void> {
  while (reservedLines(c).length > 0) await issue(c);
}

/** The clerk hands reserved parts out; what the store refuses comes back to the clerk with the reason. */
async function issue(c: RepairCase): Promise<void> {
  const { form } = await c.taskWithEffect('issueParts', ({ form: issued, by }) =>
    effects.issueParts({
      ...keyed(c, `parts/issue/${c.serial()}`, by),
      entries: issued.lines,
      receivedBy: c.data.technicianId ?? issued.receivedBy,
    }),
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
  throw new DomainError('OVER_QUANTITY', `Only ${remainder} of the line are reserved`, {
    faults: [{ pointer: `${pointer}/quantity`, message: `at most ${remainder}` }],
    details: { lineId: entry.lineId, remainder },
  });
}
