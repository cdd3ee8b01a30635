import { describe, expect, it } from 'vitest';
import { createValidatorCompiler, toFaults } from '../../api/plugins/validation.ts';
import { ServicePolicySchema } from '../../api/schemas/policy.schema.ts';
import { POLICIES } from '../../db/presets/policies/index.ts';
import type { Fault } from '../../workflows/domain/errors.ts';

const validate = createValidatorCompiler()({
  schema: ServicePolicySchema,
  method: 'POST',
  url: '/',
  httpPart: 'body',
});

function faultsOf(policy: unknown): readonly Fault[] {
  if (validate(policy) === true) return [];
  return toFaults(validate.errors ?? [], 'body');
}

describe('the policy schema', () => {
  it.each(Object.entries(POLICIES))('accepts preset %s', (_company, policy) => {
    expect(faultsOf(policy)).toEqual([]);
  });

  it('points at a limit with a unit that does not exist', () => {
    const { repair } = POLICIES.A;
    const faults = faultsOf({
      ...POLICIES.A,
      repair: { ...repair, helpWithin: { ...repair.helpWithin, unit: 'weeks' } },
    });
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/repair/helpWithin/unit']);
  });

  it('names a field that is missing and a field that is unknown', () => {
    const { settleWithin, ...repair } = POLICIES.A.repair;
    const faults = faultsOf({ ...POLICIES.A, repair: { ...repair, setleWithin: settleWithin } });
    expect(faults).toEqual([
      { pointer: '/repair/settleWithin', message: 'is missing' },
      { pointer: '/repair/setleWithin', message: 'is not a known field' },
    ]);
  });

  it('refuses to repair food', () => {
    const { repair } = POLICIES.E;
    const faults = faultsOf({
      ...POLICIES.E,
      repair: { ...repair, scope: { ...repair.scope, categories: ['food'] } },
    });
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/repair/scope/categories/0']);
  });
});
