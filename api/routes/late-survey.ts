import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import type { TaskRow } from '../../db/repositories/tasks.repository.ts';
import { surveyRoundsRepository } from '../../db/repositories/survey-rounds.repository.ts';
import { type Actor, hasAnyRole } from '../../workflows/domain/actors.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { checkHeardFrom } from '../../workflows/domain/reported.ts';
import { addressOf, type CaseApiDependencies, caseNow } from './case-access.ts';
import { derivedId } from './request-keys.ts';

/** A survey that nobody answered in time in this round: the process says that it is over (repair process, 9). */
export function isLateSurvey(
  { kind, status, round }: Pick<TaskRow, 'kind' | 'status' | 'round'>,
  found: Pick<CaseRow, 'round'>,
): boolean {
  return kind === 'answerSurvey' && status === 'dropped' && round === found.round;
}

/** A survey by period that nobody answered in time: its case is closed with that, and its round keeps what comes late. */
export const isExpiredSurvey = ({ kind, outcome }: Pick<CaseRow, 'kind' | 'outcome'>): boolean =>
  kind === 'survey' && outcome === 'expired';

interface SurveyAnswer {
  readonly found: CaseRow;
  readonly form: Readonly<Record<string, unknown>>;
  readonly by: Actor;
  /** Key of the caller's intention. */
  readonly key: string;
}

/** A survey that is answered too late is refused; what the customer wrote is kept as a comment of the case. */
export async function keepingLateText(
  deps: CaseApiDependencies,
  answer: SurveyAnswer,
  complete: () => Promise<unknown>,
): Promise<void> {
  const { gateway } = deps;
  const { found, form, by, key } = answer;
  if (isExpiredSurvey(found)) return refuseExpired(deps, answer);
  try {
    await complete();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'SURVEY_EXPIRED') throw error;
    const { remark, heardFrom } = form;
    if (typeof remark === 'string') {
      const input = { text: remark, shared: true, ...(heardFrom === undefined ? {} : { heardFrom }) };
      await gateway.runCommand(
        addressOf(found),
        { command: 'comment', input, by },
        derivedId(key, 'comment'),
      );
    }
    throw error;
  }
}

async function refuseExpired(deps: CaseApiDependencies, { found, form, by }: SurveyAnswer): Promise<never> {
  if (!hasAnyRole(by, ['customer', 'agent'])) {
    throw new DomainError('ROLE_MISSING', 'A survey is answered by: customer, agent');
  }
  checkHeardFrom(by, form);
  const { remark } = form;
  if (typeof remark === 'string') {
    await surveyRoundsRepository(deps.db).keepLateRemark(found.id, remark, await caseNow(deps, found));
  }
  throw new DomainError('SURVEY_EXPIRED', 'The survey is over; what was remarked is kept with its round', {
    details: { expiredAt: found.closedAt },
  });
}
