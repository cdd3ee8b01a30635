import { expect } from 'vitest';
import { soon } from './repair-parts-steps.ts';
import { classified, contacted, followedUp, resultTold } from './repair-steps.ts';
import type { Form, Story } from './story.ts';
import type { World } from './world.ts';

/* Stories of cases that belong together. */

interface LinkView {
  readonly direction: string;
  readonly relation: string;
  readonly waits: boolean;
  readonly case: { readonly id: string; readonly number: string; readonly outcome: string | null };
}

interface RequestView {
  readonly id: string;
  readonly kind: string;
  readonly cause: string;
  readonly text: string;
  readonly state: string;
  readonly waits: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export async function linksOf(story: Story, who = 'song.qi'): Promise<readonly LinkView[]> {
  const { body } = await story.world.call(who, 'GET', `/v1/cases/${story.caseId}/links`);
  return (body as { items: readonly LinkView[] }).items;
}

/** What the case wants opened, oldest first. */
export async function requestsOf(story: Story): Promise<readonly RequestView[]> {
  const { body } = await story.world.call(
    'song.qi',
    'GET',
    `/v1/linked-case-requests?caseId=${story.caseId}`,
  );
  return (body as { items: readonly RequestView[] }).items;
}

/** What was opened for the request of a kind is taken up and reported closed. */
export async function reportsClosed(story: Story, kind: string, outcome: string): Promise<void> {
  const request = (await requestsOf(story)).find((wanted) => wanted.kind === kind);
  expect(request, `no ${kind} is wanted`).toBeDefined();
  await reportClosed(story.world, request?.id ?? '', outcome);
}

export async function reportClosed(world: World, requestId: string, outcome: string): Promise<void> {
  const address = `/v1/linked-case-requests/${requestId}`;
  const takenUp = await world.call('zhang.min', 'POST', `${address}/taken-up`, { reference: 'RX-1' });
  expect(takenUp.status, JSON.stringify(takenUp.body)).toBe(200);
  const closed = await world.call('zhang.min', 'POST', `${address}/closed`, { outcome });
  expect(closed.status, JSON.stringify(closed.body)).toBe(200);
}

/** A controller of company D's customer, reported by mail and taken up. */
export async function controllerReported(world: World, day: string, more: Form = {}): Promise<Story> {
  const story = await world.openRepair('shen.qiang', `${day} 09:00`, {
    company: 'D',
    channel: 'email',
    unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
    site: { address: 'Hall 3', region: 'city' },
    description: 'The display stays dark',
    ...more,
  });
  await story.does('zhang.min', 'contactCustomer', contacted(`${day} 09:00`));
  return story;
}

/** Solved by call, told and followed up: company D asks for no survey, so nothing but links keeps it open. */
export async function solvesByCall(story: Story, day: string, more: Form = {}): Promise<void> {
  await story.does('zhang.min', 'classify', classified({ class: 'general', route: 'remote', ...more }));
  await story.does('zhang.min', 'solveRemotely', { steps: 'Reset', solved: true, text: 'It runs again' });
  await story.does('zhang.min', 'tellResult', resultTold(`${day} 09:00`, 'yes'));
  await story.does('zhang.min', 'followUp', followedUp(`${day} 09:00`));
}

/** Refused at intake: the shortest life of a case. */
export async function refuses(story: Story): Promise<void> {
  await story.does('zhang.min', 'classify', classified({ route: 'refuse', routeText: 'Not sold by us' }));
  await closes(story, 'refused');
}

export async function closes(story: Story, outcome: string): Promise<void> {
  await soon(async () => {
    await expect.poll(() => story.read(), { timeout: 20_000 }).toMatchObject({ phase: 'closed', outcome });
  });
}
