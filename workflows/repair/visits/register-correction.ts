import { DomainError, invalid } from '../../domain/errors.ts';
import type { Actor } from '../../domain/actors.ts';
import { effect } from '../../runtime/effects.ts';
import type { CommandRule } from '../../runtime/process.ts';
import { coverageByRecords, coverageExpected } from '../money/coverage.ts';
import { effects } from '../effects.ts';
import { askForProof } from '../phases/intake.ts';
import { tellTeam } from '../promises/notices.ts';
import type { RepairCase, RepairLookups, Site } from '../repair.case.ts';
import type { RepairBody, RepairCommands } from '../repair.forms.ts';
import { lookupsOf, reportedUnit, siteOf, unitFacts } from './reported-unit.ts';

/**
 * The unit was written down wrongly: another serial number, model, date of purchase or place. Whoever examines it
 * compares with the corrected one from then on, and its warranty is looked up anew; who pays, once decided, stays (5).
 */
export const correctRegister: CommandRule<RepairCase, RepairCommands['correctRegister']> = {
  check(c, { productModel, serialNumber, purchasedOn, site }) {
    checkStillOpen(c);
    if ((productModel ?? serialNumber ?? purchasedOn ?? site) !== undefined) return;
    throw invalid(
      '/serialNumber',
      'or productModel, purchasedOn or site: name one at least',
      'A correction names what was wrong',
    );
  },
  run(c, { reason, site, ...ofUnit }, by) {
    const before = registered(c);
    const after = { unit: { ...before.unit, ...ofUnit }, site: site ?? before.site };
    const correction = { before, after, reason, by };
    if (site !== undefined) moveSite(c, site, reason);
    if (Object.keys(ofUnit).length === 0) {
      written(c, correction);
      return;
    }
    c.data.register = { unit: after.unit, lookups: before.lookups };
    c.aside(() => lookUpAnew(c, correction));
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

/** What the register says at one moment. */
interface Registered {
  readonly unit: RepairBody['unit'];
  readonly site: Site | null;
  readonly lookups: RepairLookups;
}

const registered = (c: RepairCase): Registered => ({
  unit: reportedUnit(c),
  site: siteOf(c),
  lookups: lookupsOf(c),
});

/** Whoever is on the way hears where to. */
function moveSite(c: RepairCase, site: Site, reason: string): void {
  c.data.site = site;
  const { appointment } = c.data;
  if (appointment?.place !== 'onSite') return;
  const { from: windowFrom, to: windowTo, place } = appointment;
  tellTeam(c, 'appointmentChangedStaff', { windowFrom, windowTo, place, reason });
}

interface Correction {
  readonly before: Registered;
  readonly after: Omit<Registered, 'lookups'>;
  readonly reason: string;
  readonly by: Actor;
}

async function lookUpAnew(c: RepairCase, correction: Correction): Promise<void> {
  const { caseId, customerId } = c.state.opening;
  const { productModel, serialNumber = null } = correction.after.unit;
  const { warranty } = correction.before.lookups;
  const at = warranty.countedAt ?? c.body.receivedAt;
  const lookups = await effect(() =>
    effects.lookUpUnit({ caseId, customerId, productModel, serialNumber, at }),
  );
  c.data.register = { unit: reportedUnit(c), lookups };
  expectByRecords(c);
  written(c, correction);
  if (warranty.state !== 'unknown') askForProof(c);
}

/** What was written before stays to be read, and open tasks show what is known now. */
function written(c: RepairCase, { before, after, reason, by }: Correction): void {
  const lookups = lookupsOf(c);
  c.note(
    'registerCorrected',
    {
      reason,
      from: factsOf(before),
      to: factsOf({ ...after, lookups }),
      possibleDuplicates: lookups.possibleDuplicates,
      coverage: c.data.coverage,
      coverageByRecords: coverageByRecords(c),
    },
    'staff',
    by,
  );
  tellThoseAtWork(c);
}

const factsOf = ({ unit, site, lookups: { warranty } }: Registered) => ({
  ...unitFacts(unit),
  site,
  warranty,
});

/** Before anybody has seen the unit the records say who pays; a decision of the technician holds. */
function expectByRecords(c: RepairCase): void {
  const { classification, diagnosis } = c.data;
  if (classification === null || diagnosis !== null) return;
  c.data.coverage = coverageExpected(c, classification.sameFaultAs ?? c.body.sameFaultAs);
}

function tellThoseAtWork(c: RepairCase): void {
  for (const kind of ['classify', 'agreeAppointment', 'diagnose'] as const) {
    for (const { id } of c.tasks.openOfKind(kind)) c.tasks.tell(id, { ...c.process.tasks[kind].about?.(c) });
  }
}
