import { type Actor, hasAnyRole } from '../domain/actors.ts';
import type { HoldState } from '../domain/cases.ts';
import type { Instant, Limit, Role } from '../domain/limits.ts';
import type { Case } from './case.ts';
import type { ProcessShape } from './case-state.ts';
import { first } from './concurrency.ts';
import type { HoldRequest } from './holds.ts';

/**
 * A hold lasts at most as the policy allows (`holdMax`). Those above that place a longer one as they wish; a lead's
 * lasts as long as is allowed, and goes on only if the manager approves the rest meanwhile (repair process, 5 `hold`,
 * 6 `longHold`).
 */
export function placeHold<S extends ProcessShape>(c: Case<S>, request: HoldRequest, by: Actor): void {
  if (mayHoldAtWill(by)) {
    c.holds.place(request, by);
    return;
  }
  const hold = c.holds.place(request, by, c.process.longHolds(c).max);
  c.aside(() => restApproved(c, hold, by));
}

/** A timer may fire some seconds late; by then whatever was due at its instant has happened. */
const TIMERS_ARE_EXACT_TO_SECONDS = 60;

const AT_WILL: readonly Role[] = ['manager', 'general_manager'];

const mayHoldAtWill = (by: Actor): boolean => hasAnyRole(by, AT_WILL);

/** Asks for what was wished beyond the longest hold, while the hold lasts. */
async function restApproved<S extends ProcessShape>(c: Case<S>, hold: HoldState, by: Actor): Promise<void> {
  await c.recorder.written();
  const wished = hold.until;
  const until = c.holds.endOf(hold);
  if (wished === null || until === null || until >= wished) return;
  c.holds.changeEnd(hold, until);
  const ended = await first({
    decided: () =>
      c.approval({
        subject: 'longHold',
        revision: c.serial(),
        requestedBy: by,
        chain: c.process.longHolds(c).approvers,
        within: untilJustAfter(c, until),
        about: { reason: hold.reason, text: hold.text, endsAt: until, wishedUntil: wished },
      }),
    over: () => over(c, hold),
  });
  if (ended.branch !== 'decided' || ended.value.decision !== 'approved') return;
  c.holds.changeEnd(hold, wished, ended.value.by);
}

/** The question is open as long as the hold lasts, whose end takes it back before anybody is reminded of it. */
function untilJustAfter<S extends ProcessShape>(c: Case<S>, at: Instant): Limit {
  const seconds = (at - c.now()) / 1000 + TIMERS_ARE_EXACT_TO_SECONDS;
  return { amount: seconds, unit: 'seconds', counting: 'wallClock' };
}

async function over<S extends ProcessShape>(c: Case<S>, hold: HoldState): Promise<void> {
  while (c.holds.isRunning(hold)) await c.next('holdEnded');
}
