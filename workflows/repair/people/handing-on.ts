import type { LineInHand } from '../../../activities/repair-contracts.ts';
import { refusedAt } from '../../domain/errors.ts';
import { first } from '../../runtime/concurrency.ts';
import { effect } from '../../runtime/effects.ts';
import type { Completed } from '../../runtime/tasks.ts';
import { effects, keyed, ofTask } from '../effects.ts';
import { within } from '../promises/promises.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { changeLine, lineOf } from '../parts/requisition.ts';

/**
 * Parts that are in a technician's hands when somebody else goes on with the repair: the successor signs for what is
 * handed on, and the rest comes back to the store (5 `reassign`).
 */

/** The lines that the task shows, as they were in hand when the repair changed hands. */
const shownIn = (about: Readonly<Record<string, unknown>>) => about['lines'] as readonly LineInHand[];

export const handingOnTasks: TasksOf<'handOnParts'> = {
  handOnParts: {
    role: () => 'technician',
    assignee: (c) => c.data.technicianId,
    due: (c) => within(c, c.policy.partsReturnWithin, 'parts'),
    check(_, form, { about }) {
      const shown = shownIn(about);
      form.lines.forEach(({ lineId }, index) => {
        const remainder = shown.find((line) => line.lineId === lineId)?.inHand ?? 0;
        if (takenOf(form, lineId) <= remainder) return;
        throw refusedAt(
          'OVER_QUANTITY',
          `/lines/${index}/quantity`,
          `at most ${remainder}`,
          `Only ${remainder} of the line are there to be handed on`,
          { details: { lineId, remainder } },
        );
      });
    },
  },
};

/** `from` had the repair until now. Whoever was to take the parts over and has not, does so no more. */
export function handPartsOn(c: RepairCase, from: string): void {
  const waiting = c.tasks.openOfKind('handOnParts')[0];
  const holder = waiting === undefined ? from : String(waiting.about['from']);
  partsStay(c);
  if (holder === c.data.technicianId) return;
  c.aside(async () => {
    await first({ through: () => handOn(c, holder), dropped: () => c.next('partsStay') });
  });
}

/** Nothing is handed on any more: all that is in hand comes back at the end, or its holder goes on with the repair. */
export function partsStay(c: RepairCase): void {
  c.happened('partsStay');
}

async function handOn(c: RepairCase, from: string): Promise<void> {
  const { caseId } = c.state.opening;
  const lines = await effect(() => effects.partsInHand({ caseId }));
  if (lines.length === 0) return;
  const about = { lines, from, to: c.data.technicianId };
  const { form, by } = await c.task('handOnParts', { about });
  c.note('partsHandedOn', { from, to: about.to, lines: form.lines, signature: form.signature }, 'staff', by);
  const rest = lines
    .map((line) => ({ ...line, inHand: line.inHand - takenOf(form, line.lineId) }))
    .filter(({ inHand }) => inHand > 0);
  if (rest.length > 0) await takeRestBack(c, rest);
}

async function takeRestBack(c: RepairCase, lines: readonly LineInHand[]): Promise<void> {
  const carryOut = ({ form, by, taskId }: Completed<RepairForms['returnParts']>): Promise<void> =>
    effects.returnParts({ ...keyed(c, `parts/return/${ofTask(c, taskId)}`, by), entries: form.lines });
  const { form } = await c.taskWithEffect('returnParts', carryOut, { about: { lines } });
  for (const { lineId, good, damaged, lost } of form.lines) {
    changeLine(c, lineId, { issued: lineOf(c, lineId).issued - good - damaged - lost });
  }
}

function takenOf({ lines }: RepairForms['handOnParts'], lineId: string): number {
  return lines.reduce((sum, line) => (line.lineId === lineId ? sum + line.quantity : sum), 0);
}
