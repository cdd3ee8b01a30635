import type { Role } from '../limits.ts';
import type { Authority } from './choices.ts';
import type { RepairPolicy } from './repair-policy.ts';
import { roleOf } from './service-policy.ts';

/**
 * The roles asked to approve an amount, in order: first the lowest whose authority covers it, then the roles
 * above it, to climb to when nobody decides in time.
 */
export function approversFor(
  policy: Pick<RepairPolicy, 'leadRole'>,
  authority: Authority,
  amountMinor: number,
): readonly Role[] {
  const first = authority.findIndex(({ upToMinor }) => upToMinor === null || amountMinor <= upToMinor);
  if (first === -1) throw new Error(`No level of the authority covers ${amountMinor}`);
  const roles = authority.slice(first).map(({ role }) => roleOf(policy, role));
  return [...new Set(roles)];
}
