import { type Actor, THE_PROCESS } from '../../domain/actors.ts';
import { defer, first, untilCancelled } from '../../runtime/concurrency.ts';
import { endEarly } from '../endings/ending.ts';
import { issueReserved } from '../parts/issuing.ts';
import type { PartLine } from '../parts/part-line.ts';
import { takeRequestsOver } from '../parts/requests.ts';
import {
  isPlanned,
  missingParts,
  releaseUnplanned,
  requestsProvided,
  requisition,
  shortLines,
} from '../parts/requisition.ts';
import { fillShortLine, isFilled, type LineEnd, tellDate, tellNotObtainable } from '../parts/sourcing.ts';
import { promiseNews, SHORT_LINES, stopPartsNews } from '../promises/promises.ts';
import type { RepairCase, RepairPhase } from '../repair.case.ts';
import { endVisit } from '../visits/whereabouts.ts';

/** parts 备件: signed, reserved, issued, or sourced (R-11, R-12, P-03). */

export async function parts(c: RepairCase): Promise<RepairPhase> {
  await takeRequestsOver(c);
  await releaseUnplanned(c);
  const refused = await signForPlan(c);
  if (refused !== null) {
    // The technician changes the lines (6).
    c.data.plan = null;
    c.data.planRefused = refused;
    return 'proposal';
  }
  const end = await waitForShortLines(c, (line) => isPlanned(c, line) || !requestsProvided());
  switch (end.kind) {
    case 'withdraw':
      endEarly(c, 'withdrawn', '', end.by);
      return 'completion';
    case 'notObtainable':
    case 'replacement':
      return 'replacement';
    case 'replan':
      // What the plan costs is reckoned anew, with the part that it now names.
      c.data.priced = null;
      return 'proposal';
    case 'arrived':
    case 'replaced':
      await issueReserved(c);
      return 'work';
  }
}

/** Gives why the parts lead refused, where they did. */
async function signForPlan(c: RepairCase): Promise<string | null> {
  const missing = missingParts(c);
  if (missing.length > 0) {
    const { lineIds, refused } = await requisition(c, missing, planner(c));
    if (refused !== null) return refused;
    c.data.plannedLines = [...c.data.plannedLines, ...lineIds];
  }
  c.data.requisitionedPlan = c.data.planRevision;
  return null;
}

/** Whoever planned the parts asks for them; plans from before that was kept were the technician's. */
export function planner(c: RepairCase): Actor {
  const { plannedBy, technicianId } = c.data;
  if (plannedBy !== null) return plannedBy;
  if (technicianId === null) return THE_PROCESS;
  return { type: 'person', personId: technicianId, roles: ['technician'] };
}

/**
 * Nothing but short lines is outstanding: clocks stand where the policy says so, and the customer hears news. Without a
 * line that is not needed it goes on.
 */
export async function waitForShortLines(
  c: RepairCase,
  isNeeded: (line: PartLine) => boolean = () => true,
): Promise<LineEnd> {
  if (shortLines(c).length === 0) return { kind: 'arrived' };
  endVisit(c);
  promiseNews(c, 'waitingForParts');
  tellDatesUntold(c);
  const end = await c.whilePaused('waitingForParts', SHORT_LINES, () => fillShortLines(c, isNeeded));
  stopPartsNews(c);
  return end;
}

/** What was looked for beside the phases until now concerns the customer from here on. */
function tellDatesUntold(c: RepairCase): void {
  for (const { lineId } of shortLines(c)) {
    const isTold = c.commitments.find(`part/${lineId}`) !== undefined;
    if (!isTold && requestsProvided()) tellDate(c, lineId);
  }
}

/** All short lines side by side; the first that cannot be filled as planned decides for the whole plan. */
async function fillShortLines(c: RepairCase, isNeeded: (line: PartLine) => boolean): Promise<LineEnd> {
  // A substitute may be short itself.
  while (shortLines(c).length > 0) {
    const decisive = defer<LineEnd>();
    const fill = async (line: PartLine): Promise<void> => {
      const end = await fillShortLine(c, line.lineId);
      if (isFilled(end)) return;
      if (end.kind === 'notObtainable' && !isNeeded(line)) {
        tellNotObtainable(c, line);
        return;
      }
      decisive.resolve(end);
      await c.forever();
    };
    const ended = await first({
      filled: () => Promise.all(shortLines(c).map(fill)),
      decided: () => untilCancelled(decisive.promise),
    });
    if (ended.branch === 'decided') return ended.value;
  }
  return { kind: 'arrived' };
}
