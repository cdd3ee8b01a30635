import { describe, expect, it } from 'vitest';
import type { PersonActor } from '../../workflows/domain/actors.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import { decidersOf } from '../../workflows/domain/policy/authority.ts';

const asker = (...roles: Role[]): PersonActor => ({ type: 'person', personId: 'p-1', roles });

describe('a request of somebody who could decide it', () => {
  const chain: readonly Role[] = ['repair_lead', 'manager', 'general_manager'];

  it('is decided above, and anybody else’s from the first role on', () => {
    expect(decidersOf(chain, asker('agent'))).toEqual(chain);
    expect(decidersOf(chain, asker('repair_lead'))).toEqual(['manager', 'general_manager']);
    expect(decidersOf(chain, asker('manager'))).toEqual(['general_manager']);
    expect(decidersOf(chain, asker('repair_lead', 'manager'))).toEqual(['general_manager']);
  });

  it('is decided by the other roles of the chain where the asker holds the last one, and then above', () => {
    expect(decidersOf(['parts_lead', 'manager'], asker('manager'))).toEqual([
      'parts_lead',
      'general_manager',
    ]);
    expect(decidersOf(['manager'], asker('manager'))).toEqual(['general_manager']);
    expect(decidersOf(chain, asker('general_manager'))).toEqual(['repair_lead', 'manager']);
  });

  it('never comes back to the asker, even with every role at the top', () => {
    expect(decidersOf(['general_manager'], asker('general_manager'))).toEqual(['manager']);
    expect(decidersOf(['general_manager'], asker('general_manager', 'manager'))).toEqual(['finance']);
  });
});
