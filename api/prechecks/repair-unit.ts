import type { Static } from 'typebox';
import type { Database } from '../../db/client.ts';
import type { ReportFacts } from '../../db/repositories/reports.repository.ts';
import { warrantiesRepository } from '../../db/repositories/warranties.repository.ts';
import { invalid, refusedAt } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { isInScope, type ServicePolicy } from '../../workflows/domain/policy/service-policy.ts';
import type { OpeningOf } from '../case-gateway.ts';
import { toIso } from '../schemas/instants.ts';
import type { NewRepairBody } from '../schemas/repair.schema.ts';

type UnitReport = Static<typeof NewRepairBody>['unit'];

/** What the records say about the unit that is reported: warranty, whose it is, whether it is repaired at all. */
export async function findUnit(
  db: Database,
  report: UnitReport,
  { category, unit, duplicates }: Pick<ReportFacts, 'category' | 'unit' | 'duplicates'>,
  of: {
    readonly policy: ServicePolicy;
    readonly customerId: string | null;
    /** When the warranty counts. */
    readonly countedAt: Instant;
    readonly openedAt: Instant;
  },
): Promise<OpeningOf['repair']['lookups']> {
  assertRepairable(report, { category, unit }, { policy: of.policy, at: of.openedAt }, '/unit');
  const { productModel, serialNumber = null } = report;
  const { state, until, workmanship } = await warrantiesRepository(db).lookUpWarranty(
    { productModel, serialNumber },
    of.countedAt,
  );
  return {
    warranty: { state, until, workmanship, countedAt: of.countedAt },
    possibleDuplicates: duplicates.map(({ caseId }) => caseId),
    registeredToAnother: unit !== null && unit.customerId !== of.customerId,
  };
}

/** Refuses what is no product of ours or not repaired, and a purchase in the future. `field` points at the unit. */
export function assertRepairable(
  { productModel, purchasedOn = '' }: Pick<UnitReport, 'productModel' | 'purchasedOn'>,
  { category, unit }: Pick<ReportFacts, 'category' | 'unit'>,
  { policy, at }: { readonly policy: ServicePolicy; readonly at: Instant },
  field: string,
): void {
  const today = toIso(at, policy.timeZone).slice(0, 10);
  if (purchasedOn > today) throw invalid(`${field}/purchasedOn`, `lies in the future; today is ${today}`);
  if (category === null) throw invalid(`${field}/productModel`, `is no product of ours: "${productModel}"`);
  if (isInScope(policy.repair, { category, ownership: unit?.ownership ?? null })) return;
  throw refusedAt(
    'PRODUCT_NOT_REPAIRABLE',
    `${field}/productModel`,
    'is not repaired under this policy',
    'This product is not repaired; it can be returned',
    { details: { alternative: 'return-exchange' } },
  );
}
