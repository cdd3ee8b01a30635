import type { NotedSource } from '../../../activities/repair-contracts.ts';
import type { Actor } from '../../domain/actors.ts';
import type { Instant } from '../../domain/limits.ts';
import type { PartsArrived } from '../../domain/parts.ts';
import { attempt, type Outcome } from '../../runtime/effects.ts';
import { first } from '../../runtime/concurrency.ts';
import { since } from '../../runtime/generations.ts';
import { toOwner } from '../../runtime/owner.ts';
import type { Completed } from '../../runtime/tasks.ts';
import { effects, keyed, ofTask } from '../effects.ts';
import { newsTold, noDelayToTell, promisePart, within } from '../promises/promises.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import type { LineSource, PartLine } from './part-line.ts';
import type { RepairForms } from '../repair.forms.ts';
import { checkAhead } from '../repair.rules.ts';
import { changeLine, isBeside, lineOf } from './requisition.ts';
import { offerChoice } from './short-line-choice.ts';
import { refusedByStock, type RefusedWay, replaceLine, type SubstituteRefused } from './substitution.ts';

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

/**
 * How a short line ended. `replan`: the substitute is dearer, so the proposal has to be made anew (scenario 13);
 * `replacement`: the customer wants another unit instead.
 */
export type LineEnd =
  | { readonly kind: 'arrived' | 'replaced' | 'replan' | 'notObtainable' | 'replacement' }
  | { readonly kind: 'withdraw'; readonly by: Actor };

/** The plan goes on as it was. */
export const isFilled = ({ kind }: LineEnd): boolean => kind === 'arrived' || kind === 'replaced';

type Sourced = Completed<RepairForms['sourceLine']>;

/** Brings one short line to an end. */
export async function fillShortLine(c: RepairCase, lineId: string): Promise<LineEnd> {
  const customerChooses = choiceOnce(c, lineId);
  let answer: Sourced | null = null;
  for (;;) {
    if (lineOf(c, lineId).source === null || answer !== null) {
      const given = answer;
      const found = await first({
        arrived: () => arrivalOf(c, lineId),
        sourced: () => sourceLine(c, lineId, given),
      });
      if (found.branch === 'arrived') return { kind: 'arrived' };
      if (found.value !== 'awaited') return found.value;
      answer = null;
    }
    const ended = await first({
      arrived: () => arrivalOf(c, lineId),
      again: () => c.next(`sourceAgain/${lineId}`),
      chosen: customerChooses,
      overdue: () => askWhenOverdue(c, lineId),
    });
    switch (ended.branch) {
      case 'arrived':
        return { kind: 'arrived' };
      case 'chosen':
        if (ended.value !== 'substitute') return ended.value;
        changeLine(c, lineId, { source: null });
        break;
      case 'overdue':
        answer = ended.value;
        break;
      case 'again':
    }
  }
}

async function arrivalOf(c: RepairCase, lineId: string): Promise<void> {
  while (lineOf(c, lineId).short > 0) await c.next(`arrived/${lineId}`);
}

/** The customer is asked until they have chosen, or let it be by silence; whoever waits is not asked again. */
function choiceOnce(c: RepairCase, lineId: string): () => Promise<LineEnd | 'substitute'> {
  let isMade = false;
  return async () => {
    if (isMade || isBeside(lineOf(c, lineId))) return c.forever();
    const { choice, by } = await offerChoice(c, lineOf(c, lineId));
    isMade = true;
    switch (choice) {
      case 'withdraw':
        return { kind: 'withdraw', by };
      case 'replacement':
        return { kind: 'replacement' };
      case 'substitute':
        return 'substitute';
      case 'wait':
        return c.forever();
    }
  };
}

/** The date that was told has passed and the part is not there: the clerk says anew where it comes from, and when. */
async function askWhenOverdue(c: RepairCase, lineId: string): Promise<Sourced> {
  const { source, partName } = lineOf(c, lineId);
  if (source === null || !since(1, 'overdue-lines-sourced')) return c.forever();
  const { expectedAt, reference } = source;
  await c.until(expectedAt);
  noDelayToTell(c, `part/${lineId}`);
  c.notify('partOverdue', toOwner(c), {
    partName,
    expectedAt,
    ...(reference === null ? {} : { reference }),
  });
  return askForSource(c, lineId, null);
}

/** `overdue`: what was ordered where, and since when it is awaited in vain. */
function askForSource(c: RepairCase, lineId: string, refused: SubstituteRefused | null): Promise<Sourced> {
  const { partName: part, short, source } = lineOf(c, lineId);
  return c.task('sourceLine', {
    about: {
      ...{ lineId, part, short },
      ...(source === null ? {} : { overdue: source }),
      ...(refused === null ? {} : { refused }),
    },
  });
}

/**
 * The clerk finds a source; a way that is refused comes back to the clerk with the reason. Where a lost turn has ended the
 * line otherwise already, the step keeps its name in the books until the clerk enters what is recorded.
 */
async function sourceLine(
  c: RepairCase,
  lineId: string,
  answer: Sourced | null,
): Promise<LineEnd | 'awaited'> {
  let found = answer;
  let refused: SubstituteRefused | null = null;
  let recordedAs: string | null = null;
  for (;;) {
    found ??= await askForSource(c, lineId, refused);
    const taskId: string = recordedAs ?? found.taskId;
    const taken = await takeSource(c, lineOf(c, lineId), { ...found, taskId });
    if (taken.refused === null) return taken.end;
    ({ refused } = taken);
    if (taken.isRecordedOtherwise === true) recordedAs = taskId;
    found = null;
  }
}

type Taken = RefusedWay | { readonly refused: null; readonly end: LineEnd | 'awaited' };

async function takeSource(c: RepairCase, line: PartLine, found: Sourced): Promise<Taken> {
  const { lineId } = line;
  const { way, expectedAt, reference = null, substitutePartId = '', reason = null } = found.form;
  if (way === 'substitute') {
    const replaced = await replaceLine(c, line, { substitutePartId, reason }, found);
    return replaced.refused === null ? { refused: null, end: { kind: replaced.end } } : replaced;
  }
  const asked = { way, expectedAt: expectedAt ?? null, reference };
  const noted = await noteSource(c, lineId, asked, { step: ofTask(c, found.taskId), by: found.by });
  if (noted.refused !== null) return refusedByStock(noted.refused);
  const source = sourceOf(noted.value ?? asked, reason ?? '');
  if (source === null) {
    changeLine(c, lineId, { short: 0 });
    c.commitments.drop(`part/${lineId}`);
    if (isBeside(line)) tellNotObtainable(c, line);
    return { refused: null, end: { kind: 'notObtainable' } };
  }
  // All of it may have arrived in the meantime.
  if (lineOf(c, lineId).short === 0) return { refused: null, end: 'awaited' };
  changeLine(c, lineId, { source });
  tellDate(c, lineId);
  return { refused: null, end: 'awaited' };
}

/**
 * The customer hears why a part that the repair waits for is not there, and when it comes; of what is looked for beside
 * the phases nobody has told them, and they hear when the repair comes to wait for it.
 */
export function tellDate(c: RepairCase, lineId: string): void {
  const line = lineOf(c, lineId);
  const { partName, source } = line;
  if (source === null || isBeside(line)) return;
  const { expectedAt, reason = '' } = source;
  promisePart(c, lineId, expectedAt);
  c.tell('partDelayed', { partName, reason, expectedAt });
  newsTold(c);
}

/** Whoever asked for a part beside the plan goes on without it. */
export function tellNotObtainable(c: RepairCase, { partName }: PartLine): void {
  const { technicianId } = c.data;
  const to = technicianId === null ? toOwner(c) : ({ type: 'person', personId: technicianId } as const);
  c.notify('partNotObtainable', to, { partName });
}

/** Null: there is none. */
function sourceOf({ way, expectedAt, reference }: NotedSource, reason: string): LineSource | null {
  return way === 'notObtainable' || expectedAt === null ? null : { way, expectedAt, reference, reason };
}

/** Refused where the line has been filled in the same moment. Nothing is given in histories from before. */
function noteSource(
  c: RepairCase,
  lineId: string,
  { way, expectedAt, reference }: NotedSource,
  { step, by }: { readonly step: string; readonly by: Actor },
): Promise<Outcome<NotedSource | undefined>> {
  return attempt(() =>
    effects.sourceShortLine({
      ...keyed(c, `parts/source/${lineId}/${step}`, by),
      ...{ lineId, way, expectedAt, reference },
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
    await noteSource(c, lineId, source, { step: String(c.serial()), by });
  });
  c.happened(`sourceAgain/${lineId}`);
}

/** The signal `partsArrived`: pieces that passed are reserved for this case already; rejected ones are found anew. */
export function takeArrival(c: RepairCase, arrived: PartsArrived): void {
  const { receiptNumber, by } = arrived;
  for (const { lineId, quantity } of arrived.lines) {
    c.note('partsArrived', { receiptNumber, lineId, quantity }, 'staff', by);
    const line = c.data.lines.find((candidate) => candidate.lineId === lineId);
    if (line !== undefined && line.short > 0) takePieces(c, line, quantity);
  }
  for (const { lineId, reason } of arrived.rejectedFor) {
    c.note('partsRejected', { receiptNumber, lineId, reason }, 'staff', by);
    changeLine(c, lineId, { source: null });
    tellRejected(c, lineId, reason);
    c.happened(`sourceAgain/${lineId}`);
  }
}

/** At once and without a date, which follows when the part is found anew (3.4 parts). */
function tellRejected(c: RepairCase, lineId: string, reason: string): void {
  const line = c.data.lines.find((candidate) => candidate.lineId === lineId);
  if (line === undefined || line.short === 0 || isBeside(line) || !since(1, 'rejection-told')) return;
  c.tell('partDelayed', { partName: line.partName, reason });
}

function takePieces(c: RepairCase, line: PartLine, quantity: number): void {
  const { lineId, partName } = line;
  const short = Math.max(0, line.short - quantity);
  changeLine(c, lineId, { short, reserved: line.reserved + (line.short - short) });
  for (const { id, about } of c.tasks.openOfKind('sourceLine')) {
    if (about['lineId'] === lineId) c.tasks.tell(id, { short });
  }
  if (!isBeside(line)) c.tell('partArrived', { partName });
  if (c.data.technicianId !== null) {
    c.notify('partsArrived', { type: 'person', personId: c.data.technicianId }, { partName, quantity });
  }
  if (short === 0) c.meet(`part/${lineId}`);
  c.happened(`arrived/${lineId}`);
}
