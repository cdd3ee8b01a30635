import type { LoanActivities } from './loan-contracts.ts';
import type { MoneyActivities } from './money-contracts.ts';
import type { PartsActivities } from './parts-contracts.ts';
import type { ReplacementActivities } from './replacement-contracts.ts';
import type { ServiceActivities } from './service-contracts.ts';

export type * from './effect-contracts.ts';
export type * from './loan-contracts.ts';
export type * from './money-contracts.ts';
export type * from './parts-contracts.ts';
export type * from './replacement-contracts.ts';
export type * from './service-contracts.ts';

/** What the repair process uses beside what every case uses. */
export type RepairActivities = PartsActivities &
  MoneyActivities &
  ServiceActivities &
  ReplacementActivities &
  LoanActivities;
