import type { Role } from '../domain/limits.ts';
import type { Case } from './case.ts';
import type { ProcessShape } from './case-state.ts';
import { first } from './concurrency.ts';
import { since } from './generations.ts';
import { isWaiting, linkedCasesClosed } from './links.ts';
import { inRole } from './owner.ts';

/** A case that has nothing left to do but to wait for cases that it was linked to (repair process, 5 `link`; design idea 11). */

export async function linkedCasesAwaited<S extends ProcessShape>(c: Case<S>): Promise<void> {
  if (!isWaiting(c) || !since(1, 'linked-case-reminded')) return linkedCasesClosed(c);
  await first({ closed: () => linkedCasesClosed(c), reminded: () => remindInTurn(c) });
}

/** The owner first, then whoever stands above, each after the same time; the last one for as long as it takes. */
async function remindInTurn<S extends ProcessShape>(c: Case<S>): Promise<never> {
  const limit = c.process.linkedCaseWithin(c);
  const settledFrom = c.now();
  let from = settledFrom;
  for (let reminder = 0; ; reminder += 1) {
    from = await c.after(limit, from);
    const roles = reminded(c);
    const role = roles[Math.min(reminder, roles.length - 1)] ?? c.process.ownerRole(c);
    c.note('linkedCaseAwaited', { cases: c.state.waitsFor, role, settledFrom });
    c.notify('linkedCaseAwaited', inRole(c, role), { settledFrom, count: c.state.waitsFor.length });
  }
}

function reminded<S extends ProcessShape>(c: Case<S>): readonly Role[] {
  const owner = c.process.ownerRole(c);
  const roles = c.process.escalationLadder(c).map(({ role }) => role);
  return [owner, ...roles.slice(roles.indexOf(owner) + 1)];
}
