import type { Database } from '../../db/client.ts';
import { caseLinksRepository } from '../../db/repositories/case-links.repository.ts';
import { type CaseRow, casesRepository } from '../../db/repositories/cases.repository.ts';
import { invalid, refusedAt } from '../../workflows/domain/errors.ts';
import type { Form, Precheck } from './context.ts';

/** A case that an input names: it exists and is the same customer's (repair process, 5 `link`, `merge`). */
export async function findCaseOf(
  db: Database,
  customerId: string | null,
  caseId: string,
  pointer: string,
): Promise<CaseRow> {
  const found = await casesRepository(db).findOptionalById(caseId);
  if (found === undefined || found.customerId !== customerId) {
    throw invalid(pointer, 'names no case of this customer');
  }
  return found;
}

/** Says at once what the process would note a moment later: two cases would wait for each other. */
export async function checkLink({ db, found }: Precheck, input: Form): Promise<void> {
  const { linkedCaseId, waits = false } = input as { linkedCaseId: string; waits?: boolean };
  if (linkedCaseId === found.id) throw invalid('/linkedCaseId', 'names the case itself');
  const linked = await findCaseOf(db, found.customerId, linkedCaseId, '/linkedCaseId');
  if (!waits || !(await caseLinksRepository(db).existsWaitOf(linkedCaseId, found.id))) return;
  throw refusedAt(
    'LINK_CYCLE',
    '/waits',
    'must be false: the other case waits for this one',
    `${linked.number} waits for this case, directly or through others`,
  );
}

export async function checkUnlink({ db, found }: Precheck, input: Form): Promise<void> {
  const { linkedCaseId } = input as { linkedCaseId: string };
  if (await caseLinksRepository(db).existsRunning(found.id, linkedCaseId)) return;
  throw invalid('/linkedCaseId', 'names no case that this one has linked');
}

/** The repair whose fault has come back, or that is reported again. */
export async function findRepairOf(
  db: Database,
  customerId: string | null,
  caseId: string,
  pointer: string,
): Promise<CaseRow> {
  const found = await findCaseOf(db, customerId, caseId, pointer);
  if (found.kind !== 'repair') throw invalid(pointer, `names no repair: ${found.number}`);
  return found;
}

/** What takes the records of a case is another open one of the customer and of its kind, and goes nowhere itself. */
export async function checkMergeTarget({ db, found }: Precheck, input: Form): Promise<void> {
  const { targetId } = input as { targetId: string };
  if (targetId === found.id) throw invalid('/targetId', 'names the case itself');
  const target = await findCaseOf(db, found.customerId, targetId, '/targetId');
  if (target.kind !== found.kind)
    throw invalid('/targetId', `names a case of another kind: ${target.number}`);
  const isOpen = target.closedAt === null && target.outcome !== 'merged' && target.outcome !== 'converted';
  if (!isOpen) throw invalid('/targetId', `names a case that has ended: ${target.number}`);
}
