import { condition, defineUpdate, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { BareActivities } from './activities.ts';

/** Answers when the row is in the database: the least that opening a case needs. */
export const opened = defineUpdate('opened');
/** Answers when the row is changed: the least that a human step needs. */
export const stepped = defineUpdate('stepped');

const { insertRow, updateRow } = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '10s' });

/** What a case costs with the SDK alone: one local activity with one statement for each message. It waits for ever. */
export async function bareCase(id: string): Promise<void> {
  let isOpen = false;
  setHandler(opened, () => condition(() => isOpen));
  setHandler(stepped, () => updateRow(id));
  await insertRow(id);
  isOpen = true;
  await condition(() => false);
}
