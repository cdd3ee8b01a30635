import type { Instant, Limit } from '../workflows/domain/limits.ts';
import type { Keyed } from './effect-contracts.ts';

export interface AppointmentRow {
  readonly id: string;
  readonly caseId: string;
  readonly technicianId: string;
  readonly status: 'agreed' | 'kept' | 'missed' | 'cancelled';
  readonly from: Instant;
  readonly to: Instant;
  readonly place: string;
  readonly changeReason: string | null;
  /** It may overlap other windows of the technician. */
  readonly forced: boolean;
}

export interface ProposedTechnician {
  readonly personId: string;
  readonly name: string;
  readonly openMinutes: number;
  readonly onDuty: boolean;
}

/** What is found of a unit, as at the opening of a case. */
export interface UnitLookUp {
  readonly warranty: {
    readonly state: 'inside' | 'outside' | 'workmanship' | 'unknown';
    /** The first instant outside the product warranty; null when unknown. */
    readonly until: Instant | null;
    readonly countedAt: Instant;
    readonly workmanship: readonly {
      readonly caseId: string;
      readonly faultCode: string;
      readonly until: Instant;
    }[];
  };
  readonly possibleDuplicates: readonly string[];
  readonly registeredToAnother: boolean;
}

export interface ServiceActivities {
  /** When a limit runs out on a calendar; for an instant that is needed before it can be promised. */
  dueInstant(request: {
    readonly calendarCode: string;
    readonly start: Instant;
    readonly limit: Limit;
  }): Promise<Instant>;
  /** Refused (TECHNICIAN_BUSY) where the technician has agreed on another window then. */
  saveAppointment(appointment: AppointmentRow): Promise<void>;
  proposeTechnicians(request: {
    readonly skills: readonly string[];
    readonly at: Instant;
    readonly excludedIds: readonly string[];
  }): Promise<readonly ProposedTechnician[]>;
  /** What the records say of a unit: its warranty at an instant, open repairs of it, and whose it is. */
  lookUpUnit(request: {
    readonly caseId: string;
    readonly customerId: string | null;
    readonly productModel: string;
    readonly serialNumber: string | null;
    readonly at: Instant;
  }): Promise<UnitLookUp>;
  /** How often one fault of a unit was repaired inside its warranty, over all its cases. */
  countSignedRepairs(request: {
    readonly productModel: string;
    readonly serialNumber: string | null;
    readonly faultCode: string;
    /** A case whose repairs count too, whatever the fault was called there. */
    readonly sameFaultAs: string | null;
  }): Promise<number>;
  /**
   * Writes a signed repair into the unit's own history and grants the workmanship warranty to 24:00 of its last day
   * . `workmanshipDays` null: none is granted. A product warranty that ran at `extendSince`, when the time in
   * repair began, is prolonged by that time; null: it is not.
   */
  recordRepairedUnit(
    effect: Keyed & {
      readonly productModel: string;
      readonly serialNumber: string | null;
      readonly faultCode: string;
      readonly workmanshipDays: number | null;
      readonly extendSince?: Instant | null;
      readonly timeZone: string;
    },
  ): Promise<{ readonly workmanshipUntil: Instant | null }>;
}
