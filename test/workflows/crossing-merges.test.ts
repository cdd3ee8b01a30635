import { afterAll, beforeAll, expect, it } from 'vitest';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import { completeTask, runCommand } from '../../workflows/runtime/case.messages.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTemporal, type RawTemporal } from '../support/histories.ts';
import { closes, linksOf } from '../support/linked-steps.ts';
import { classified, contacted } from '../support/repair-steps.ts';
import type { Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';
import { reported } from './reported.ts';

let world: World;
let temporal: RawTemporal;
beforeAll(async () => {
  world = await openWorld();
  temporal = await openTemporal(stackEnvironment(world.databaseUrl, 'none'));
});
afterAll(async () => {
  await temporal.close();
  await world.close();
});

const handleOf = ({ caseId }: Story) => temporal.client.workflow.getHandle(workflowIdOf('repair', caseId));

/** Past the checks of the API, as a command goes that was checked a moment before. */
async function merges(story: Story, target: Story): Promise<void> {
  const by = { type: 'person', personId: await world.personId('wang.lei'), roles: ['repair_lead'] } as const;
  const input = { targetId: target.caseId, text: 'The same' };
  await handleOf(story).executeUpdate(runCommand, { args: [{ command: 'merge', input, by }] });
}

it('two cases that are merged into each other at once become one, which goes on with the records of both', async () => {
  for (let round = 1; round <= 3; round += 1) {
    const [one, other] = await Promise.all([reported(world), reported(world)]);
    await one.orders('shen.qiang', 'comments', { text: 'One', shared: true });
    await other.orders('shen.qiang', 'comments', { text: 'Other', shared: true });
    await Promise.all([merges(one, other), merges(other, one)]);

    const isOneMerged = (await one.timeline('mergedInto')).length === 1;
    const [merged, stays] = isOneMerged ? [one, other] : [other, one];
    await closes(merged, 'merged');
    await expect
      .poll(() => stays.timeline('commented').then(({ length }) => length), { timeout: 20_000 })
      .toBe(2);
    expect(await stays.read()).toMatchObject({ phase: 'intake', outcome: null });
    expect(await stays.timeline('mergeRefused')).toMatchObject([
      { data: { targetId: merged.caseId, because: 'INVALID' } },
    ]);
    expect((await linksOf(stays)).map(({ direction, relation }) => `${direction} ${relation}`)).toEqual([
      'from mergedInto',
    ]);
    await stays.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
  }
});

it('a case is merged into one other only', async () => {
  const [merged, first, second] = await Promise.all([reported(world), reported(world), reported(world)]);
  const commands = await Promise.allSettled([merges(merged, first), merges(merged, second)]);
  await closes(merged, 'merged');
  expect(await merged.timeline('mergedInto')).toHaveLength(1);
  expect(await linksOf(merged)).toHaveLength(1);
  // The later one is refused at once where the case closes already, else when its target is asked.
  const atOnce = commands.filter(({ status }) => status === 'rejected');
  const whenAsked = await merged.timeline('mergeRefused');
  expect([...atOnce, ...whenAsked]).toMatchObject([
    atOnce.length > 0 ? { reason: { cause: { type: 'CASE_CLOSED' } } } : { data: { because: 'CASE_CLOSED' } },
  ]);
});

it('a case that is withdrawn while another one takes it over ends as merged, or was never merged', async () => {
  const by = { type: 'person', personId: await world.personId('wang.lei'), roles: ['repair_lead'] } as const;
  const input = { reason: 'Works again', heardFrom: 'Mr Shen' };
  const withdraws = (story: Story) =>
    handleOf(story).executeUpdate(runCommand, { args: [{ command: 'withdraw', input, by }] });
  for (const isMergedFirst of [true, false, true, false]) {
    const [merged, target] = await Promise.all([reported(world), reported(world)]);
    const commands = [() => merges(merged, target), () => withdraws(merged)];
    const ordered = isMergedFirst ? commands : commands.toReversed();
    await Promise.allSettled(ordered.map((command) => command()));

    const isTaken = (await merged.timeline('mergedInto')).length === 1;
    await closes(merged, isTaken ? 'merged' : 'withdrawn');
    expect(await linksOf(merged)).toHaveLength(isTaken ? 1 : 0);
    expect(await merged.messages('closed')).toHaveLength(isTaken ? 1 : 0);
    expect(await merged.messages('withdrawn')).toHaveLength(isTaken ? 0 : 1);
  }
});

it('a report that is classed as part of a case that has ended meanwhile is classed once more', async () => {
  const [report, target] = await Promise.all([reported(world), reported(world)]);
  await target.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
  await report.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
  await target.does('zhang.min', 'classify', classified({ route: 'refuse', routeText: 'Not sold by us' }));
  await closes(target, 'refused');

  const by = { type: 'person', personId: await world.personId('zhang.min'), roles: ['agent'] } as const;
  const form = classified({ route: 'merge', routeText: 'Reported before', targetId: target.caseId });
  await handleOf(report).executeUpdate(completeTask, { args: [{ task: { kind: 'classify' }, form, by }] });
  expect(await report.task('classify')).toMatchObject({
    about: { refused: { code: 'INVALID', message: expect.any(String) as string } },
  });
  await report.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
  expect(await report.read()).toMatchObject({ phase: 'dispatch' });
});
