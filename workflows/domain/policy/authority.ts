import { type Actor, hasAnyRole } from '../actors.ts';
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

/** Who decides, in order, where everybody else who could has asked for it: nobody is above the general manager. */
const TOPMOST: readonly Role[] = ['general_manager', 'manager', 'finance'];

/**
 * The roles asked to decide a request, without any that the asker holds: nobody approves their own request, it is
 * decided one role up (repair process, 6). What the last role of the chain asks for, the other roles of the chain
 * decide, and the topmost role beside them.
 */
export function decidersOf(chain: readonly Role[], requestedBy: Actor): readonly Role[] {
  const isOwn = (role: Role): boolean => hasAnyRole(requestedBy, [role]);
  const highest = chain.findLastIndex(isOwn);
  if (highest === -1) return chain;
  if (highest < chain.length - 1) return chain.slice(highest + 1);
  const top = TOPMOST.filter((role) => !isOwn(role)).slice(0, 1);
  return [...new Set([...chain.filter((role) => !isOwn(role)), ...top])];
}
