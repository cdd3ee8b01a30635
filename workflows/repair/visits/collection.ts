import type { Limit } from '../../domain/limits.ts';
import { first } from '../../runtime/concurrency.ts';
import { since } from '../../runtime/generations.ts';
import type { Completed } from '../../runtime/tasks.ts';
import { sameDay, within } from '../promises/promises.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { isInWorkshop } from './whereabouts.ts';

/** A repaired unit that its owner fetches: ready, reminded of, and never disposed of by itself (3.2 `handOver`, 9). */

export const collectionTasks: TasksOf<'decideUncollected'> = {
  decideUncollected: {
    role: () => 'manager',
    due: (c) => within(c, c.policy.approvalWithin.usual, 'slow'),
    about: (c) => ({ collectWithin: c.policy.collectWithin }),
  },
};

const COLLECTION = 'collection';

/** Cases from before wait at the counter for whatever is in the workshop, and remind nobody. */
const isWatched = (): boolean => since(1, 'uncollected-units');

/** The unit is in the workshop, and the policy leaves it to its owner to fetch it. */
export const isFetched = (c: RepairCase): boolean =>
  isInWorkshop(c) && (c.policy.collectWithin !== null || !isWatched());

/** Clocks wait for the owner; who sends the unit after all hands it over with nobody there to sign. */
export function handedToOwner(c: RepairCase): Promise<Completed<RepairForms['handOver']>> {
  const { collectWithin } = c.policy;
  return c.whilePaused('waitingForCustomer', COLLECTION, async () => {
    if (collectWithin === null || !isWatched()) return handedOverUnwatched(c);
    const ended = await first({
      // The owner's time, not that of whoever waits at the counter: nobody of ours is late when it has passed.
      handedOver: () => c.task('handOver', { due: { within: collectWithin, ladder: [] } }),
      left: () => whileUncollected(c, collectWithin),
    });
    return ended.value;
  });
}

async function handedOverUnwatched(c: RepairCase): Promise<Completed<RepairForms['handOver']>> {
  c.tell('readyForCollection', {});
  const { collectWithin } = c.policy;
  const due = collectWithin === null ? await sameDay(c, 'slow') : within(c, collectWithin, 'slow');
  return c.task('handOver', { due });
}

/** Reminded once, given the usual time to answer, and then it is for the manager to say what becomes of it. */
async function whileUncollected(c: RepairCase, collectWithin: Limit): Promise<never> {
  for (let isFirst = true; ; isFirst = false) {
    const reminderAt = await c.after(collectWithin, c.now(), (deadline) => {
      if (isFirst) c.tell('readyForCollection', {}, deadline);
      else c.tell('collectionReminder', {}, deadline);
    });
    await c.after(c.policy.customerAnswerWithin, reminderAt, (deadline) => {
      c.tell('collectionReminder', {}, deadline);
    });
    const { form } = await c.task('decideUncollected');
    if (form.route === 'keep') continue;
    c.tell('news', { text: form.text });
    c.resume(COLLECTION);
    return c.forever();
  }
}
