import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTemporal, type RawTemporal } from '../support/histories.ts';
import { checkedIn, diagnosed, planned } from '../support/repair-steps.ts';
import { openWorld, type World } from '../support/world.ts';
import { TECHNICIAN, windowAwaited } from './reported.ts';

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

/** Workflow tasks that fail are tried again after ever longer times, up to some ten seconds here. */
const TRIED_AGAIN = { timeout: 60_000, interval: 500 };

const renameLists = async (from: string, to: string): Promise<void> => {
  await world.db.execute(sql`alter table price_lists disable trigger user`);
  await world.db.execute(sql`update price_lists set code = ${to} where code = ${from}`);
};

it('an effect that is refused where the process expects no refusal stops the case until the data are mended, and ends it not', async () => {
  const repair = await windowAwaited(world);
  await repair.goTo('06-01 10:10');
  await repair.does(TECHNICIAN, 'checkIn', checkedIn('06-01 10:10'));
  const found = { serialSeen: 'CT900-26-00031', causedBy: 'product', coverage: 'warranty' };
  await repair.does(TECHNICIAN, 'diagnose', diagnosed(found));

  await renameLists('standard', 'mislaid');
  const { id } = await repair.task('planWork');
  const plan = planned('06-01 13:00');
  const unanswered = await world.call(TECHNICIAN, 'POST', `/v1/tasks/${id}/complete`, plan, 'planned-once');
  expect(unanswered).toMatchObject({ status: 503 });
  const handle = temporal.client.workflow.getHandle(workflowIdOf('repair', repair.caseId));
  expect((await handle.describe()).status.name).toBe('RUNNING');

  await renameLists('mislaid', 'standard');
  await expect.poll(() => repair.approvals('pending'), TRIED_AGAIN).toMatchObject([{ subject: 'plan' }]);
});
