import type { Actor } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { since } from '../../runtime/generations.ts';
import type { Refusal } from '../../runtime/effects.ts';
import { handOverTo } from '../../runtime/links.ts';
import type { CommandRule } from '../../runtime/process.ts';
import { endEarly } from '../endings/ending.ts';
import { convertedTo } from './linked-cases.ts';
import type { RepairCase, RepairPhase } from '../repair.case.ts';
import type { RepairCommands, RepairForms } from '../repair.forms.ts';

/**
 * A report that is no repair of its own goes on elsewhere: as part of another case, or as a case of another kind
 * (3.1 intake, 5 `merge`, `convert`). What was received when stays as it was.
 */

type Command<Name extends keyof RepairCommands> = CommandRule<RepairCase, RepairCommands[Name]>;

/** Before anything is done to the unit, or another one given for it. */
const PHASES: readonly RepairPhase[] = [
  'intake',
  'dispatch',
  'diagnosis',
  'proposal',
  'parts',
  'replacement',
];

/** What is begun is ended by `withdraw`: nobody takes a unit over that is taken apart (5). */
export function checkNotBegun(c: RepairCase, what: string): void {
  const { workBegun, newUnit } = c.data;
  if (!workBegun && newUnit === null && PHASES.includes(c.state.phase)) return;
  throw new DomainError('WRONG_PHASE', `${what} before work has begun; withdraw the request instead`, {
    details: { phase: c.state.phase, allowed: PHASES },
  });
}

/** A case that another one takes over at this moment would end here as something else than it is there. */
export function checkNotMerging(c: RepairCase, what: string): void {
  if (!c.data.isMerging) return;
  throw new DomainError('WRONG_PHASE', `${what} when it is not just being merged into another one`, {
    details: { phase: c.state.phase, allowed: PHASES },
  });
}

/** Says why the other case cannot take this one; null: it does. */
async function mergedInto(c: RepairCase, targetId: string, by: Actor): Promise<Refusal | null> {
  let isTaken = false;
  c.data.isMerging = true;
  try {
    const refused = await handOverTo(c, targetId, by);
    isTaken = refused === null;
    return refused;
  } finally {
    c.data.isMerging = isTaken;
  }
}

const merge: Command<'merge'> = {
  check(c) {
    checkNotBegun(c, 'Cases are merged');
  },
  run(c, { targetId, text }, by) {
    // Cases from before ended without hearing whether the other one takes them.
    const hearsFirst = since(1, 'merged-once-taken');
    c.aside(async () => {
      const refused = await mergedInto(c, targetId, by);
      if (hearsFirst && refused === null) endMerged(c, text, by);
    });
    if (!hearsFirst) endEarly(c, 'merged', text, by);
  },
};

/** What ended the case while the other one was asked does not undo that it goes on there. */
function endMerged(c: RepairCase, text: string, by: Actor): void {
  const { ending } = c.data;
  if (ending === null) endEarly(c, 'merged', text, by);
  else if (since(2, 'merged-whatever-ended-it')) {
    c.data.ending = { ...ending, outcome: 'merged', reason: text, by };
    c.state.outcome = 'merged';
  }
}

const convert: Command<'convert'> = {
  check(c) {
    checkNotMerging(c, 'A case is converted');
    checkNotBegun(c, 'A case is converted');
  },
  run(c, { targetKind, text }, by) {
    c.aside(() => convertedTo(c, targetKind, text, by));
    endEarly(c, 'converted', text, by);
  },
};

export const handingOverCommands = { merge, convert };

/** The same, where whoever classifies the report sees it at once; says why the case named cannot take this one. */
export async function handOverAtIntake(
  c: RepairCase,
  { route, routeText = '', targetId, targetKind }: RepairForms['classify'],
  by: Actor,
): Promise<Refusal | null> {
  if (route !== 'merge' && route !== 'convert') return null;
  // Reports from before ended without a word to anybody.
  if (!since(1, 'handed-over-at-intake')) return null;
  if (targetId !== undefined && route === 'merge') return mergedInto(c, targetId, by);
  if (targetKind !== undefined) await convertedTo(c, targetKind, routeText, by);
  return null;
}
