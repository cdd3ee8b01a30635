import { checkPast } from '../../domain/reported.ts';
import { since } from '../../runtime/generations.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import { within } from '../promises/promises.ts';

/** The customer's unit, where a case ends without handing it over repaired (5 compensation 9, 3.4 silence). */

export const unitReturnTasks: TasksOf<'giveUnitBack'> = {
  giveUnitBack: {
    role: () => ['agent', 'parts_clerk'],
    due: (c) => within(c, c.policy.collectWithin ?? c.policy.partsReturnWithin, 'slow'),
    about: (c) => ({ receiptNumber: receiptOf(c), ...c.data.unitInCustody }),
    check(c, form) {
      checkPast(form.at, c.now(), '/at');
    },
  },
};

/** The unit receipt (接修单) that the unit was taken in on, and goes out on. */
export const receiptOf = (c: RepairCase): string => `${c.state.number ?? ''}-U`;

/** Fetched, brought or sent, with a receipt; closing waits for it. A sale that is undone keeps its unit here. */
export async function giveUnitBack(c: RepairCase): Promise<void> {
  const isToGoBack = c.data.unitInCustody !== null && c.state.outcome !== 'refundedByReturn';
  if (!isToGoBack || !since(1, 'unit-given-back')) return;
  const receiptNumber = receiptOf(c);
  c.tell('unitAwaitsCollection', { receiptNumber });
  const { form, by } = await c.task('giveUnitBack');
  const { condition, accessories, manner } = form;
  c.data.unitInCustody = null;
  c.data.arrivedAt = null;
  c.tell('unitGivenBack', { receiptNumber, condition, accessories: accessories.join(', ') });
  c.note('unitGivenBack', { receiptNumber, manner, condition, accessories }, 'customer', by);
}
