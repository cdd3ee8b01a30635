/** An instant: epoch milliseconds, UTC. */
export type Instant = number;

export type LimitUnit = 'seconds' | 'minutes' | 'hours' | 'days';

/**
 * How long something may take (design §5).
 * `workingTime` counts open hours of a calendar; in days it counts working days, the starting day not counted.
 * A negative amount counts backwards (a warning before a limit).
 */
export interface Limit {
  readonly amount: number;
  readonly unit: LimitUnit;
  readonly counting: 'wallClock' | 'workingTime';
  /**
   * Only with `days` of `workingTime`: true (the default) is due at the closing of the target day
   * (Civil Code of the PRC art. 200–204); false keeps the clock time and moves into the next open block.
   */
  readonly endOfDay?: boolean;
}

const SECONDS_PER_UNIT: Readonly<Record<LimitUnit, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3_600,
  days: 86_400,
};

/**
 * The length of a limit if every day were open around the clock, in seconds. Only good for comparing limits:
 * only a calendar knows its hours.
 */
export function nominalSeconds(limit: Limit): number {
  return limit.amount * SECONDS_PER_UNIT[limit.unit];
}

/** A span in which a clock stands; without `to` it still stands. */
export interface Pause {
  readonly from: Instant;
  readonly to?: Instant;
}

/** One level of an escalation: who is told, and how long that level has before the next one is told. */
export interface LadderStep {
  readonly role: Role;
  /** Absent on the last level. */
  readonly within?: Limit;
}

/** Level 1 is told at the due instant itself. */
export type Ladder = readonly LadderStep[];

/** Roles named by the process files; people hold them, processes address them. */
export const ROLES = [
  'customer',
  'agent',
  'technician',
  'parts_clerk',
  'parts_lead',
  'inspector',
  'finance',
  'production',
  'technical_support',
  'repair_lead',
  'service_lead',
  'department_head',
  'sales_manager',
  'manager',
  'general_manager',
  'admin',
] as const;

export type Role = (typeof ROLES)[number];
