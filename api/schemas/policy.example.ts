import { POLICY_A } from '../../db/presets/policies/a.ts';
import type { ServicePolicy } from '../../workflows/domain/policy/service-policy.ts';

/** The preset of company A as its next version: what a caller who changes a policy sends. */
export const examplePolicy: ServicePolicy = { ...POLICY_A, version: POLICY_A.version + 1 };
