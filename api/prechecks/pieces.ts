import {
  type ConsumeLines,
  type ReturnLines,
  requireConsumable,
  requireReturnable,
} from '../../db/repositories/issued-parts.repository.ts';
import { type IssueLines, requireIssuable } from '../../db/repositories/reservations.repository.ts';
import type { TaskRow } from '../../db/repositories/tasks.repository.ts';
import type { Form, Precheck } from './context.ts';

/*
 * Pieces that a form names by lot or serial number: whoever enters them is told at once what the stock would refuse
 * (repair process, 9). Between here and the effect somebody else may be faster; then the task comes back.
 */

/** Lines of another case, or of none, are for the process to refuse. */
function ofCase<Entry extends { readonly lineId: string }>(
  { found }: Precheck,
  entries: readonly Entry[],
): readonly Entry[] {
  const { lines = [] } = found.details as { lines?: readonly { readonly lineId: string }[] };
  const known = lines.map(({ lineId }) => lineId);
  return entries.filter(({ lineId }) => known.includes(lineId));
}

export async function checkIssue(check: Precheck, _task: TaskRow, form: Form): Promise<void> {
  const { lines: entries, receivedBy } = form as unknown as Pick<IssueLines, 'lines' | 'receivedBy'>;
  const lines = ofCase(check, entries);
  if (lines.length > 0) await requireIssuable(check.db, { lines, receivedBy });
}

export async function checkConsumption(check: Precheck, _task: TaskRow, form: Form): Promise<void> {
  const { consumed = [] } = form as Partial<Readonly<Record<'consumed', ConsumeLines['lines']>>>;
  const lines = ofCase(check, consumed);
  if (lines.length > 0) await requireConsumable(check.db, lines, '/consumed');
}

export async function checkReturn(check: Precheck, _task: TaskRow, form: Form): Promise<void> {
  const { lines: entries } = form as unknown as Pick<ReturnLines, 'lines'>;
  const lines = ofCase(check, entries);
  if (lines.length > 0) await requireReturnable(check.db, lines);
}
