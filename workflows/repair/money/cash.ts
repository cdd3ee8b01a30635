import type { CaseAccount } from '../../../activities/repair-contracts.ts';
import type { Actor } from '../../domain/actors.ts';
import { invalid } from '../../domain/errors.ts';
import { checkPast } from '../../domain/reported.ts';
import { effect, entered } from '../../runtime/effects.ts';
import { effects, keyed, ofTask } from '../effects.ts';
import { within } from '../promises/promises.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';

/** Cash that somebody took from the customer is handed in to finance (3.4 payment; F-02). */

export const cashTasks: TasksOf<'handInCash'> = {
  handInCash: {
    role: () => 'finance',
    due: (c) => {
      const limit = c.policy.cashHandInWithin;
      if (limit === null) throw new Error('A policy that charges nothing takes no cash');
      return within(c, limit, 'slow');
    },
    check(c, form, task) {
      checkPast(form.at, c.now(), '/at');
      const inHandMinor = Number(task.about['amountMinor']);
      if (form.amountMinor > 0 && form.amountMinor <= inHandMinor) return;
      throw invalid(
        '/amountMinor',
        `between 1 and ${inHandMinor}`,
        'Cash is handed in as far as it was taken',
      );
    },
    done(c, form, by, task) {
      const restMinor = Number(task.about['amountMinor']) - form.amountMinor;
      if (restMinor > 0) c.openTask('handInCash', { about: { ...task.about, amountMinor: restMinor } });
      c.aside(async () => {
        const handed = await entered(() =>
          effects.handInCash({
            ...keyed(c, `cash/${ofTask(c, task.id)}`, by),
            amountMinor: form.amountMinor,
          }),
        );
        if (handed.refused === null) c.data.cashInHandMinor -= form.amountMinor;
        else askCashByBooks(c, await effect(() => effects.account({ caseId: c.state.opening.caseId })));
        c.data.booksMoved = true;
        c.happened('cashHandedIn');
      });
    },
  },
};

/** Finance sees who has the cash (F-02). */
export function cashTaken(c: RepairCase, amountMinor: number, by: Actor | undefined): void {
  c.data.cashInHandMinor += amountMinor;
  c.openTask('handInCash', {
    about: { amountMinor, ...(by?.type === 'person' ? { takenBy: by.personId } : {}) },
  });
}

/** The books were corrected: cash that was not taken is not handed in, and none is forgotten. */
export function cashFollows(c: RepairCase, account: CaseAccount): void {
  if (account.cashInHandMinor === c.data.cashInHandMinor) return;
  askCashByBooks(c, account);
  c.happened('cashHandedIn');
}

/** Cash is asked for anew as the books have it: they were corrected, or hold another entry than the case knew of. */
function askCashByBooks(c: RepairCase, { cashInHandMinor }: CaseAccount): void {
  for (const { id } of c.tasks.openOfKind('handInCash')) c.tasks.drop(id);
  c.data.cashInHandMinor = cashInHandMinor;
  if (cashInHandMinor > 0) c.openTask('handInCash', { about: { amountMinor: cashInHandMinor } });
}
