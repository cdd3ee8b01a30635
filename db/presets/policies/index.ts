import type { ServicePolicy } from '../../../workflows/domain/policy/service-policy.ts';
import { POLICY_A } from './a.ts';
import { POLICY_B } from './b.ts';
import { POLICY_C } from './c.ts';
import { POLICY_D } from './d.ts';
import { POLICY_E } from './e.ts';

/**
 * One service policy per source company (requirements §0). Every value is the one of the policy tables; those
 * marked there as a default are the product's choice where the source prints none.
 */
export const POLICIES: Readonly<Record<'A' | 'B' | 'C' | 'D' | 'E', ServicePolicy>> = {
  A: POLICY_A,
  B: POLICY_B,
  C: POLICY_C,
  D: POLICY_D,
  E: POLICY_E,
};
