import type { Priority } from '../cases.ts';
import type { Limit, Role } from '../limits.ts';

/** A figure that is tighter for urgent cases. */
export type ByPriority<T> = Readonly<Record<Priority, T>>;

/** Languages in which people are written to (BCP 47). */
export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `lead` stands for the policy's `leadRole`. */
export type PolicyRole = Role | 'lead';

/** What kind of thing a product is (A3.2, B1, E); decides whether it can be repaired under a policy. */
export const PRODUCT_CATEGORIES = [
  'hardware',
  'software',
  'part',
  'furniture',
  'cooler',
  'dispenser',
  'food',
] as const;
export type ProductCategory = (typeof PRODUCT_CATEGORIES)[number];

/** Food spoils; it is returned, never repaired. */
export type RepairableCategory = Exclude<ProductCategory, 'food'>;

/** Whether the customer owns the unit or has it on loan from the company. */
export const UNIT_OWNERSHIPS = ['sold', 'lent'] as const;
export type UnitOwnership = (typeof UNIT_OWNERSHIPS)[number];

/** Which units are repaired at all. */
export interface RepairScope {
  readonly categories: readonly RepairableCategory[];
  readonly ownership: UnitOwnership;
}

/** What makes a case urgent by itself; an agent cannot untick it. */
export const URGENT_TRIGGERS = [
  'safety',
  'seriousDefect',
  'outOfUse',
  'productionStopped',
  'foodAtRisk',
] as const;
export type UrgentTrigger = (typeof URGENT_TRIGGERS)[number];

/** Who can be asked to help with a diagnosis; `maker` is the maker of the equipment, outside the company. */
export const HELP_SOURCES = ['lead', 'production', 'technical_support', 'maker'] as const;
export type HelpSource = (typeof HELP_SOURCES)[number];

export { PAYMENT_METHODS, type PaymentMethod } from '../money.ts';

export const FOLLOW_UP_MANNERS = ['phone', 'sms', 'form', 'letter', 'visit'] as const;
export type FollowUpManner = (typeof FOLLOW_UP_MANNERS)[number];

/** Answers to "are you satisfied" that reopen the work; `yes` never does. */
export const DISSATISFIED_ANSWERS = ['partly', 'no'] as const;
export type DissatisfiedAnswer = (typeof DISSATISFIED_ANSWERS)[number];

/** One level of an authority: the role decides alone up to this amount, both ends included. */
export interface AuthorityStep {
  readonly role: PolicyRole;
  /** Whole minor units of the policy's currency; null on the last level: any amount. */
  readonly upToMinor: number | null;
}

/** Who may decide which amount, lowest first; who is asked is the first whose amount covers it. */
export type Authority = readonly AuthorityStep[];

/** When a plan needs a supervisor's approval before work; any one that applies is enough. */
export interface PlanApprovalRule {
  readonly always: boolean;
  /** Whole minor units of computed cost from which on; null: cost alone never asks for one. */
  readonly costFromMinor: number | null;
  readonly complex: boolean;
  readonly safety: boolean;
}

/** When a loan device is offered. */
export type LoanOffer =
  | { readonly when: 'never' }
  /** The unit is expected to stay in the workshop for longer. */
  | { readonly when: 'workshopWait'; readonly longerThan: Limit }
  /** Always; the technician brings it to the first visit. */
  | { readonly when: 'firstVisit' };

/** Figures at which the customer may choose replacement or refund instead of another repair. */
export interface RipeningRights {
  /** Signed repairs of one fault; the right ripens when it is diagnosed once more. */
  readonly repairsOfOneFault: number;
  /** Days in repair, time waiting for the customer not counted. */
  readonly daysInRepair: number;
  /** Days that one part has been short. */
  readonly daysWithoutPart: number;
}
