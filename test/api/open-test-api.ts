import type { LightMyRequestResponse } from 'fastify';
import { composeApi } from '../../api/compose.ts';
import { readApiConfig } from '../../api/config.ts';
import type { Api } from '../../api/dependencies.ts';
import { createLogger } from '../../logging.ts';
import { createDatabase, type Database } from '../../db/client.ts';
import { peopleRepository, type NewPerson, type Person } from '../../db/repositories/people.repository.ts';
import type { Environment } from '../../environment.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import { issueToken, stackEnvironment } from '../support/environment.ts';
import { createTestDatabase } from '../support/test-database.ts';

/** One call, as somebody, with a JSON body. */
interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  /** Bearer token; null sends none. */
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The whole API on a database of its own, called without a network. */
export interface TestApi {
  readonly app: Api;
  readonly db: Database;
  /** Log lines written so far, as JSON texts. */
  readonly logLines: readonly string[];
  readonly call: (call: Call) => Promise<LightMyRequestResponse>;
  /** A bearer token of a new member of staff with these roles. */
  readonly staffToken: (...roles: Role[]) => Promise<string>;
  readonly createStaff: (...roles: Role[]) => Promise<{ person: Person; token: string }>;
  readonly close: () => Promise<void>;
}

let staffCount = 0;

/** Composes the API exactly as its process does, on a database of its own and the shared servers. */
export async function openTestApi(
  content: 'seeded' | 'migrated' = 'migrated',
  changes: Environment = {},
): Promise<TestApi> {
  const database = await createTestDatabase(content);
  const config = readApiConfig(stackEnvironment(database.url, `api-test-${staffCount}`, changes));
  const logLines: string[] = [];
  const logger = createLogger('api', 'info', { write: (line) => void logLines.push(line) });
  const { app, close } = composeApi(config, logger);
  const { db, close: closeDb } = createDatabase(database.url, { max: 2 });
  await app.ready();

  const createStaff = async (...roles: Role[]) => {
    staffCount += 1;
    const person = await peopleRepository(db).create(newPerson(`staff.${staffCount}`, roles), Date.now());
    return { person, token: await issueToken(person.id) };
  };
  return {
    app,
    db,
    logLines,
    createStaff,
    staffToken: async (...roles) => (await createStaff(...roles)).token,
    call: ({ method, url, token = null, body, headers = {} }) =>
      app.inject({
        method,
        url,
        headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
        ...(body !== undefined && { payload: body as object }),
      }),
    close: async () => {
      await close();
      await closeDb();
      await database.drop();
    },
  };
}

function newPerson(handle: string, roles: readonly Role[]): NewPerson {
  return {
    handle,
    name: handle,
    email: null,
    phone: null,
    wechatId: null,
    language: 'en',
    timeZone: 'Asia/Shanghai',
    teamId: null,
    roles,
    skills: [],
    superiorId: null,
  };
}
