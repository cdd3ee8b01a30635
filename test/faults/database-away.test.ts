import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { calendarChanged } from '../../workflows/runtime/case.messages.ts';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTemporal, type RawTemporal } from '../support/histories.ts';
import type { Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';
import { reported } from '../workflows/reported.ts';

let world: World;
let temporal: RawTemporal;
beforeAll(async () => {
  world = await openWorld();
  temporal = await openTemporal(stackEnvironment(world.databaseUrl, 'none'));
  await world.db.execute(sql`create table refused_cases (case_id uuid primary key)`);
  await world.db.execute(sql`
    create function refuse_case() returns trigger language plpgsql as $$
    begin
      if exists (select from refused_cases where case_id = new.id) then
        raise exception 'away' using errcode = '57P03';
      end if;
      return new;
    end $$`);
  await world.db.execute(
    sql`create trigger refuse_case before update on cases for each row execute function refuse_case()`,
  );
});
afterAll(async () => {
  await temporal.close();
  await world.close();
});

/** The worker that lives the case tries for half a minute (local-activities.ts), a busy one for longer. */
const AFTER_LOCAL_TRIES = { timeout: 120_000, interval: 500 };
const EVENTS_OF_LOCAL_TRIES = 30;
const EVENTS_IN_ALL = 45;
/** Time for several tries by the server. */
const AWAY_FOR_MORE_MS = 30_000;
/** The longest distance between two tries, and the time of one that hangs. */
const BACK_WITHIN = { timeout: 25_000, interval: 500 };

/** Whatever writes this case waits for a lock, as for a server that does not answer. */
async function hangs({ caseId }: Story): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query('select id from cases where id = $1 for update', [caseId]);
  return async () => {
    await client.query('rollback');
    await client.end();
  };
}

/** Whatever writes this case fails at once, as when nobody listens. */
async function fails({ caseId }: Story): Promise<() => Promise<void>> {
  await world.db.execute(sql`insert into refused_cases values (${caseId})`);
  return async () => {
    await world.db.execute(sql`delete from refused_cases`);
  };
}

it.each([
  ['hangs', hangs],
  ['fails', fails],
])(
  'a step whose writing %s for long costs no events while it waits, and is written within seconds afterwards',
  { concurrent: true },
  async (_, block) => {
    const repair = await reported(world);
    const handle = temporal.client.workflow.getHandle(workflowIdOf('repair', repair.caseId));
    const events = async (): Promise<number> => (await handle.describe()).historyLength;
    const isTriedByServer = async (): Promise<boolean> =>
      (await handle.describe()).raw.pendingActivities?.some(
        ({ activityType }) => activityType?.name === 'recordStep',
      ) ?? false;
    const entries = () => repair.timeline('calendarChanged');
    const before = await events();
    const unblock = await block(repair);
    try {
      await handle.signal(calendarChanged, {
        key: randomUUID(),
        calendarCode: 'office',
        calendarVersion: 1,
      });
      await vi.waitFor(async () => {
        expect(await isTriedByServer()).toBe(true);
      }, AFTER_LOCAL_TRIES);
      const local = await events();
      expect(local - before).toBeLessThan(EVENTS_OF_LOCAL_TRIES);
      await sleep(AWAY_FOR_MORE_MS);
      expect(await events()).toBe(local);
      expect(await entries()).toEqual([]);
    } finally {
      await unblock();
    }
    await vi.waitFor(async () => {
      expect(await entries()).toHaveLength(1);
    }, BACK_WITHIN);
    await repair.settled();
    expect((await events()) - before).toBeLessThan(EVENTS_IN_ALL);
  },
);
