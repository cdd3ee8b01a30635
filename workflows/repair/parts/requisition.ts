import { uuid4 } from '@temporalio/workflow';
import type { PartWish, RequisitionLine } from '../../../activities/repair-contracts.ts';
import type { Actor } from '../../domain/actors.ts';
import { effect } from '../../runtime/effects.ts';
import { since } from '../../runtime/generations.ts';
import { effects, keyed } from '../effects.ts';
import type { RepairCase } from '../repair.case.ts';
import type { PartLine } from './part-line.ts';
import { lineIsShort } from '../replacement/rights.ts';

/** The shared rule of parts: a signed requisition reserves what is free, the rest is short (3.4 parts; R-11). */

/** In cases from before, parts asked for beside the plan waited for it where they were short. */
export const requestsProvided = (): boolean => since(1, 'requests-provided');

/** The signed lines by their ids; or why the requisition was refused, with nothing reserved. */
export type Signed =
  | { readonly refused: null; readonly lineIds: readonly string[] }
  | { readonly refused: string; readonly lineIds: readonly [] };

/** Asks for parts and waits for the parts lead's signature. */
export async function requisition(c: RepairCase, wishes: readonly PartWish[], by: Actor): Promise<Signed> {
  c.data.requisitions += 1;
  const no = c.data.requisitions;
  const requisitionId = uuid4();
  const asked = await effect(() =>
    effects.askRequisition({
      ...keyed(c, `parts/${no}/ask`, by),
      requisitionId,
      number: `${c.state.number ?? ''}-R${no}`,
      urgent: c.data.priority === 'urgent',
      lines: wishes.map((wish) => ({ ...wish, lineId: uuid4() })),
    }),
  );
  let isDecided = false;
  try {
    const decision = await c.approval({
      subject: 'requisition',
      revision: no,
      requestedBy: by,
      chain: ['parts_lead', 'manager'],
      within: c.policy.requisitionWithin,
      about: { requisitionId, number: asked.number, lines: asked.lines },
    });
    isDecided = true;
    if (decision.decision === 'approved') {
      const { lines } = await effect(() =>
        effects.signRequisition({ ...keyed(c, `parts/${no}/reserve/1`, decision.by), requisitionId }),
      );
      addLines(c, lines);
      return { refused: null, lineIds: lines.map(({ lineId }) => lineId) };
    }
    const refused = decision.reason ?? '';
    await effect(() =>
      effects.refuseRequisition({
        ...keyed(c, `parts/${no}/refuse`, decision.by),
        requisitionId,
        reason: refused,
      }),
    );
    return { refused, lineIds: [] };
  } catch (error) {
    if (!isDecided) {
      await effect(() => effects.withdrawRequisition({ ...keyed(c, `parts/${no}/withdraw`), requisitionId }));
    }
    throw error;
  }
}

/** The priority of the case changed: what arrives serves its lines accordingly (7 arrival). */
export async function serveByPriority(c: RepairCase): Promise<void> {
  if (c.data.requisitions === 0) return;
  const urgent = c.data.priority === 'urgent';
  await effect(() => effects.setRequisitionsUrgent({ ...keyed(c, `parts/urgent/${c.serial()}`), urgent }));
}

export function addLines(
  c: RepairCase,
  lines: readonly (RequisitionLine & Pick<PartLine, 'beside' | 'isSubstitute'>)[],
): void {
  const shortSince = c.now();
  for (const { lineId, short } of lines) if (short > 0) lineIsShort(c, lineId);
  c.data.lines = [
    ...c.data.lines,
    ...lines.map((line) => ({ ...line, issued: 0, consumed: 0, shortSince, source: null })),
  ];
  c.happened('lineChanged');
}

export function changeLine(c: RepairCase, lineId: string, change: Partial<PartLine>): void {
  c.data.lines = c.data.lines.map((line) => (line.lineId === lineId ? { ...line, ...change } : line));
  c.happened('lineChanged');
}

export function lineOf(c: RepairCase, lineId: string): PartLine {
  const line = c.data.lines.find((candidate) => candidate.lineId === lineId);
  if (line === undefined) throw new Error(`The case has no line ${lineId}`);
  return line;
}

/** A request that goes on beside the phases looks after it (3.4 parts). */
export const isBeside = (line: PartLine): boolean => line.beside !== undefined;

/** Lines that the phases wait for. */
export const shortLines = (c: RepairCase): readonly PartLine[] =>
  c.data.lines.filter((line) => line.short > 0 && !isBeside(line));

/** The plan needs it: it was asked for by a plan, or names the part of one. */
export const isPlanned = (c: RepairCase, { lineId, partId }: PartLine): boolean =>
  c.data.plannedLines.includes(lineId) || isNamed(c, partId);

const isNamed = (c: RepairCase, partId: string): boolean =>
  c.data.plan?.parts.some((part) => part.partId === partId) === true;

/** What the plan needs and no requisition has been made for. */
export function missingParts(c: RepairCase): readonly PartWish[] {
  if (c.data.requisitionedPlan === c.data.planRevision) return [];
  return (c.data.plan?.parts ?? [])
    .map(({ partId, quantity }) => ({ partId, quantity: quantity - provided(c, partId) }))
    .filter((wish) => wish.quantity > 0);
}

/** Pieces of a part that the case has, or waits for, and has not used. */
export function provided(c: RepairCase, partId: string): number {
  return c.data.lines
    .filter((line) => line.partId === partId)
    .reduce((sum, line) => sum + line.reserved + line.short + line.issued - line.consumed, 0);
}

/** Reservations and short lines go back; what is in somebody's hands is taken back by a task (5: 3 to 5). */
export async function releaseParts(c: RepairCase, step: string): Promise<void> {
  await release(c, step, c.data.lines, null);
}

/**
 * What an earlier plan needed and the present one does not goes back (5 `changePlan`); so does what was asked for
 * before the plan and is not named in it. What is asked for after that is wanted beside it.
 */
export async function releaseUnplanned(c: RepairCase): Promise<void> {
  const { plan, planRevision, plannedLines, requisitionedPlan } = c.data;
  if (plan === null) return;
  const unnamed = c.data.lines.filter(({ partId }) => !isNamed(c, partId));
  const requested = unnamed.filter(({ lineId }) => !plannedLines.includes(lineId)).filter(isOutstanding);
  const isNewPlan = requisitionedPlan !== planRevision;
  const isReleased = requested.length > 0 && isNewPlan && requestsProvided();
  const gone = isReleased ? unnamed : unnamed.filter(({ lineId }) => plannedLines.includes(lineId));
  const lineIds = gone.map(({ lineId }) => lineId);
  await release(c, `plan/${planRevision}`, gone, lineIds);
}

/** Not in the technician's hands yet, whatever of it is. */
export const isOutstanding = ({ reserved, short }: PartLine): boolean => reserved > 0 || short > 0;

async function release(
  c: RepairCase,
  step: string,
  lines: readonly PartLine[],
  lineIds: readonly string[] | null,
): Promise<void> {
  if (!lines.some(isOutstanding)) return;
  await effect(() => effects.releaseParts({ ...keyed(c, `parts/release/${step}`), lineIds }));
  for (const { lineId } of lines) {
    c.commitments.drop(`part/${lineId}`);
    changeLine(c, lineId, { reserved: 0, short: 0 });
  }
}
