import type { Static } from 'typebox';
import { approvalsRepository } from '../../db/repositories/approvals.repository.ts';
import { requireCounterable } from '../../db/repositories/counter-entries.repository.ts';
import { moneyRepository } from '../../db/repositories/money.repository.ts';
import { requireNewCause } from '../../db/repositories/refunds.repository.ts';
import { hasAnyRole } from '../../workflows/domain/actors.ts';
import { refusedAt } from '../../workflows/domain/errors.ts';
import { grantedCause, refundableOf } from '../../workflows/domain/money.ts';
import type { RepairPolicy } from '../../workflows/domain/policy/repair-policy.ts';
import { dueInstant } from '../../workflows/domain/working-time/due.ts';
import { calendarReader } from '../routes/calendar-reader.ts';
import type { MoneyCorrectionBody } from '../schemas/case-account.schema.ts';
import { checkWindow } from './appointments.ts';
import { type Form, policyOf, type Precheck } from './context.ts';
import { checkLink, checkMergeTarget, checkUnlink } from './links.ts';
import { counterOf } from './money-correction.ts';
import { checkRegister } from './register.ts';
import { checkLoanDevice, checkPartLines } from './parts.ts';
import { checkNewOwner } from './people.ts';

type CommandPrecheck = (check: Precheck, input: Form) => Promise<void>;

const checkRepairHold: CommandPrecheck = async (check, input) =>
  checkHold(check, input, (await policyOf(check)).repair);

/** Prechecks by kind of case and command. */
const COMMAND_PRECHECKS: Readonly<Record<string, CommandPrecheck>> = {
  'repair/hold': checkRepairHold,
  'repair/changeAppointment': (check, input) => checkWindow(check, check.found.technicianId, input),
  'repair/grantRefund': checkRefund,
  'repair/correctMoney': checkCorrection,
  'repair/lendDevice': checkLoanDevice,
  'repair/merge': (check, input) => checkMergeTarget(check, input),
  'repair/correctRegister': checkRegister,
  'repair/requestParts': (check, input) => checkPartLines(check, input, 'lines'),
};

/** Prechecks of commands that every kind of case knows. */
const SHARED_PRECHECKS: Readonly<Record<string, CommandPrecheck>> = {
  link: checkLink,
  unlink: checkUnlink,
  reassign: checkNewOwner,
};

/** Refuses a command for reasons that only the database knows. */
export async function checkCommand(check: Precheck, command: string, input: Form): Promise<void> {
  await SHARED_PRECHECKS[command]?.(check, input);
  await COMMAND_PRECHECKS[`${check.found.kind}/${command}`]?.(check, input);
}

/**
 * Beyond `holdMax` on the case's calendar a hold is for the lead to place, whose manager is asked for the rest, or for
 * the manager (repair process, 5 `hold`, 6 `longHold`).
 */
async function checkHold(check: Precheck, input: Form, { holdMax, leadRole }: RepairPolicy): Promise<void> {
  if (hasAnyRole(check.by, [leadRole, 'manager', 'general_manager'])) return;
  const { calendar } = await calendarReader(check.db)(check.found.calendarCode);
  const { dueAt } = dueInstant(calendar, await check.now(), holdMax);
  const { until } = input;
  if (dueAt === null || typeof until !== 'number' || until <= dueAt) return;
  const latest = new Date(dueAt).toISOString();
  throw refusedAt(
    'HOLD_TOO_LONG',
    '/until',
    `must not lie after ${latest}`,
    `Without the lead or a manager a hold ends by ${latest}`,
    { details: { latest } },
  );
}

/** What was paid is given back at most once, and once for one cause (repair process, 9); the books say how far it goes. */
async function checkRefund(check: Precheck, input: Form): Promise<void> {
  const { repair } = await policyOf(check);
  // Under a policy that charges nothing the process refuses every refund.
  if (repair.refundAuthority === null) return;
  const { db, found } = check;
  const { amountMinor, cause } = input as { amountMinor: number; cause: string };
  await requireNewCause(db, found.id, grantedCause(cause));
  const account = await moneyRepository(db).accountOf(found.id);
  // Another amount for the same cause takes the place of the one that is being decided.
  const pendingMinor = await approvalsRepository(db).pendingRefundsMinor(found.id, cause);
  const remainderMinor = Math.max(0, refundableOf(account) - pendingMinor);
  if (amountMinor <= remainderMinor) return;
  throw refusedAt(
    'OVER_REFUND',
    '/amountMinor',
    `must be at most ${remainderMinor}`,
    `At most ${remainderMinor} can be given back`,
    { details: { remainderMinor, pendingMinor, currency: account.currency } },
  );
}

/** The books say what can be corrected, and how; the case hears of it once they are (repair process, 7 "undone by"). */
async function checkCorrection({ db, found, by }: Precheck, input: Form): Promise<void> {
  // Who may not correct does not learn what is in the books.
  if (!hasAnyRole(by, ['finance'])) return;
  await requireCounterable(db, counterOf(found.id, input as Static<typeof MoneyCorrectionBody>));
}
