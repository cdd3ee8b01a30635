import { type Actor, THE_PROCESS } from '../../domain/actors.ts';
import { checkHeardFrom } from '../../domain/reported.ts';
import { first } from '../../runtime/concurrency.ts';
import { effect } from '../../runtime/effects.ts';
import { effects } from '../effects.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import type { PartLine } from './part-line.ts';
import type { RepairForms } from '../repair.forms.ts';
import { checkOffered } from '../repair.rules.ts';

/** What the customer may choose where a part is short; silence means waiting (3.2 `answerWait`; R-12). */

type Choice = RepairForms['answerWait']['choice'];

export const choiceTasks: TasksOf<'answerWait'> = {
  answerWait: {
    role: () => ['customer', 'agent'],
    due: (c) => ({ within: c.policy.customerAnswerWithin, ladder: [] }),
    check(_, form, task, by) {
      checkHeardFrom(by, form);
      const options = task.about['options'] as readonly Choice[];
      checkOffered(form.choice, options, '/choice', 'That is not offered here');
    },
  },
};

export interface Chosen {
  readonly choice: Choice;
  readonly by: Actor;
}

interface Question {
  readonly about: {
    readonly lineId: string;
    readonly options: readonly Choice[];
  } & Readonly<Record<string, unknown>>;
  /** The repair waits for the answer, and its clocks with it. */
  readonly stops: boolean;
}

/** Asks the customer. `tell` gets the deadline whose due instant the question names. */
export async function askCustomer(
  c: RepairCase,
  { about, stops }: Question,
  tell: (deadlineId: string) => void,
): Promise<Chosen> {
  const ask = () =>
    first({
      answered: () => c.task('answerWait', { about }),
      silent: () => c.after(c.policy.customerAnswerWithin, c.now(), tell),
    });
  const pause = `choice/${about.lineId}`;
  const ended = await (stops ? c.whilePaused('waitingForCustomer', pause, ask) : ask());
  if (ended.branch === 'silent') return { choice: 'wait', by: THE_PROCESS };
  return { choice: ended.value.form.choice, by: ended.value.by };
}

/** The part has been short for too long, or will be by the date that was told: the customer may choose. */
export async function offerChoice(c: RepairCase, line: PartLine): Promise<Chosen> {
  await untilTooLong(c, line);
  const { lineId, partName } = line;
  const options: readonly Choice[] = ['wait', 'substitute', 'replacement', 'withdraw'];
  return askCustomer(c, { about: { lineId, part: partName, options }, stops: true }, (deadline) => {
    c.tell('choiceOffered', { partName, options: options.join(',') }, deadline);
  });
}

async function untilTooLong(c: RepairCase, { source, shortSince }: PartLine): Promise<void> {
  const { calendarCode } = c.state.opening;
  const limit = c.policy.offerChoiceAfter;
  const offerAt = await effect(() => effects.dueInstant({ calendarCode, start: shortSince, limit }));
  if (source !== null && source.expectedAt > offerAt) return;
  await c.after(limit, shortSince);
}
