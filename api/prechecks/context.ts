import type { Database } from '../../db/client.ts';
import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import { type Actor, hasAnyRole } from '../../workflows/domain/actors.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { ServicePolicy } from '../../workflows/domain/policy/service-policy.ts';
import { type CaseApiDependencies, type CaseClock, caseNow } from '../routes/case-access.ts';

/**
 * What is checked before a message goes to a case: rules that need more of the database than the case itself knows.
 * Who may do what is for the process to say.
 */
export interface Precheck {
  readonly db: Database;
  readonly found: CaseRow;
  readonly by: Actor;
  /** The present instant on the case's own clock. */
  readonly now: () => Promise<Instant>;
}

export function precheckOf(
  deps: CaseClock & Pick<CaseApiDependencies, 'db'>,
  found: CaseRow,
  by: Precheck['by'],
): Precheck {
  return { db: deps.db, found, by, now: () => caseNow(deps, found) };
}

export type Form = Readonly<Record<string, unknown>>;

/** The policy version that the case keeps. */
export async function policyOf({ db, found }: Precheck): Promise<ServicePolicy> {
  return (await policiesRepository(db).findVersion(found.policyId)).document;
}

/** Whether the rule is to be set aside; only whoever leads the technicians may ask for that. */
export async function isForced(check: Precheck, form: Form): Promise<boolean> {
  if (form['force'] !== true) return false;
  const { repair } = await policyOf(check);
  const leads = [repair.leadRole, 'manager', 'general_manager'] as const;
  if (hasAnyRole(check.by, leads)) return true;
  throw new DomainError('ROLE_MISSING', `An overlap is forced by: ${leads.join(', ')}`);
}
