import { afterAll, beforeAll, expect, it } from 'vitest';
import { contacted } from '../support/repair-steps.ts';
import type { Answer } from '../support/world.ts';
import { openWorld, type World } from '../support/world.ts';
import { reported } from './reported.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ RATE_LIMIT_PER_MINUTE: '100000' });
});
afterAll(async () => {
  await world.close();
});

const SIDE_BY_SIDE = 4;
/** More than a run takes in beside what its phase waits for (run-reserve.ts), and less than the server refuses. */
const COMMENTS = 1_540;

it('a case into which very much is written still takes what its phase waits for', async () => {
  const repair = await reported(world);
  const comment = (): Promise<Answer> =>
    world.call('zhang.min', 'POST', `/v1/cases/${repair.caseId}/comments`, { text: 'News', shared: false });
  const answers: Answer[] = [];
  while (answers.length < COMMENTS) {
    answers.push(...(await Promise.all(Array.from({ length: SIDE_BY_SIDE }, comment))));
  }
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
  expect(answers.at(-1)).toMatchObject({ status: 429, body: { code: 'CASE_FILLED' } });
  await repair.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
});
