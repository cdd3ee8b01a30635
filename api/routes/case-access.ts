import type { Database } from '../../db/client.ts';
import { casesRepository, type CaseRow } from '../../db/repositories/cases.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { CaseAddress, CaseGateway } from '../case-gateway.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Principal } from '../plugins/auth.ts';

/** What routes about cases are built from. */
export interface CaseApiDependencies extends ApiDependencies {
  readonly gateway: CaseGateway;
}

/** The case, if the caller may know of it: to a customer, somebody else's does not exist (design §5). */
export async function findVisibleCase(db: Database, principal: Principal, caseId: string): Promise<CaseRow> {
  const found = await casesRepository(db).findById(caseId);
  assertVisible(principal, found.customerId, `There is no case ${caseId}`);
  return found;
}

export function assertVisible(principal: Principal, customerId: string | null, message: string): void {
  const { actor } = principal;
  if (actor.type === 'customer' && actor.customerId !== customerId) {
    throw new DomainError('NOT_FOUND', message);
  }
}

/** Answers from the database what the process would answer too; it works while no worker runs. */
export function assertOpen(found: CaseRow): void {
  if (found.closedAt === null) return;
  const { id, number, outcome } = found;
  // After an announced silence an answer goes on as a new report, which keeps the warranty of this one (9).
  const isReported = outcome === 'customerSilent';
  const message = isReported ? 'is closed; report it again with repeatOf' : 'is closed';
  throw new DomainError('CASE_CLOSED', `The case ${number} ${message}`, {
    details: { outcome, ...(isReported && { repeatOf: id }) },
  });
}

/** A merged case puts back what it had, and has nothing else to say: its records are the other one's by then. */
export function assertNotMerged({ number, outcome }: CaseRow): void {
  if (outcome !== 'merged') return;
  throw new DomainError('CASE_CLOSED', `The case ${number} was merged into another one; see its links`, {
    details: { outcome },
  });
}

export const addressOf = ({ kind, id }: Pick<CaseRow, 'kind' | 'id'>): CaseAddress => ({ kind, caseId: id });

/** What tells the time of a case. */
export type CaseClock = Pick<CaseApiDependencies, 'config' | 'gateway' | 'now'>;

/** The present instant on the case's own clock (design idea 8). */
export async function caseNow(deps: CaseClock, found: CaseRow): Promise<Instant> {
  if (!deps.config.adjustableClocks) return deps.now() + found.clockOffsetMs;
  return (await deps.gateway.workflowTime(addressOf(found))) + found.clockOffsetMs;
}
