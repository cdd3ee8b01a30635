import type { Actor } from '../domain/actors.ts';
import { since } from './generations.ts';

/**
 * Whether the customer has spoken: by whatever they do in the case themself, or by what a member of staff writes down as
 * heard from them. The automatic reply of a mailbox is nobody's word (repair process, 3.4 silence, 5 `hold`; X-03).
 */
export function isCustomersWord(by: Actor, input: Readonly<Record<string, unknown>>): boolean {
  const isTheirs = by.type === 'customer' || input['heardFrom'] !== undefined;
  return isTheirs && input['automatic'] !== true;
}

/** In cases from before, a moved window, an escalation, a link or an answered task left what waited for their word waiting. */
export const isAnyDeedAWord = (): boolean => since(1, 'any-deed-of-the-customer-is-a-word');
