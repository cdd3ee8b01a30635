import { invalid } from '../../domain/errors.ts';
import { effect } from '../../runtime/effects.ts';
import { since } from '../../runtime/generations.ts';
import { effects, keyed, ofTask } from '../effects.ts';
import { dropRequests } from './requests.ts';
import { partsStay } from '../people/handing-on.ts';
import { takeLoanBack } from './loan.ts';
import { disposeOfOldUnits } from '../replacement/new-unit.ts';
import { within } from '../promises/promises.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import { giveUnitBack } from '../visits/unit-return.ts';

/** Things at the end: whatever is in somebody's hands goes where it belongs (P-03; 3.2 completion, 5 compensations). */

export const thingsTasks: TasksOf<'returnParts'> = {
  returnParts: {
    role: () => 'parts_clerk',
    due: (c) => within(c, c.policy.partsReturnWithin, 'parts'),
    check(_, form) {
      const index = form.lines.findIndex((line) => line.lost > 0 && line.reason === undefined);
      if (index === -1) return;
      throw invalid(
        `/lines/${index}/reason`,
        'is required where something is lost',
        'A lost part has a reason',
      );
    },
  },
};

/** Parts not used and a loan device come back; a replaced unit is disposed of, and one not repaired goes back. */
export async function thingsTrack(c: RepairCase): Promise<void> {
  // Whatever was still asked for beside the plan would come into hands that nobody looks at any more.
  if (since(1, 'requests-end-with-the-work')) await dropRequests(c, `work/${c.state.round}`);
  await Promise.all([returnUnused(c), disposeOfOldUnits(c), takeLoanBack(c), giveUnitBack(c)]);
}

async function returnUnused(c: RepairCase): Promise<void> {
  const { caseId } = c.state.opening;
  partsStay(c);
  for (;;) {
    const inHand = await effect(() => effects.partsInHand({ caseId }));
    if (inHand.every((line) => line.inHand === 0)) return;
    await c.taskWithEffect(
      'returnParts',
      ({ form, by, taskId }) =>
        effects.returnParts({ ...keyed(c, `parts/return/${ofTask(c, taskId)}`, by), entries: form.lines }),
      { about: { lines: inHand } },
    );
  }
}
