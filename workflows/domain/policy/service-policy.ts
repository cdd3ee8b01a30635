import type { Role } from '../limits.ts';
import type { HelpSource, Language, PolicyRole, ProductCategory, UnitOwnership } from './choices.ts';
import type { PeriodSurveyPolicy } from './period-survey.ts';
import type { RepairPolicy } from './repair-policy.ts';

/**
 * The after-sales rules of one company: data, validated and versioned (requirements §0). A case keeps the
 * version that it was opened under.
 */
export interface ServicePolicy {
  /** Code of the company whose rules these are; the presets are A to E. */
  readonly company: string;
  readonly name: Readonly<Record<Language, string>>;
  /** Grows by one with every change; a stored version never changes. */
  readonly version: number;
  /** IANA time zone of the company's days and numbers. */
  readonly timeZone: string;
  /** Codes of the calendars: the one that `workingTime` limits count on, and the one without closing hours. */
  readonly calendar: { readonly workingTime: string; readonly aroundTheClock: string };
  /** ISO 4217 currency of every amount in the policy. */
  readonly currency: string;
  /** Languages customers are written to; the first one when a customer's own is not among them. */
  readonly languages: readonly Language[];
  readonly repair: RepairPolicy;
  /** Left out or null: customers are not asked by period (V-02). */
  readonly periodSurvey?: PeriodSurveyPolicy | null;
}

/** The survey by period of a company, if it has one; versions from before there was one have none. */
export const periodSurveyOf = ({
  periodSurvey,
}: Pick<ServicePolicy, 'periodSurvey'>): PeriodSurveyPolicy | null => periodSurvey ?? null;

/** The role that a policy means, with `lead` replaced by its own lead. */
export function roleOf(policy: Pick<RepairPolicy, 'leadRole'>, role: PolicyRole): Role {
  return role === 'lead' ? policy.leadRole : role;
}

/** Who answers a request for help. The maker has no account: technical support asks it and enters the answer. */
export function helperRoleOf(policy: Pick<RepairPolicy, 'leadRole'>, source: HelpSource): Role {
  return source === 'maker' ? 'technical_support' : roleOf(policy, source);
}

/** Who leads the technicians of the company, and the manager above them (repair process, 5 "lead"). */
export function leadsOf(policy: Pick<RepairPolicy, 'leadRole'>): readonly Role[] {
  return [...new Set<Role>([policy.leadRole, 'manager'])];
}

/** Who answers for a case in a round, counted from 1. */
export function ownerRoleOf(policy: Pick<RepairPolicy, 'leadRole' | 'ownerByRound'>, round: number): Role {
  const { first, second, later } = policy.ownerByRound;
  return roleOf(policy, round <= 1 ? first : round === 2 ? second : later);
}

/** Everybody who answers for a case in one round or another. */
export function ownerRolesOf(policy: Pick<RepairPolicy, 'leadRole' | 'ownerByRound'>): readonly Role[] {
  const { first, second, later } = policy.ownerByRound;
  return [...new Set([first, second, later].map((role) => roleOf(policy, role)))];
}

/**
 * Whether a unit is repaired under the policy. Where it is not known whose the unit is, its category decides.
 */
export function isInScope(
  policy: Pick<RepairPolicy, 'scope'>,
  unit: { readonly category: ProductCategory; readonly ownership: UnitOwnership | null },
): boolean {
  const { categories, ownership } = policy.scope;
  const knownToBeOther = unit.ownership !== null && unit.ownership !== ownership;
  return unit.category !== 'food' && categories.includes(unit.category) && !knownToBeOther;
}
