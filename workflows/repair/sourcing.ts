import { uuid4 } from '@temporalio/workflow';
import type { Actor } from '../domain/actors.ts';
import { DomainError } from '../domain/errors.ts';
import { attempt, effect } from '../runtime/effects.ts';
import { first } from '../runtime/concurrency.ts';
import type { Completed } from '../runtime/tasks.ts';
import { effects, keyed } from './effects.ts';
import { newsTold, promisePart, within } from './promises.ts';
import type { PartLine, RepairCase, TasksOf } from './repair.case.ts';
import type { RepairForms } from './repair.forms.ts';
import type { PartsArrived } from './repair.messages.ts';
import { isFree } from './repair.rules.ts';
import { addLines, changeLine, lineOf } from './requisition.ts';

/** Short lines: found somewhere, waited for, replaced, or given up. */

export const sourcingTasks: TasksOf<'sourceLine' | 'answerWait'> = {
  sourceLine: {
    role: () => 'parts_clerk',
    due: (c) => within(c, c.policy.sourceWithin, 'parts'),
    check(c, form) {
      if (form.expectedAt === undefined || form.expectedAt > c.now()) return;
      throw new DomainError('INVALID', 'The part is expected in the future', {
        faults: [{ pointer: '/expectedAt', message: 'must lie after the case’s present instant' }],
      });
    },
  },
  answerWait: {
    role: () => ['customer', 'agent'],
    due: (c) => ({ within: c.policy.customerAnswerWithin, ladder: [] }),
    check(_, form, _task, by) {
      if (by.type === 'customer' || form.heardFrom !== undefined) return;
      throw new DomainError('INVALID', 'Staff write down who of the customer’s side answered', {
        faults: [{ pointer: '/heardFrom', message: 'is required from staff' }],
      });
    },
  },
};

/** `replan`: the price or the parts changed so that the proposal has to be made anew. */
export type LineEnd = 'arrived' | 'replaced' | 'replan' | 'notObtainable' | 'withdraw';

/** Brings one short line to an end. */
export async function fillShortLine(c: RepairCase, lineId: string): Promise<LineEnd> {
  const shortSince = c.now();
  let offered = false;
  for (;;) {
    const sourced = await sourceLine(c, lineId);
    if (sourced !== 'awaited') return sourced;
    const ended = await first({
      arrived: () => arrivalOf(c, lineId),
      choice: () => (offered ? c.forever() : offerChoice(c, lineId, shortSince)),
      again: () => c.next(`sourceAgain/${lineId}`),
    });
    if (ended.branch === 'arrived') return 'arrived';
    if (ended.branch === 'again') continue;
    offered = true;
    if (ended.value === 'withdraw') return 'withdraw';
    if (ended.value === 'replacement') return 'notObtainable';
    if (ended.value === 'wait' && (await waitOn(c, lineId))) return 'arrived';
  }
}

async function waitOn(c: RepairCase, lineId: string): Promise<boolean> {
  const ended = await first({
    arrived: () => arrivalOf(c, lineId),
    again: () => c.next(`sourceAgain/${lineId}`),
  });
  return ended.branch === 'arrived';
}

async function arrivalOf(c: RepairCase, lineId: string): Promise<void> {
  while (lineOf(c, lineId).short > 0) await c.next(`arrived/${lineId}`);
}

async function sourceLine(c: RepairCase, lineId: string): Promise<LineEnd | 'awaited'> {
  for (;;) {
    const line = lineOf(c, lineId);
    const found = await c.task('sourceLine', {
      about: { lineId, part: line.partName, short: line.short },
    });
    const { form } = found;
    switch (form.way) {
      case 'substitute': {
        const end = await substitute(c, line, found);
        if (end !== 'refused') return end;
        break;
      }
      case 'notObtainable':
        await noteSource(c, line, found, null);
        return 'notObtainable';
      default: {
        const expectedAt = form.expectedAt ?? c.now();
        await noteSource(c, line, found, expectedAt);
        promisePart(c, lineId, expectedAt);
        c.tell('partDelayed', { partName: line.partName, reason: form.reason ?? '', expectedAt });
        newsTold(c);
        return 'awaited';
      }
    }
  }
}

async function noteSource(
  c: RepairCase,
  line: PartLine,
  { form, by }: Completed<RepairForms['sourceLine']>,
  expectedAt: number | null,
): Promise<void> {
  const { way } = form;
  if (way === 'substitute') return;
  await effect(() =>
    effects.sourceShortLine({
      ...keyed(c, `parts/source/${line.lineId}/${c.serial()}`, by),
      lineId: line.lineId,
      way,
      expectedAt,
      reference: form.reference ?? null,
    }),
  );
}

/** Another part instead: from the approved list, or by approval; the customer is told which (R-11, C3.3). */
async function substitute(
  c: RepairCase,
  line: PartLine,
  { form, by }: Completed<RepairForms['sourceLine']>,
): Promise<LineEnd | 'refused'> {
  const substitutePartId = form.substitutePartId ?? '';
  const outcome = await attempt(() => effects.compareSubstitute({ lineId: line.lineId, substitutePartId }));
  if (outcome.refused !== null) return 'refused';
  const compared = outcome.value;
  let approvedBy: Actor | null = null;
  if (!compared.approved) {
    const decided = await c.approval({
      subject: 'substitute',
      revision: c.serial(),
      requestedBy: by,
      chain: ['inspector', 'manager'],
      within: c.policy.approvalWithin.usual,
      about: { part: compared.partName, substitute: compared.substituteName, reason: form.reason ?? '' },
    });
    if (decided.decision === 'refused') return 'refused';
    approvedBy = decided.by;
  }
  c.tell('substitute', {
    partName: compared.partName,
    substituteName: compared.substituteName,
    ...(form.reason === undefined ? {} : { reason: form.reason }),
  });
  newsTold(c);
  if (c.policy.substitutes === 'asked' && !(await substituteAccepted(c, line, compared.substituteName))) {
    return 'refused';
  }
  const replaced = await effect(() =>
    effects.substituteLine({
      ...keyed(c, `parts/substitute/${line.lineId}`, by),
      lineId: line.lineId,
      newLineId: uuid4(),
      substitutePartId,
      ...(approvedBy === null ? {} : { approvedBy }),
    }),
  );
  changeLine(c, line.lineId, { short: 0 });
  addLines(c, [replaced]);
  c.data.substitutesTold = [...c.data.substitutesTold, compared.substituteName];
  planWith(c, line, substitutePartId);
  return priceOfSubstitute(c, line, compared.differenceMinor);
}

async function substituteAccepted(c: RepairCase, line: PartLine, substituteName: string): Promise<boolean> {
  const { form } = await c.task('answerWait', {
    about: { part: line.partName, substitute: substituteName, options: ['substitute', 'wait'] },
  });
  return form.choice === 'substitute';
}

function planWith(c: RepairCase, line: PartLine, substitutePartId: string): void {
  const { plan } = c.data;
  if (plan === null) return;
  const parts = plan.parts.map((part) =>
    part.partId === line.partId ? { ...part, partId: substitutePartId } : part,
  );
  c.data.plan = { ...plan, parts };
}

/** Cheaper: what is due falls by the difference; dearer: the customer is quoted anew (scenario 13). */
async function priceOfSubstitute(c: RepairCase, line: PartLine, differenceMinor: number): Promise<LineEnd> {
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

/** The part has been short for too long, or will be: the customer may choose; silence means waiting (3.2). */
async function offerChoice(
  c: RepairCase,
  lineId: string,
  shortSince: number,
): Promise<RepairForms['answerWait']['choice']> {
  await c.after(c.policy.offerChoiceAfter, shortSince);
  const options = ['wait', 'substitute', 'replacement', 'withdraw'];
  c.tell('choiceOffered', { partName: lineOf(c, lineId).partName, options: options.join(',') });
  const ended = await first({
    answered: () => c.task('answerWait', { about: { lineId, options } }),
    silent: () => c.after(c.policy.customerAnswerWithin),
  });
  if (ended.branch === 'silent') return 'wait';
  if (ended.value.form.choice === 'substitute') c.happened(`sourceAgain/${lineId}`);
  return ended.value.form.choice;
}

/** The signal `partsArrived`: pieces that passed are reserved for this case already; rejected ones are found anew. */
export function takeArrival(c: RepairCase, arrived: PartsArrived): void {
  for (const { lineId, quantity } of arrived.lines) {
    const line = c.data.lines.find((candidate) => candidate.lineId === lineId);
    if (line === undefined) continue;
    const short = Math.max(0, line.short - quantity);
    changeLine(c, lineId, { short, reserved: line.reserved + (line.short - short) });
    c.note('partsArrived', { receiptNumber: arrived.receiptNumber, lineId, quantity });
    c.tell('partArrived', { partName: line.partName });
    if (short === 0) c.meet(`part/${lineId}`);
    c.happened(`arrived/${lineId}`);
  }
  for (const { lineId, reason } of arrived.rejectedFor) {
    c.note('partsRejected', { receiptNumber: arrived.receiptNumber, lineId, reason });
    c.happened(`sourceAgain/${lineId}`);
  }
}
