import { hasAnyRole } from '../../workflows/domain/actors.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Limit } from '../../workflows/domain/limits.ts';
import { dueInstant } from '../../workflows/domain/working-time/due.ts';
import { calendarReader } from '../routes/calendar-reader.ts';
import { checkWindow } from './appointments.ts';
import { type Form, policyOf, type Precheck } from './context.ts';
import { checkLink, checkMergeTarget, checkUnlink } from './links.ts';
import { checkRegister } from './register.ts';
import { checkLoanDevice, checkPartLines } from './parts.ts';

type CommandPrecheck = (check: Precheck, input: Form) => Promise<void>;

const checkRepairHold: CommandPrecheck = async (check, input) =>
  checkHold(check, input, (await policyOf(check)).repair.holdMax);

/** Prechecks by kind of case and command. */
const COMMAND_PRECHECKS: Readonly<Record<string, CommandPrecheck>> = {
  'repair/hold': checkRepairHold,
  'repair/changeAppointment': (check, input) => checkWindow(check, check.found.technicianId, input),
  'repair/lendDevice': checkLoanDevice,
  'repair/merge': (check, input) => checkMergeTarget(check, input),
  'repair/correctRegister': checkRegister,
  'repair/requestParts': (check, input) => checkPartLines(check, input, 'lines'),
};

/** Prechecks of commands that every kind of case knows. */
const SHARED_PRECHECKS: Readonly<Record<string, CommandPrecheck>> = { link: checkLink, unlink: checkUnlink };

/** Refuses a command for reasons that only the database knows. */
export async function checkCommand(check: Precheck, command: string, input: Form): Promise<void> {
  await SHARED_PRECHECKS[command]?.(check, input);
  await COMMAND_PRECHECKS[`${check.found.kind}/${command}`]?.(check, input);
}

/** Beyond `holdMax` on the case's calendar a hold needs a manager (repair process, section 5). */
async function checkHold(check: Precheck, input: Form, holdMax: Limit): Promise<void> {
  if (hasAnyRole(check.by, ['manager', 'general_manager'])) return;
  const { calendar } = await calendarReader(check.db)(check.found.calendarCode);
  const { dueAt } = dueInstant(calendar, await check.now(), holdMax);
  const { until } = input;
  if (dueAt === null || typeof until !== 'number' || until <= dueAt) return;
  const latest = new Date(dueAt).toISOString();
  throw new DomainError('HOLD_TOO_LONG', `Without a manager a hold ends by ${latest}`, {
    faults: [{ pointer: '/until', message: `must not lie after ${latest}` }],
    details: { latest },
  });
}
