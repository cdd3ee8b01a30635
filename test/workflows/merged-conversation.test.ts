import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { openWorld, type World } from '../support/world.ts';
import { reported } from './reported.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** As much text as the history of a workflow has no room for at once (2 MiB): Chinese takes three bytes each. */
const COMMENTS = 180;
const TEXT = '汉'.repeat(4_000);

it('a case takes over a conversation that is longer than its history has room for, and goes on', async () => {
  const target = await reported(world);
  const merged = await reported(world);
  await merged.orders('shen.qiang', 'comments', { text: TEXT, shared: true });
  // Written as the case writes them: one request each would take minutes.
  await world.db.execute(sql`
    insert into timeline_events (case_id, seq, kind, occurred_at, actor, visibility, data)
    select case_id, 1000 + n, kind, occurred_at, actor, visibility, data
    from timeline_events, generate_series(2, ${COMMENTS}::int) n
    where case_id = ${merged.caseId} and kind = 'commented'`);
  await merged.orders('wang.lei', 'merge', { targetId: target.caseId, text: 'The same' });

  await expect
    .poll(() => target.timeline('commented').then(({ length }) => length), { timeout: 30_000 })
    .toBe(COMMENTS);
  const [first] = await target.timeline('commented');
  expect(first).toMatchObject({
    visibility: 'customer',
    data: { text: TEXT, shared: true, takenOverFrom: merged.caseId },
  });
  expect(await target.timeline('caseTakenOver')).toMatchObject([{ data: { comments: COMMENTS } }]);
  await target.orders('zhang.min', 'comments', { text: 'Still there?', shared: false });
  expect(await target.timeline('commented')).toHaveLength(COMMENTS + 1);
});
