import type { Role } from '../../domain/limits.ts';
import { laterLimit } from '../../domain/policy/later-fields.ts';
import { first } from '../../runtime/concurrency.ts';
import { since } from '../../runtime/generations.ts';
import { linkedCasesClosed } from '../../runtime/links.ts';
import { inRole } from '../../runtime/owner.ts';
import { ladder } from '../promises/promises.ts';
import type { RepairCase } from '../repair.case.ts';
import { ownerOf } from '../repair.rules.ts';

/** A repair that has nothing left to do but to wait for a case that it was linked to (5 `link`; design, idea 11). */

export async function linkedCasesAwaited(c: RepairCase): Promise<void> {
  if (!since(1, 'linked-case-reminded')) return linkedCasesClosed(c);
  await first({ closed: () => linkedCasesClosed(c), reminded: () => remindInTurn(c) });
}

/** The owner first, then whoever stands above, each after the same time; the last one for as long as it takes. */
async function remindInTurn(c: RepairCase): Promise<never> {
  const limit = laterLimit(c.policy, 'linkedCaseWithin');
  const settledFrom = c.now();
  let from = settledFrom;
  for (let reminder = 0; ; reminder += 1) {
    from = await c.after(limit, from);
    const roles = reminded(c);
    const role = roles[Math.min(reminder, roles.length - 1)] ?? ownerOf(c.policy, c.state.round);
    c.note('linkedCaseAwaited', { cases: c.state.waitsFor, role, settledFrom });
    c.notify('linkedCaseAwaited', inRole(c, role), { settledFrom, count: c.state.waitsFor.length });
  }
}

function reminded(c: RepairCase): readonly Role[] {
  const owner = ownerOf(c.policy, c.state.round);
  const roles = ladder(c, 'slow').map(({ role }) => role);
  return [owner, ...roles.slice(roles.indexOf(owner) + 1)];
}
