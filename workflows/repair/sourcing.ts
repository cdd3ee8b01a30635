import type { Actor } from '../domain/actors.ts';
import type { Instant } from '../domain/limits.ts';
import { attempt, type Outcome } from '../runtime/effects.ts';
import { first } from '../runtime/concurrency.ts';
import type { Completed } from '../runtime/tasks.ts';
import { effects, keyed } from './effects.ts';
import { newsTold, promisePart, within } from './promises.ts';
import type { LineSource, PartLine, RepairCase, TasksOf } from './repair.case.ts';
import type { RepairForms } from './repair.forms.ts';
import type { PartsArrived } from './repair.messages.ts';
import { checkAhead } from './repair.rules.ts';
import { changeLine, lineOf } from './requisition.ts';
import { offerChoice } from './short-line-choice.ts';
import { replaceLine, type SubstituteRefused } from './substitution.ts';

/** Short lines: found somewhere, waited for, replaced, or given up. */

export const sourcingTasks: TasksOf<'sourceLine'> = {
  sourceLine: {
    role: () => 'parts_clerk',
    due: (c) => within(c, c.policy.sourceWithin, 'parts'),
    check(c, form) {
      if (form.expectedAt === undefined) return;
      checkAhead(form.expectedAt, c.now(), '/expectedAt', 'The part is expected in the future');
    },
  },
};

/** How a short line ended. `replan`: the substitute is dearer, so the proposal has to be made anew (scenario 13). */
export type LineEnd =
  | { readonly kind: 'arrived' | 'replaced' | 'replan' | 'notObtainable' }
  | { readonly kind: 'withdraw'; readonly by: Actor };

/** The plan goes on as it was. */
export const isFilled = ({ kind }: LineEnd): boolean => kind === 'arrived' || kind === 'replaced';

/** Brings one short line to an end. */
export async function fillShortLine(c: RepairCase, lineId: string): Promise<LineEnd> {
  let mayChoose = true;
  for (;;) {
    if (lineOf(c, lineId).source === null) {
      const found = await first({
        arrived: () => arrivalOf(c, lineId),
        sourced: () => sourceLine(c, lineId),
      });
      if (found.branch === 'arrived') return { kind: 'arrived' };
      if (found.value !== 'awaited') return found.value;
    }
    const ended = await first({
      arrived: () => arrivalOf(c, lineId),
      again: () => c.next(`sourceAgain/${lineId}`),
      chosen: () => (mayChoose ? offerChoice(c, lineOf(c, lineId)) : c.forever()),
    });
    if (ended.branch === 'arrived') return { kind: 'arrived' };
    if (ended.branch === 'again') continue;
    mayChoose = false;
    switch (ended.value.choice) {
      case 'withdraw':
        return { kind: 'withdraw', by: ended.value.by };
      case 'replacement':
        return { kind: 'notObtainable' };
      case 'substitute':
        changeLine(c, lineId, { source: null });
        break;
      case 'wait':
    }
  }
}

async function arrivalOf(c: RepairCase, lineId: string): Promise<void> {
  while (lineOf(c, lineId).short > 0) await c.next(`arrived/${lineId}`);
}

/** The clerk finds a source; a way that is refused comes back to the clerk with the reason. */
async function sourceLine(c: RepairCase, lineId: string): Promise<LineEnd | 'awaited'> {
  let refused: SubstituteRefused | null = null;
  for (;;) {
    const line = lineOf(c, lineId);
    const about = { lineId, part: line.partName, short: line.short };
    const found: Completed<RepairForms['sourceLine']> = await c.task('sourceLine', {
      about: refused === null ? about : { ...about, refused },
    });
    const { way, expectedAt, reference = null, substitutePartId = '', reason = null } = found.form;
    if (way === 'substitute') {
      const replaced = await replaceLine(c, line, { substitutePartId, reason }, found);
      if (replaced.refused === null) return { kind: replaced.end };
      ({ refused } = replaced);
      continue;
    }
    const isFound = way !== 'notObtainable' && expectedAt !== undefined;
    const source = isFound ? { way, expectedAt, reference } : null;
    const noted = await noteSource(c, lineId, source, found.by);
    if (noted.refused !== null) {
      refused = { by: 'stock', reason: noted.refused.message };
      continue;
    }
    if (source === null) {
      changeLine(c, lineId, { short: 0 });
      c.commitments.drop(`part/${lineId}`);
      return { kind: 'notObtainable' };
    }
    changeLine(c, lineId, { source });
    promisePart(c, lineId, source.expectedAt);
    c.tell('partDelayed', { partName: line.partName, reason: reason ?? '', expectedAt: source.expectedAt });
    newsTold(c);
    return 'awaited';
  }
}

/** Null: there is none. Refused where the line has been filled in the same moment. */
function noteSource(
  c: RepairCase,
  lineId: string,
  source: LineSource | null,
  by: Actor,
): Promise<Outcome<void>> {
  return attempt(() =>
    effects.sourceShortLine({
      ...keyed(c, `parts/source/${lineId}/${c.serial()}`, by),
      lineId,
      ...(source ?? { way: 'notObtainable', expectedAt: null, reference: null }),
    }),
  );
}

/** The customer has heard of another date for a part that is awaited (3.3 part, 3.4 delay). */
export function partRedated(c: RepairCase, lineId: string, expectedAt: Instant, by: Actor): void {
  const line = c.data.lines.find((candidate) => candidate.lineId === lineId);
  if (line === undefined || line.source === null || line.short === 0) return;
  const source = { ...line.source, expectedAt };
  changeLine(c, lineId, { source });
  promisePart(c, lineId, expectedAt);
  c.aside(async () => {
    await noteSource(c, lineId, source, by);
  });
  c.happened(`sourceAgain/${lineId}`);
}

/** The signal `partsArrived`: pieces that passed are reserved for this case already; rejected ones are found anew. */
export function takeArrival(c: RepairCase, arrived: PartsArrived): void {
  const { receiptNumber } = arrived;
  for (const { lineId, quantity } of arrived.lines) {
    c.note('partsArrived', { receiptNumber, lineId, quantity });
    const line = c.data.lines.find((candidate) => candidate.lineId === lineId);
    if (line !== undefined && line.short > 0) takePieces(c, line, quantity);
  }
  for (const { lineId, reason } of arrived.rejectedFor) {
    c.note('partsRejected', { receiptNumber, lineId, reason });
    changeLine(c, lineId, { source: null });
    c.happened(`sourceAgain/${lineId}`);
  }
}

function takePieces(c: RepairCase, line: PartLine, quantity: number): void {
  const { lineId, partName } = line;
  const short = Math.max(0, line.short - quantity);
  changeLine(c, lineId, { short, reserved: line.reserved + (line.short - short) });
  c.tell('partArrived', { partName });
  if (c.data.technicianId !== null) {
    c.notify('partsArrived', { type: 'person', personId: c.data.technicianId }, { partName, quantity });
  }
  if (short === 0) c.meet(`part/${lineId}`);
  c.happened(`arrived/${lineId}`);
}
