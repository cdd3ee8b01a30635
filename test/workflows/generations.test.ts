import type { History } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTemporal, type RawTemporal } from '../support/histories.ts';
import { classified, contacted } from '../support/repair-steps.ts';
import { openWorld, type World } from '../support/world.ts';
import { reported } from './reported.ts';

let world: World;
let temporal: RawTemporal;
beforeAll(async () => {
  // The case continues as new at each phase.
  world = await openWorld({ HISTORY_EVENTS_PER_RUN: '1' });
  temporal = await openTemporal(stackEnvironment(world.databaseUrl, 'none'));
});
afterAll(async () => {
  await temporal.close();
  await world.close();
});

/** The ids of the changes that a history marks. */
const changesMarked = ({ events }: History): readonly unknown[] =>
  (events ?? []).flatMap(({ markerRecordedEventAttributes: marker }) => {
    const data = marker?.details?.['patch-data']?.payloads?.[0]?.data;
    return data ? [(JSON.parse(Buffer.from(data).toString()) as { id: unknown }).id] : [];
  });

describe('a run of a case', () => {
  it('marks its generation and no single change, the first run and those that follow', async () => {
    const repair = await reported(world);
    await repair.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
    await repair.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
    await expect
      .poll(async () => (await repair.tasks()).map(({ kind }) => kind), { timeout: 20_000 })
      .toContain('assign');
    const histories = await temporal.histories(workflowIdOf('repair', repair.caseId));
    const oneGeneration = [expect.stringMatching(/^generation-\d+$/)];
    expect(histories.map(changesMarked)).toEqual([oneGeneration, oneGeneration]);
  });
});
