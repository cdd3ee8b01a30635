import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import type { TaskRow } from '../../db/repositories/tasks.repository.ts';
import type { Actor } from '../../workflows/domain/actors.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { CaseGateway } from '../case-gateway.ts';
import { addressOf } from './case-access.ts';
import { derivedId } from './request-keys.ts';

/** A survey that nobody answered in time in this round: the process says that it is over (repair process, 9). */
export function isLateSurvey(
  { kind, status, round }: Pick<TaskRow, 'kind' | 'status' | 'round'>,
  found: Pick<CaseRow, 'round'>,
): boolean {
  return kind === 'answerSurvey' && status === 'dropped' && round === found.round;
}

interface SurveyAnswer {
  readonly found: CaseRow;
  readonly form: Readonly<Record<string, unknown>>;
  readonly by: Actor;
  /** Key of the caller's intention. */
  readonly key: string;
}

/** A survey that is answered too late is refused; what the customer wrote is kept as a comment of the case. */
export async function keepingLateText(
  gateway: CaseGateway,
  { found, form, by, key }: SurveyAnswer,
  complete: () => Promise<unknown>,
): Promise<void> {
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
