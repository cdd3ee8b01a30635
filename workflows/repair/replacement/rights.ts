import type { Actor } from '../../domain/actors.ts';
import { ranMs } from '../../domain/deadlines.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/limits.ts';
import type { RipeningRights } from '../../domain/policy/choices.ts';
import { checkHeardFrom } from '../../domain/reported.ts';
import { effect } from '../../runtime/effects.ts';
import { effects } from '../effects.ts';
import type { RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { toOwner } from '../../runtime/owner.ts';
import { lookupsOf } from '../visits/reported-unit.ts';
import { unitInPlace } from '../visits/whereabouts.ts';

/**
 * Rights that ripen inside the warranty: after so many repairs of one fault, so many days in repair or without a part
 * the customer may choose another unit or the money back. The case offers it by itself (3.4 rights; X-17).
 */

type Ground = keyof RipeningRights;

const OPTIONS = ['replacement', 'refund', 'repair'] as const;

const DAYS_IN_REPAIR = 'daysInRepair';
const DAYS_WITHOUT_PART = 'daysWithoutPart';
const DAY_MS = 86_400_000;

/** The repair is under way: there is something that a replacement or refund would take the place of. */
const PHASES: readonly RepairPhase[] = ['dispatch', 'diagnosis', 'proposal', 'parts', 'work', 'replacement'];

export const rightsTasks: TasksOf<'answerRight'> = {
  answerRight: {
    role: () => ['customer', 'agent'],
    due: (c) => ({ within: c.policy.customerAnswerWithin, ladder: [] }),
    check(c, form, _task, by) {
      checkHeardFrom(by, form);
      if (isOpenToRights(c) || form.choice === 'repair') return;
      throw new DomainError('WRONG_PHASE', `In ${c.state.phase} the unit is accepted or refused instead`, {
        details: { phase: c.state.phase, allowed: PHASES },
      });
    },
    done: takeAnswer,
  },
};

function takeAnswer(c: RepairCase, { choice }: RepairForms['answerRight'], by: Actor): void {
  c.note('rightAnswered', { choice }, 'customer', by);
  c.notify('customerAnswered', toOwner(c), { what: 'answerRight' });
  if (choice === 'repair') return;
  c.data.rightTaken = choice;
  c.interrupt('replacement');
}

const isOpenToRights = (c: RepairCase): boolean =>
  PHASES.includes(c.state.phase) && c.data.unitComing === null && c.data.rightTaken === null;

/** As looked up when the fault was reported; a technician may have found that the warranty does not cover it. */
function isCovered(c: RepairCase): boolean {
  const { coverage } = c.data;
  const isInside = lookupsOf(c).warranty.state === 'inside';
  return isInside && (coverage === null || coverage === 'warranty' || coverage === 'workmanship');
}

/** Silence changes nothing: the repair goes on, and the offer stands until the case is past it. */
function offerRight(c: RepairCase, ground: Ground): void {
  const offer = `${ground}/${c.state.round}`;
  if (!isCovered(c) || !isOpenToRights(c) || c.data.rightsOffered.includes(offer)) return;
  c.data.rightsOffered = [...c.data.rightsOffered, offer];
  c.tell('rightOffered', { ground, options: OPTIONS.join(',') });
  c.notify('rightRipened', toOwner(c), { ground });
  if (c.tasks.openOfKind('answerRight').length > 0) return;
  c.openTask('answerRight', { about: { ground, options: OPTIONS } });
}

/** The customer has chosen otherwise, or the work is accepted. */
export function withdrawOffer(c: RepairCase): void {
  for (const { id } of c.tasks.openOfKind('answerRight')) c.tasks.drop(id);
}

/** A fault is diagnosed: has it been repaired too often before, in this case and others? */
export async function faultDiagnosed(c: RepairCase, found: RepairForms['diagnose']): Promise<void> {
  const { rights } = c.policy;
  if (rights === null || !isCovered(c)) return;
  const repairs = await effect(() =>
    effects.countSignedRepairs({
      ...unitInPlace(c),
      faultCode: found.faultCode,
      sameFaultAs: found.sameFaultAs ?? c.data.classification?.sameFaultAs ?? null,
    }),
  );
  if (repairs >= rights.repairsOfOneFault) offerRight(c, 'repairsOfOneFault');
}

/** From the check-in or receipt of a round until it is handed over, not counting the time that waits for the customer. */
export function beginDaysInRepair(c: RepairCase, since: Instant): void {
  const { rights } = c.policy;
  if (rights === null || !isCovered(c) || c.marks.isSet(DAYS_IN_REPAIR)) return;
  const leftMs = rights.daysInRepair * DAY_MS - c.data.inRepairMs;
  if (leftMs <= 0) return;
  c.marks.set(DAYS_IN_REPAIR, {
    start: since,
    limit: { amount: leftMs / 1000, unit: 'seconds', counting: 'wallClock' },
    pausedBy: ['waitingForCustomer'],
  });
}

/** The days of all rounds add up. */
export function endDaysInRepair(c: RepairCase): void {
  const clock = c.marks.remove(DAYS_IN_REPAIR);
  if (clock !== undefined) c.data.inRepairMs += ranMs(clock, c.now());
}

export function lineIsShort(c: RepairCase, lineId: string): void {
  const { rights } = c.policy;
  if (rights === null || !isCovered(c)) return;
  c.marks.set(`${DAYS_WITHOUT_PART}/${lineId}`, {
    start: c.now(),
    limit: { amount: rights.daysWithoutPart, unit: 'days', counting: 'wallClock' },
  });
}

/** A figure of days is reached (`Process.onMark`). */
export function daysReached(c: RepairCase, mark: string): void {
  const { rights } = c.policy;
  if (mark === DAYS_IN_REPAIR && rights !== null) {
    c.data.inRepairMs = rights.daysInRepair * DAY_MS;
    offerRight(c, 'daysInRepair');
  }
  const isStillShort = c.data.lines.some(
    ({ lineId, short }) => short > 0 && mark === `${DAYS_WITHOUT_PART}/${lineId}`,
  );
  if (isStillShort) offerRight(c, 'daysWithoutPart');
}
