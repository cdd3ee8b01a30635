import { uuid4 } from '@temporalio/workflow';
import type { Actor } from '../../domain/actors.ts';
import { attempt, effect, type Refusal } from '../../runtime/effects.ts';
import type { Completed } from '../../runtime/tasks.ts';
import { effects, keyed, numberOf, ofTask } from '../effects.ts';
import { newsTold } from '../promises/promises.ts';
import type { RepairCase } from '../repair.case.ts';
import type { PartLine } from './part-line.ts';
import { isFree } from '../repair.rules.ts';
import { addLines, changeLine, isBeside, isPlanned, requestsProvided } from './requisition.ts';
import { askCustomer } from './short-line-choice.ts';

/** Another part instead: from the approved list, or by approval; the customer is told which (R-11, C3.3). */

export interface Substitute {
  readonly substitutePartId: string;
  /** Why, as the customer may read it. */
  readonly reason: string | null;
}

/** Who did not want the substitute, and why; the line stays short. */
export interface SubstituteRefused {
  readonly by: 'stock' | 'inspector' | 'customer';
  readonly reason: string;
}

/** `isRecordedOtherwise`: a turn whose end was lost has ended the line already, in a way that the refusal names. */
export interface RefusedWay {
  readonly refused: SubstituteRefused;
  readonly isRecordedOtherwise?: boolean;
}

export type Replaced = RefusedWay | { readonly refused: null; readonly end: 'replaced' | 'replan' };

interface Compared {
  readonly approved: boolean;
  readonly partName: string;
  readonly substituteName: string;
  readonly differenceMinor: number;
}

/** Replaces what is short of a line, once everybody has agreed who has to. */
export async function replaceLine(
  c: RepairCase,
  line: PartLine,
  wanted: Substitute,
  { by, taskId }: Pick<Completed<unknown>, 'by' | 'taskId'>,
): Promise<Replaced> {
  const { lineId } = line;
  const { substitutePartId } = wanted;
  const once = keyed(c, `parts/compare/${lineId}/${numberOf(taskId)}`, by);
  const found = await attempt(() => effects.compareSubstitute({ lineId, substitutePartId, once }));
  if (found.refused !== null) return refusedByStock(found.refused);
  const agreed = await agreement(c, line, found.value, wanted, by);
  if ('refused' in agreed) return agreed;
  const { approvedBy } = agreed;
  const replaced = await attempt(() =>
    effects.substituteLine({
      ...keyed(c, `parts/substitute/${lineId}/${ofTask(c, taskId)}`, by),
      ...{ lineId, newLineId: uuid4(), substitutePartId },
      ...(approvedBy === null ? {} : { approvedBy }),
    }),
  );
  if (replaced.refused !== null) return refusedByStock(replaced.refused);
  changeLine(c, lineId, { short: 0 });
  c.commitments.drop(`part/${lineId}`);
  const isOfPlan = (isPlanned(c, line) && !isBeside(line)) || !requestsProvided();
  addLines(c, [{ ...replaced.value, beside: line.beside, isSubstitute: true }]);
  if (concernsCustomer(c, line)) customerKnows(c, found.value, wanted);
  if (!isOfPlan) return { refused: null, end: 'replaced' };
  c.data.plannedLines = [...c.data.plannedLines, replaced.value.lineId];
  planWith(c, line, replaced.value.partId);
  return { refused: null, end: await priceOfSubstitute(c, line, found.value.differenceMinor) };
}

/** Before there is a plan, nobody knows whether it will be fitted; the plan then names it. */
const concernsCustomer = (c: RepairCase, line: PartLine): boolean => !isBeside(line) || c.data.plan !== null;

const refusedBy = (by: SubstituteRefused['by'], reason: string): RefusedWay => ({ refused: { by, reason } });

/** Refused by the stock, or by the books. */
export const refusedByStock = ({ code, message }: Refusal): RefusedWay => ({
  ...refusedBy('stock', message),
  isRecordedOtherwise: code === 'RECORDED_OTHERWISE',
});

/** A part outside the approved list is inspected first (6 `substitute`); the customer is asked where the policy says so. */
async function agreement(
  c: RepairCase,
  line: PartLine,
  compared: Compared,
  wanted: Substitute,
  by: Actor,
): Promise<{ readonly approvedBy: Actor | null } | RefusedWay> {
  let approvedBy: Actor | null = null;
  if (!compared.approved) {
    const decided = await c.approval({
      subject: 'substitute',
      revision: c.serial(),
      requestedBy: by,
      chain: ['inspector', 'manager'],
      within: c.policy.approvalWithin.usual,
      about: {
        ...{ part: compared.partName, substitute: compared.substituteName },
        reason: wanted.reason ?? '',
      },
    });
    if (decided.decision === 'refused') return refusedBy('inspector', decided.reason ?? '');
    approvedBy = decided.by;
  }
  const isAsked = c.policy.substitutes === 'asked' && concernsCustomer(c, line);
  const isAgreed = !isAsked || (await customerAgrees(c, line, compared, wanted));
  return isAgreed ? { approvedBy } : refusedBy('customer', '');
}

async function customerAgrees(
  c: RepairCase,
  line: PartLine,
  compared: Compared,
  wanted: Substitute,
): Promise<boolean> {
  const { partName: part, substituteName: substitute } = compared;
  const about = { lineId: line.lineId, part, substitute, options: ['substitute', 'wait'] as const };
  const { choice } = await askCustomer(c, { about, stops: !isBeside(line) }, (deadline) => {
    tellSubstitute(c, compared, wanted, deadline);
  });
  return choice === 'substitute';
}

/** Told before the work, and by name at the hand-over (scenario 13). */
function customerKnows(c: RepairCase, compared: Compared, wanted: Substitute): void {
  if (c.policy.substitutes === 'told') tellSubstitute(c, compared, wanted);
  c.data.substitutesTold = [...c.data.substitutesTold, compared.substituteName];
  newsTold(c);
}

function tellSubstitute(
  c: RepairCase,
  { partName, substituteName }: Compared,
  { reason }: Substitute,
  deadline: string | null = null,
): void {
  c.tell('substitute', { partName, substituteName, ...(reason === null ? {} : { reason }) }, deadline);
}

/** The plan names the part that is fitted, for as many pieces as it replaces. */
function planWith(c: RepairCase, line: PartLine, substitutePartId: string): void {
  const { plan } = c.data;
  if (plan === null) return;
  const parts = plan.parts.flatMap((part) => {
    if (part.partId !== line.partId) return [part];
    const kept = part.quantity - line.short;
    const substitutes = { partId: substitutePartId, quantity: Math.min(part.quantity, line.short) };
    return kept > 0 ? [{ ...part, quantity: kept }, substitutes] : [substitutes];
  });
  c.data.plan = { ...plan, parts };
}

/** Cheaper: what is due falls by the difference; dearer: the customer is quoted anew (scenario 13). */
async function priceOfSubstitute(
  c: RepairCase,
  line: PartLine,
  differenceMinor: number,
): Promise<'replaced' | 'replan'> {
  if (isFree(c.policy, c.data.coverage) || differenceMinor === 0) return 'replaced';
  if (differenceMinor > 0) return 'replan';
  await effect(() =>
    effects.reduceDue({
      ...keyed(c, `substitute/${line.lineId}`),
      byMinor: -differenceMinor,
      cause: `substitute/${line.lineId}`,
      reason: `cheaper substitute for ${line.partName}`,
    }),
  );
  c.data.agreedMinor += differenceMinor;
  return 'replaced';
}
