import type { Database } from '../../db/client.ts';
import { saveAppointment } from '../../db/repositories/appointment-records.repository.ts';
import type { CaseStepRepository } from '../../db/repositories/case-step.repository.ts';
import { countSignedRepairs, recordRepairedUnit } from '../../db/repositories/repaired-units.repository.ts';
import { reportsRepository } from '../../db/repositories/reports.repository.ts';
import { techniciansRepository } from '../../db/repositories/technicians.repository.ts';
import { warrantiesRepository } from '../../db/repositories/warranties.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { DAY_MS, epochDayOfLocal } from '../../workflows/domain/working-time/civil-date.ts';
import { dueInstant } from '../../workflows/domain/working-time/due.ts';
import { zoneNamed } from '../../workflows/domain/working-time/zone.ts';
import type { WorkingCalendar, WorkingCalendars } from '../recording/working-calendars.ts';
import type { ServiceActivities } from '../repair-contracts.ts';

export interface ServiceDependencies {
  readonly db: Database;
  readonly calendars: WorkingCalendars;
  readonly steps: Pick<CaseStepRepository, 'findOptionalCalendarStamp'>;
}

/** Technicians, windows, limits and the unit's own history. */
export function serviceActivities(deps: ServiceDependencies): ServiceActivities {
  const { db } = deps;
  return {
    async dueInstant({ calendarCode, start, limit }) {
      const { compiled } = await storedCalendar(deps, calendarCode);
      const { dueAt } = dueInstant(compiled, start, limit);
      if (dueAt === null) throw new DomainError('INVALID', `The limit never runs out on ${calendarCode}`);
      return dueAt;
    },

    async saveAppointment({ from: fromAt, to: toAt, ...appointment }) {
      await saveAppointment(db, { ...appointment, fromAt, toAt });
    },

    async proposeTechnicians(wish) {
      const proposed = await techniciansRepository(db).propose(wish);
      return proposed.map(({ personId, name, openMinutes, onDuty }) => {
        return { personId, name, openMinutes, onDuty };
      });
    },

    async lookUpUnit({ at, ...asked }) {
      const report = { kind: 'repair', company: null, openedAt: at, ...asked } as const;
      const { unit, duplicates } = await reportsRepository(db).findFacts(report);
      const { state, until, workmanship } = await warrantiesRepository(db).lookUpWarranty(asked, at);
      return {
        warranty: { state, until, workmanship, countedAt: at },
        possibleDuplicates: duplicates.map(({ caseId }) => caseId),
        registeredToAnother: unit !== null && unit.customerId !== asked.customerId,
      };
    },

    countSignedRepairs: (request) => countSignedRepairs(db, request),

    async recordRepairedUnit({ key, at, workmanshipDays, extendSince = null, timeZone, ...repaired }) {
      const workmanshipUntil = workmanshipDays === null ? null : endOfDayAfter(at, workmanshipDays, timeZone);
      const { caseId, productModel, serialNumber, faultCode } = repaired;
      const unit = { caseId, productModel, serialNumber, faultCode, workmanshipUntil, extendSince };
      return recordRepairedUnit(db, key, unit, at);
    },
  };
}

/** The calendar as it is stored now: no step that would notice a change is written with the answer. */
async function storedCalendar(
  { calendars, steps }: ServiceDependencies,
  code: string,
): Promise<WorkingCalendar> {
  let calendar = await calendars.current(code);
  while (calendar.stamp !== (await steps.findOptionalCalendarStamp(code))) {
    calendar = await calendars.current(code, calendar);
  }
  return calendar;
}

/** 24:00 of the day that many days after the one of `at`, which does not count. */
function endOfDayAfter(at: Instant, days: number, timeZone: string): Instant {
  const zone = zoneNamed(timeZone);
  return zone.instantOf((epochDayOfLocal(zone.localAt(at)) + days + 1) * DAY_MS);
}
