import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../db/presets/policies/index.ts';
import type { Actor } from '../../workflows/domain/actors.ts';
import { type CaseOwner, mayGive, nameGivers } from '../../workflows/domain/givers.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import {
  answerableBesideOwner,
  REPAIR_COMMAND_GIVERS,
} from '../../workflows/domain/policy/repair-commands.ts';

const { A, C, D, E } = POLICIES;

const person = (personId: string, ...roles: readonly Role[]): Actor => ({ type: 'person', personId, roles });
const CUSTOMER: Actor = { type: 'customer', customerId: 'c1' };

/** Whoever is an agent owns it, or one of them alone. */
const AGENTS: CaseOwner = { role: 'agent', personId: null };
const AGENT_1: CaseOwner = { role: 'agent', personId: 'p1' };

describe('whoever may give a command', () => {
  it('is anybody for some, and holders of the roles for others', () => {
    const leads = { roles: ['manager'], owner: false } as const;
    expect(mayGive(CUSTOMER, 'anyone', AGENTS)).toBe(true);
    expect(mayGive(CUSTOMER, leads, AGENTS)).toBe(false);
    expect(mayGive(person('p9', 'manager'), leads, AGENTS)).toBe(true);
    expect(mayGive(person('p1', 'agent'), leads, AGENT_1)).toBe(false);
    expect(mayGive({ type: 'system', name: 'erp' }, leads, AGENTS)).toBe(true);
  });

  it('is every holder of the owning role until one is named, and that one alone from then on', () => {
    const owner = { roles: ['manager'], owner: true } as const;
    expect(mayGive(person('p2', 'agent'), owner, AGENTS)).toBe(true);
    expect(mayGive(person('p2', 'agent'), owner, AGENT_1)).toBe(false);
    expect(mayGive(person('p1', 'agent'), owner, AGENT_1)).toBe(true);
    expect(mayGive(person('p2', 'agent', 'manager'), owner, AGENT_1)).toBe(true);
    expect(mayGive(CUSTOMER, owner, AGENT_1)).toBe(false);
  });

  it('is named to whoever may not', () => {
    const owner = { roles: ['manager'], owner: true } as const;
    expect(nameGivers(owner, AGENTS)).toBe('manager, agent');
    expect(nameGivers(owner, AGENT_1)).toBe('manager, the owner of the case');
    expect(nameGivers({ ...owner, owner: false }, AGENTS)).toBe('manager');
  });
});

describe('the commands of a repair', () => {
  it('are for those who answer for it beside the owner: its lead, the manager and the service lead', () => {
    expect(answerableBesideOwner(D.repair)).toEqual(['department_head', 'manager', 'service_lead']);
    expect(answerableBesideOwner(E.repair)).toEqual(['manager', 'service_lead']);
    expect(REPAIR_COMMAND_GIVERS.hold(A.repair)).toEqual({
      roles: ['repair_lead', 'manager', 'service_lead'],
      owner: true,
    });
  });

  it('let the owner alone merge and convert, and the manager cancel too', () => {
    expect(REPAIR_COMMAND_GIVERS.merge(C.repair)).toEqual({ roles: [], owner: true });
    expect(REPAIR_COMMAND_GIVERS.cancel(C.repair)).toEqual({ roles: ['manager'], owner: true });
  });

  it('leave it to the lead, the service lead and the manager to name the owner', () => {
    expect(REPAIR_COMMAND_GIVERS.reassign(C.repair)).toEqual({
      roles: ['service_lead', 'repair_lead', 'manager'],
      owner: false,
    });
  });
});
