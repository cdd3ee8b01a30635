import { reportsRepository } from '../../db/repositories/reports.repository.ts';
import { invalid } from '../../workflows/domain/errors.ts';
import { type Form, policyOf, type Precheck } from './context.ts';
import { assertRepairable } from './repair-unit.ts';

interface UnitFacts {
  readonly productModel?: string;
  readonly serialNumber?: string;
  readonly purchasedOn?: string;
}

/** A unit as corrected is one of ours, repaired at all, and no other customer's (repair process, 5 `correctRegister`). */
export async function checkRegister(check: Precheck, input: Form): Promise<void> {
  const { db, found } = check;
  const at = await check.now();
  const { purchasedOn, ...corrected } = input as UnitFacts;
  const { productModel = '', serialNumber = null } = { ...(found.details as UnitFacts), ...corrected };
  const asked = {
    kind: 'repair',
    caseId: found.id,
    customerId: found.customerId,
    company: found.company,
  } as const;
  const facts = await reportsRepository(db).findFacts({ ...asked, productModel, serialNumber, openedAt: at });
  const unit = { productModel, ...(purchasedOn === undefined ? {} : { purchasedOn }) };
  assertRepairable(unit, facts, { policy: await policyOf(check), at }, '');
  if (facts.unit === null || facts.unit.customerId === found.customerId) return;
  throw invalid('/serialNumber', `is no unit of this customer: ${serialNumber ?? ''}`);
}
