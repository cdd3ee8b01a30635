import type { PartWish } from '../../../activities/repair-contracts.ts';
import type { Actor } from '../../domain/actors.ts';
import { first, firstAtRest } from '../../runtime/concurrency.ts';
import type { RepairCase } from '../repair.case.ts';
import type { PartLine } from './part-line.ts';
import { issueReserved } from './issuing.ts';
import {
  changeLine,
  isBeside,
  isOutstanding,
  releaseParts,
  requestsProvided,
  requisition,
} from './requisition.ts';
import { fillShortLine } from './sourcing.ts';

/**
 * Parts beside the plan, such as those to bring along (B3.3): signed for, found and handed out while the case goes on.
 * Entering the phase parts, the case waits for what is still to come of them like for the parts of its plan.
 */

export function requestParts(c: RepairCase, wishes: readonly PartWish[], by: Actor): void {
  c.data.requestsUnderWay += 1;
  c.aside(async () => {
    const isProvided = requestsProvided();
    try {
      await (isProvided ? firstAtRest : first)({
        through: () => (isProvided ? signAndProvide(c, wishes, by) : signAndIssue(c, wishes, by)),
        dropped: () => c.next('requestsDropped'),
      });
    } finally {
      c.data.requestsUnderWay -= 1;
      c.happened('requestMoved');
    }
  });
}

async function signAndIssue(c: RepairCase, wishes: readonly PartWish[], by: Actor): Promise<void> {
  const { lineIds } = await requisition(c, wishes, by);
  if (lineIds.length > 0) await issueReserved(c, ({ lineId }) => lineIds.some((id) => id === lineId));
}

async function signAndProvide(c: RepairCase, wishes: readonly PartWish[], by: Actor): Promise<void> {
  const { lineIds, refused } = await requisition(c, wishes, by);
  if (refused !== null) return;
  const request = c.serial();
  for (const lineId of lineIds) changeLine(c, lineId, { beside: request });
  c.happened('requestMoved');
  await firstAtRest({
    handedOut: () => handOutWhatComes(c, request),
    found: () => findShort(c, request).then(() => c.forever()),
    leftToPhase: () => c.next('requestsLeftToPhase'),
  });
}

const linesOfRequest = (c: RepairCase, request: number): readonly PartLine[] =>
  c.data.lines.filter(({ beside }) => beside === request);

async function findShort(c: RepairCase, request: number): Promise<void> {
  const short = (): readonly PartLine[] => linesOfRequest(c, request).filter((line) => line.short > 0);
  // A substitute may be short itself.
  while (short().length > 0) {
    await Promise.all(short().map(({ lineId }) => fillShortLine(c, lineId)));
  }
}

async function handOutWhatComes(c: RepairCase, request: number): Promise<void> {
  while (linesOfRequest(c, request).some(isOutstanding)) {
    await issueReserved(c, ({ beside }) => beside === request);
    if (linesOfRequest(c, request).some(({ short }) => short > 0)) await c.next('lineChanged');
  }
}

/** What was asked for is not wanted any more: what is reserved of it goes back, what is short is not found. */
export async function dropRequests(c: RepairCase, step: string): Promise<void> {
  c.happened('requestsDropped');
  while (c.data.requestsUnderWay > 0) await c.next('requestMoved');
  await releaseParts(c, step);
}

/** From here on the phase waits for what was asked for beside the plan; for a signature it waits first. */
export async function takeRequestsOver(c: RepairCase): Promise<void> {
  while (c.data.requestsUnderWay > 0) {
    c.happened('requestsLeftToPhase');
    await c.next('requestMoved');
  }
  for (const line of c.data.lines) if (isBeside(line)) changeLine(c, line.lineId, { beside: undefined });
}

/** Whether something that the case asked for is not in the technician's hands yet. */
export function partsOutstanding(c: RepairCase): boolean {
  return c.data.requestsUnderWay > 0 || c.data.lines.some(isOutstanding);
}
