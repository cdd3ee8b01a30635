import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../db/presets/policies/index.ts';
import { approversFor } from '../../workflows/domain/policy/authority.ts';
import {
  helperRoleOf,
  isInScope,
  leadsOf,
  ownerRoleOf,
  ownerRolesOf,
  roleOf,
} from '../../workflows/domain/policy/service-policy.ts';

const { A, B, C, D, E } = POLICIES;

describe('approversFor', () => {
  it('asks the lowest role whose authority covers the amount, and climbs from there', () => {
    expect(approversFor(A.repair, A.repair.planAuthority, 100_000)).toEqual([
      'repair_lead',
      'manager',
      'general_manager',
    ]);
    expect(approversFor(A.repair, A.repair.planAuthority, 100_001)).toEqual(['manager', 'general_manager']);
    expect(approversFor(A.repair, A.repair.planAuthority, 500_001)).toEqual(['general_manager']);
  });

  it('asks nobody below the general manager where the manager has no authority', () => {
    expect(approversFor(D.repair, D.repair.scrapAuthority, 1)).toEqual(['general_manager']);
  });

  it('asks a role that stands at two levels once', () => {
    expect(approversFor(E.repair, E.repair.planAuthority, 50_000)).toEqual(['manager', 'general_manager']);
  });

  it('refuses an authority that leaves an amount to nobody', () => {
    expect(() => approversFor(A.repair, [{ role: 'manager', upToMinor: 10 }], 11)).toThrow('covers 11');
  });
});

describe('roles of a policy', () => {
  it('puts the lead of the policy in for `lead`', () => {
    expect(roleOf(D.repair, 'lead')).toBe('department_head');
    expect(roleOf(D.repair, 'agent')).toBe('agent');
  });

  it('takes the lead of the company, with the manager above, for those who lead', () => {
    expect([A, C, D, E].map(({ repair }) => leadsOf(repair))).toEqual([
      ['repair_lead', 'manager'],
      ['repair_lead', 'manager'],
      ['department_head', 'manager'],
      ['manager'],
    ]);
  });

  it('gives each round its owner, one level higher each time', () => {
    expect([1, 2, 3, 4].map((round) => ownerRoleOf(A.repair, round))).toEqual([
      'repair_lead',
      'manager',
      'general_manager',
      'general_manager',
    ]);
    expect(ownerRoleOf(C.repair, 1)).toBe('agent');
    expect(ownerRolesOf(E.repair)).toEqual(['manager', 'general_manager']);
  });

  it('lets technical support speak for the maker of the equipment', () => {
    expect(E.repair.helpFrom.map((source) => helperRoleOf(E.repair, source))).toEqual(['technical_support']);
    expect(B.repair.helpFrom.map((source) => helperRoleOf(B.repair, source))).toEqual(['repair_lead']);
  });
});

describe('isInScope', () => {
  it('never repairs food', () => {
    for (const policy of Object.values(POLICIES)) {
      expect(isInScope(policy.repair, { category: 'food', ownership: 'sold' })).toBe(false);
    }
  });

  it('repairs only what the company deals in', () => {
    expect(isInScope(B.repair, { category: 'furniture', ownership: 'sold' })).toBe(true);
    expect(isInScope(B.repair, { category: 'hardware', ownership: 'sold' })).toBe(false);
  });

  it('repairs lent equipment for the company that lends it, and sold units for one that sells them', () => {
    expect(isInScope(E.repair, { category: 'cooler', ownership: 'lent' })).toBe(true);
    expect(isInScope(E.repair, { category: 'cooler', ownership: 'sold' })).toBe(false);
    expect(isInScope(C.repair, { category: 'cooler', ownership: 'lent' })).toBe(false);
  });

  it('goes by the category while nobody knows whose the unit is', () => {
    expect(isInScope(E.repair, { category: 'dispenser', ownership: null })).toBe(true);
  });
});
