import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHOTO } from '../support/evidence.ts';
import { closes, controllerReported, linksOf } from '../support/linked-steps.ts';
import { losesAnswer } from '../support/lost-answers.ts';
import { classified, contacted, refusalOf } from '../support/repair-steps.ts';
import type { Form, Story } from '../support/story.ts';
import { type Answer, openWorld, type World } from '../support/world.ts';
import { reported } from './reported.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ HISTORY_EVENTS_PER_RUN: '1' });
});
afterAll(async () => {
  await world.close();
});

/** A request whose first answer is lost, and how often it can be sent again under its key. */
async function answerLost(
  story: Story,
  who: string,
  path: string,
  body: Form,
): Promise<(other?: Form) => Promise<Answer>> {
  const key = randomUUID();
  const send = (form: Form) => world.call(who, 'POST', `/v1/cases/${story.caseId}/${path}`, form, key);
  const first = await send(body);
  expect(first.status, JSON.stringify(first.body)).toBe(200);
  await losesAnswer(world, key);
  return (other = body) => send(other);
}

const timesGiven = async (story: Story, command: string): Promise<number> =>
  (await story.timeline(`command.${command}`)).length;

/** The next task is there as soon as the next run has begun. */
const dispatching = (story: Story): Promise<void> =>
  expect
    .poll(async () => (await story.tasks()).map(({ kind }) => kind), { timeout: 20_000 })
    .toContain('assign');

/** Dispatched, in a run that began after the report was classified. */
async function inLaterRun(): Promise<Story> {
  const story = await reported(world);
  await story.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
  await story.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
  await dispatching(story);
  return story;
}

describe('a request that was carried out while its answer was lost', () => {
  it('is answered once more, though its link is gone by now', async () => {
    const other = await controllerReported(world, '07-13');
    const story = await controllerReported(world, '07-13');
    const named = { linkedCaseId: other.caseId };
    await story.orders('zhang.min', 'link', named);
    await expect.poll(async () => (await linksOf(story)).length).toBe(1);
    const repeat = await answerLost(story, 'zhang.min', 'unlink', named);
    await expect.poll(async () => (await linksOf(story)).length).toBe(0);
    expect(await repeat()).toMatchObject({ status: 200, body: { id: story.caseId } });
    expect(await refusalOf(story.post('zhang.min', 'unlink', named))).toBe('422 INVALID');
    expect(await timesGiven(story, 'unlink')).toBe(1);
  });

  it('is answered once more, though the case has ended by it', async () => {
    const target = await controllerReported(world, '07-13');
    const story = await controllerReported(world, '07-13');
    const merge = { targetId: target.caseId, text: 'Reported twice' };
    const repeat = await answerLost(story, 'qian.wei', 'merge', merge);
    await closes(story, 'merged');
    expect(await repeat()).toMatchObject({ status: 200, body: { phase: 'closed', outcome: 'merged' } });
    expect(await refusalOf(story.post('qian.wei', 'merge', merge))).toBe('409 CASE_CLOSED');
    expect(await timesGiven(story, 'merge')).toBe(1);
  });

  it('is answered once more after the case has moved on to a new run', async () => {
    const story = await reported(world);
    await story.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
    const sent = classified({ skills: ['electronics'] });
    const repeat = await answerLost(story, 'zhang.min', 'tasks/classify', sent);
    await dispatching(story);
    expect(await repeat()).toMatchObject({ status: 200, body: { phase: 'dispatch' } });
    expect(await refusalOf(story.post('zhang.min', 'tasks/classify', sent))).toMatch(/^409/);
  });

  it('attaches its files if that is what was left to do', async () => {
    const story = await inLaterRun();
    const repeat = await answerLost(story, 'zhang.min', 'attachEvidence', { evidence: [PHOTO] });
    const files = async () =>
      (await world.call('song.qi', 'GET', `/v1/cases/${story.caseId}/evidence`)).body as { items: unknown[] };
    await world.db.execute(sql`update evidence_files set case_id = null where case_id = ${story.caseId}`);
    expect(await files()).toMatchObject({ items: [] });
    expect(await repeat()).toMatchObject({ status: 200 });
    expect((await files()).items).toHaveLength(1);
    expect(await story.timeline('evidenceAttached')).toHaveLength(1);
  });

  it('is refused with another body under its key', async () => {
    const story = await inLaterRun();
    const repeat = await answerLost(story, 'zhang.min', 'comments', { text: 'One', shared: false });
    expect(await refusalOf(repeat({ text: 'Two', shared: false }))).toBe('409 IDEMPOTENCY_KEY_REUSED');
    expect(await repeat()).toMatchObject({ status: 200 });
    expect(await story.timeline('commented')).toHaveLength(1);
  });
});

describe('a request that was never carried out', () => {
  it('is checked when it is repeated as it was the first time', async () => {
    const story = await inLaterRun();
    const key = randomUUID();
    const send = () =>
      world.call(
        'zhang.min',
        'POST',
        `/v1/cases/${story.caseId}/unlink`,
        { linkedCaseId: randomUUID() },
        key,
      );
    const named = { linkedCaseId: story.caseId };
    const unlink = () => world.call('zhang.min', 'POST', `/v1/cases/${story.caseId}/unlink`, named, key);
    expect(await refusalOf(unlink())).toBe('422 INVALID');
    await losesAnswer(world, key);
    expect(await refusalOf(unlink())).toBe('422 INVALID');
    expect(await refusalOf(send())).toBe('409 IDEMPOTENCY_KEY_REUSED');
  });
});
