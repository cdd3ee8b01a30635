import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi } from '../../api/describe-api.ts';
import { clientSystemsRepository } from '../../db/repositories/client-systems.repository.ts';
import { issueToken } from '../support/environment.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';

interface Document {
  readonly paths: Readonly<Record<string, { readonly post?: Operation }>>;
}

interface Operation {
  readonly requestBody?: {
    readonly content: { readonly 'application/json'?: { readonly example: unknown } };
  };
}

/** Their bodies name a case, and a freshly seeded system has none. */
const NEEDING_A_CASE: readonly string[] = ['/v1/provider-payments', '/v1/unplaced-payments'];

/** Called by connected systems alone: which one of the seeds may. */
const OF_SYSTEMS = new Map([['/v1/customer-messages', 'message-gateway']]);

/** What stands for path parameters that a freshly seeded system has a value for. */
const KNOWN_PARAMETERS = new Map([['{customerId}', 'sunshine.school']]);

let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  token = await api.staffToken('admin', 'manager', 'agent', 'service_lead');
});

afterAll(async () => {
  await api.close();
});

async function callerOf(url: string): Promise<string> {
  const name = OF_SYSTEMS.get(url);
  if (name === undefined) return token;
  const system = await clientSystemsRepository(api.db).findOptionalByName(name);
  return issueToken(system?.subject ?? '');
}

describe('the example of the OpenAPI document', () => {
  it('for every POST that needs no case works as it stands on a freshly seeded system', async () => {
    const { paths } = (await describeApi()) as Document;
    const answers: string[] = [];
    for (const [path, { post }] of Object.entries(paths)) {
      const url = path.replaceAll(/\{\w+\}/g, (parameter) => KNOWN_PARAMETERS.get(parameter) ?? parameter);
      const body = post?.requestBody?.content['application/json'];
      if (body === undefined || url.includes('{') || NEEDING_A_CASE.includes(url)) continue;
      const { example } = body;
      const headers = { 'idempotency-key': `example of ${path}`.replaceAll(' ', '-') };
      const caller = await callerOf(url);
      const answer = await api.call({ method: 'POST', url, token: caller, body: example, headers });
      if (answer.statusCode >= 300) answers.push(`${path}: ${answer.statusCode} ${answer.body}`);
    }
    expect(answers).toEqual([]);
  });
});
