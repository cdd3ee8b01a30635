import { expect } from 'vitest';
import { soon } from './repair-parts-steps.ts';
import { closes, solvesByCall } from './linked-steps.ts';
import { contacted, feeTold } from './repair-steps.ts';
import { at, Story } from './story.ts';
import type { World } from './world.ts';

/* Stories of surveys by period at company D, which asks once a half-year. */

export interface SurveyRoundView {
  readonly id: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly closedAt: string | null;
  readonly [field: string]: unknown;
}

export interface SurveyedView {
  readonly customerId: string;
  readonly caseId: string | null;
  readonly excludedBecause: string | null;
  readonly outcome: string | null;
  readonly lateRemark: string | null;
}

/** A customer whose unit company D put right by call on that day; the case is closed. */
export async function served(world: World, who: string, day: string): Promise<void> {
  const story = await world.openRepair(who, `${day} 09:00`, {
    ...{ company: 'D', channel: 'email', unit: { productModel: 'CT-900' } },
    ...{ description: 'The display stays dark', site: { address: 'Hall 3', region: 'city' } },
  });
  await story.does('zhang.min', 'contactCustomer', contacted(`${day} 09:00`));
  await solvesByCall(story, day, feeTold(`${day} 09:00`));
  await closes(story, 'solvedRemotely');
}

/** Asks the customers of a period, by the clock of that instant. */
export async function roundOpened(world: World, period: string, now: string): Promise<SurveyRoundView> {
  const body = { company: 'D', period, clock: { now: at(now) } };
  const answer = await world.call('sun.yan', 'POST', '/v1/survey-rounds', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as SurveyRoundView;
}

async function customersOf(world: World, roundId: string): Promise<readonly SurveyedView[]> {
  const { body } = await world.call('sun.yan', 'GET', `/v1/survey-rounds/${roundId}/customers`);
  return (body as { items: readonly SurveyedView[] }).items;
}

/** What became of asking a customer, by the customer's handle. */
export async function surveyed(world: World, roundId: string, handle: string): Promise<SurveyedView> {
  const customerId = await world.customerId(handle);
  const found = (await customersOf(world, roundId)).find((one) => one.customerId === customerId);
  expect(found, `${handle} is not in the round`).toBeDefined();
  return found as SurveyedView;
}

/** The survey of a customer, which an opener has started; with its question at 09:00 of the day after the round. */
export async function surveyOf(world: World, roundId: string, handle: string): Promise<Story> {
  const { caseId } = await surveyed(world, roundId, handle);
  const story = new Story(world, caseId ?? expect.fail(`${handle} is not asked`));
  await soon(async () => {
    expect(await story.read()).toMatchObject({ kind: 'survey' });
  });
  return story;
}
