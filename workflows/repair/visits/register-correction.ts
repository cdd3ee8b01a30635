import { DomainError, invalid } from '../../domain/errors.ts';
import type { Actor } from '../../domain/actors.ts';
import { effect } from '../../runtime/effects.ts';
import type { CommandRule } from '../../runtime/process.ts';
import { coverageByRecords, coverageExpected } from '../money/coverage.ts';
import { effects } from '../effects.ts';
import { askForProof } from '../phases/intake.ts';
import type { RepairCase } from '../repair.case.ts';
import type { RepairBody, RepairCommands } from '../repair.forms.ts';
import { lookupsOf, reportedUnit, unitFacts } from './reported-unit.ts';

/**
 * The unit was written down wrongly: another serial number, model or date of purchase. Whoever examines it compares
 * with the corrected one from then on, and its warranty is looked up anew; who pays, once decided, stays (5).
 */
export const correctRegister: CommandRule<RepairCase, RepairCommands['correctRegister']> = {
  check(c, { productModel, serialNumber, purchasedOn }) {
    checkStillOpen(c);
    if ((productModel ?? serialNumber ?? purchasedOn) !== undefined) return;
    throw invalid(
      '/serialNumber',
      'or productModel or purchasedOn: name one at least',
      'A correction names what was wrong',
    );
  },
  run(c, { reason, ...changes }, by) {
    const before = reportedUnit(c);
    const after = { ...before, ...changes };
    c.data.register = { unit: after, lookups: lookupsOf(c) };
    if (by.type === 'customer') c.customerSpoke();
    c.aside(() => lookUpAnew(c, { before, after, reason }, by));
  },
};

/** What was signed for, or given in exchange, is in the histories of units already. */
function checkStillOpen(c: RepairCase): void {
  const { signedAt, newUnit } = c.data;
  if (signedAt === null && newUnit === null) return;
  const what = newUnit === null ? 'signed for' : 'exchanged';
  throw new DomainError('WRONG_PHASE', `The unit is ${what} already, and its history written`, {
    details: { phase: c.state.phase, signedAt },
  });
}

interface Correction {
  readonly before: RepairBody['unit'];
  readonly after: RepairBody['unit'];
  readonly reason: string;
}

async function lookUpAnew(c: RepairCase, { before, after, reason }: Correction, by: Actor): Promise<void> {
  const { caseId, customerId } = c.state.opening;
  const { productModel, serialNumber = null } = after;
  const { warranty } = lookupsOf(c);
  const at = warranty.countedAt ?? c.body.receivedAt;
  const lookups = await effect(() =>
    effects.lookUpUnit({ caseId, customerId, productModel, serialNumber, at }),
  );
  c.data.register = { unit: reportedUnit(c), lookups };
  expectByRecords(c);
  c.note(
    'registerCorrected',
    {
      reason,
      from: { ...unitFacts(before), warranty },
      to: { ...unitFacts(after), warranty: lookups.warranty },
      possibleDuplicates: lookups.possibleDuplicates,
      coverage: c.data.coverage,
      coverageByRecords: coverageByRecords(c),
    },
    'staff',
    by,
  );
  tellThoseAtWork(c);
  if (warranty.state !== 'unknown') askForProof(c);
}

/** Before anybody has seen the unit the records say who pays; a decision of the technician holds. */
function expectByRecords(c: RepairCase): void {
  const { classification, diagnosis } = c.data;
  if (classification === null || diagnosis !== null) return;
  c.data.coverage = coverageExpected(c, classification.sameFaultAs ?? c.body.sameFaultAs);
}

/** What open tasks say about the unit is what is known now. */
function tellThoseAtWork(c: RepairCase): void {
  for (const kind of ['classify', 'diagnose'] as const) {
    for (const { id } of c.tasks.openOfKind(kind)) c.tasks.tell(id, { ...c.process.tasks[kind].about?.(c) });
  }
}
