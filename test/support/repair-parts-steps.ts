import { expect, vi } from 'vitest';
import { at, type Form, type Story } from './story.ts';
import type { World } from './world.ts';

/* Parts in stories of repairs: what is in store, what a case has of it, and deliveries. */

export interface StockView {
  readonly partId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly free: number;
}

/** What the stores hold of a part, by its number. */
export async function stockOf(world: World, number: string): Promise<StockView> {
  const { body } = await world.call('chen.hao', 'GET', `/v1/parts?text=${number}`);
  const { items } = body as { items: readonly (StockView & { part: { id: string; number: string } })[] };
  const found = items.find(({ part }) => part.number === number);
  expect(found, `no part ${number}`).toBeDefined();
  const { part, onHand, reserved, free } = found as (typeof items)[number];
  return { partId: part.id, onHand, reserved, free };
}

export interface LineView {
  readonly id: string;
  readonly part: { readonly id: string; readonly number: string; readonly nameZh: string };
  readonly quantities: Readonly<Record<string, number>>;
  readonly shortage: Readonly<Record<string, unknown>> | null;
}

/** The lines of all requisitions of a case. */
export async function linesOf(story: Story): Promise<readonly LineView[]> {
  const { body } = await story.world.call('chen.hao', 'GET', `/v1/cases/${story.caseId}/parts`);
  return (body as { requisitions: readonly { lines: readonly LineView[] }[] }).requisitions.flatMap(
    ({ lines }) => lines,
  );
}

/** Where a case's account stands, as finance reads it. */
export async function accountOf(story: Story): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await story.world.call('lin.xia', 'GET', `/v1/cases/${story.caseId}/account`);
  return body as Readonly<Record<string, unknown>>;
}

let receipts = 0;

/** An inspected delivery arrives at a day and time of 2026 in Shanghai. */
export async function delivers(world: World, day: string, lines: readonly Form[]): Promise<void> {
  receipts += 1;
  const answer = await world.call('chen.hao', 'POST', '/v1/arrivals', {
    receiptNumber: `GR-${receipts}`,
    locationCode: 'main',
    inspectedBy: 'gao.feng',
    at: at(day),
    lines,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}

/** What a signal, or a timer of this very second, sets in motion shows up within moments. */
export function soon<T>(expectation: () => Promise<T>): Promise<T> {
  return vi.waitFor(expectation, { timeout: 10_000, interval: 100 });
}
