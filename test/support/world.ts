import { randomUUID } from 'node:crypto';
import { readWorkerConfig } from '../../activities/config.ts';
import { bundleWorkflows, runWorker } from '../../activities/worker.ts';
import { composeApi } from '../../api/compose.ts';
import { readApiConfig } from '../../api/config.ts';
import { createDatabase, type Database } from '../../db/client.ts';
import { clientSystemsRepository } from '../../db/repositories/client-systems.repository.ts';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import { peopleRepository } from '../../db/repositories/people.repository.ts';
import type { Environment } from '../../environment.ts';
import { createLogger } from '../../logging.ts';
import { issueToken, stackEnvironment } from './environment.ts';
import { withPictures } from './evidence.ts';
import { at, type Form, Story } from './story.ts';
import { expectTasksAsDescribed } from './task-truths.ts';
import { createTestDatabase } from './test-database.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Everything a story needs: the API, a worker, a database of its own, and people to act in it. */
export interface World {
  readonly db: Database;
  readonly databaseUrl: string;
  tokenOf(handle: string): Promise<string>;
  personId(handle: string): Promise<string>;
  handleOf(personId: string): Promise<string>;
  customerId(handle: string): Promise<string>;
  call(who: string, method: 'GET' | 'POST', url: string, body?: unknown, key?: string): Promise<Answer>;
  /** Changes a record, if nobody has since it had this version. */
  change(who: string, url: string, version: number, body: unknown): Promise<Answer>;
  /** Reads something that is had in several forms: text and PDF come as bytes. */
  download(who: string, url: string, accept: string): Promise<Answer>;
  /** Opens a repair at a day and time of 2026 in Shanghai, `05-29 16:00`. */
  openRepair(who: string, day: string, body: Form): Promise<Story>;
  close(): Promise<void>;
}

/** A request as it goes to the API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The people of a database, who reach the API by `send`. */
export function worldOf(databaseUrl: string, send: (request: ApiRequest) => Promise<Answer>): World {
  const { db, close } = createDatabase(databaseUrl, { max: 2 });
  const people = peopleRepository(db);
  const customers = customersRepository(db);

  const subjectOf = async (handle: string): Promise<string> => {
    const person = await people.findOptionalByHandle(handle);
    if (person !== undefined) return person.id;
    const contact = await customers.findOptionalContactByHandle(handle);
    if (contact !== undefined) return contact.id;
    const system = await clientSystemsRepository(db).findOptionalByName(handle);
    if (system === undefined) throw new Error(`Nobody has the handle ${handle}`);
    return system.subject;
  };
  const tokenOf = async (handle: string): Promise<string> => issueToken(await subjectOf(handle));
  const world: World = {
    db,
    databaseUrl,
    tokenOf,
    personId: async (handle) => (await people.findOptionalByHandle(handle))?.id ?? '',
    handleOf: async (personId) => (await people.findById(personId)).handle,
    customerId: async (handle) => (await customers.findOptionalByHandle(handle))?.id ?? '',
    call: async (who, method, url, body, key = randomUUID()) => {
      const headers = {
        authorization: `Bearer ${await tokenOf(who)}`,
        ...(method === 'POST' ? { 'idempotency-key': key } : {}),
      };
      const form = body === undefined ? undefined : await withPictures(db, who, { body, key });
      return send({ method, url, headers, ...(form === undefined ? {} : { body: form }) });
    },
    change: async (who, url, version, body) => {
      const headers = { authorization: `Bearer ${await tokenOf(who)}`, 'if-match': `"${version}"` };
      return send({ method: 'PATCH', url, headers, body });
    },
    download: async (who, url, accept) =>
      send({ method: 'GET', url, headers: { authorization: `Bearer ${await tokenOf(who)}`, accept } }),
    openRepair: async (who, day, body) => {
      const opened = await world.call(who, 'POST', '/v1/repairs', { ...body, clock: { now: at(day) } });
      if (opened.status !== 201) throw new Error(`Not opened: ${JSON.stringify(opened.body)}`);
      return new Story(world, (opened.body as { case: { id: string } }).case.id);
    },
    close,
  };
  return world;
}

/** Opens a world: the same parts as in production, in one process, on the shared servers of the test run. */
export async function openWorld(changes: Environment = {}): Promise<World> {
  const database = await createTestDatabase('seeded');
  const environment = stackEnvironment(database.url, `story-${randomUUID()}`, changes);
  const logger = createLogger('worker', 'warn');
  const config = readWorkerConfig(environment);
  const workflowBundle = await bundleWorkflows(config.temporal, logger);
  const worker = await runWorker(config, { logger, workflowBundle, sdkMetricsUrl: null });
  const { app, close: closeApi } = composeApi(readApiConfig(environment), logger);
  await app.ready();
  const world = worldOf(database.url, async ({ body, ...request }) => {
    const response = await app.inject({
      ...request,
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const isJson = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      body: isJson ? response.json<unknown>() : response.rawPayload,
      headers: response.headers,
    };
  });
  return {
    ...world,
    close: async () => {
      try {
        await expectTasksAsDescribed(world.db);
      } finally {
        await closeApi();
        await worker.stop();
        await world.close();
        await database.drop();
      }
    },
  };
}
