import type { ProcessSnapshot } from '../runtime/process.ts';
import type { RepairCase } from './repair.case.ts';
import { asReported, lookupsOf, reportedUnit, siteOf } from './visits/reported-unit.ts';

/** What people read of a repair beside its tasks, promises and timeline: written with every step. */
export function snapshot(c: RepairCase): ProcessSnapshot {
  return {
    priority: c.data.priority,
    technicianId: c.data.technicianId,
    details: {
      bundleId: c.body.bundleId ?? null,
      helperIds: c.data.helperIds,
      productModel: reportedUnit(c).productModel,
      serialNumber: reportedUnit(c).serialNumber ?? null,
      asReported: asReported(c),
      description: c.body.description,
      channel: c.body.channel,
      region: siteOf(c)?.region ?? null,
      address: siteOf(c)?.address ?? null,
      lot: c.body.unit.lot ?? null,
      purchasedOn: reportedUnit(c).purchasedOn ?? null,
      orderNumber: c.body.unit.orderNumber ?? null,
      preferredTimes: c.body.preferredTimes ?? [],
      classification: c.data.classification,
      coverage: c.data.coverage,
      sameFaultAs: sameFaultOf(c),
      warranty: lookupsOf(c).warranty,
      possibleDuplicates: lookupsOf(c).possibleDuplicates,
      appointment: c.data.appointment,
      diagnosis: c.data.diagnosis,
      plan: c.data.plan,
      quote: c.data.quote,
      agreedMinor: c.data.agreedMinor,
      currency: c.data.priced?.currency ?? null,
      lines: c.data.lines,
      newUnit: c.data.newUnit,
      loan: c.data.loan,
      rightTaken: c.data.rightTaken,
      signedAt: c.data.signedAt,
      workmanshipUntil: c.data.workmanshipUntil,
      satisfaction: c.data.satisfaction,
      surveyScore: c.data.surveyScore,
      visits: c.data.visits,
    },
  };
}

/** The earlier repair whose fault has come back: the newest finding counts (3.4 after closing). */
function sameFaultOf(c: RepairCase): string | null {
  const { diagnosis, classification } = c.data;
  return diagnosis?.sameFaultAs ?? classification?.sameFaultAs ?? c.body.sameFaultAs ?? null;
}
