import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRepository, type NewAuditEntry } from '../../db/repositories/audit.repository.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-03-02T09:00:00+08:00');

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

const entry = (changes: Partial<NewAuditEntry> = {}): NewAuditEntry => ({
  at: AT,
  kind: 'change',
  actorType: 'person',
  actorId: 'person-1',
  action: 'updateCustomer',
  subjectType: 'customer',
  subjectId: 'customer-1',
  requestId: 'request-1',
  before: { keyAccount: false },
  after: { keyAccount: true },
  ...changes,
});

describe('the audit log', () => {
  it('tells newest first who did what to whom, page after page', async () => {
    const repository = auditRepository(database.db);
    await repository.append([entry(), entry({ at: AT + 1, kind: 'access', before: null, after: null })]);
    await repository.append([entry({ subjectId: 'customer-2' })]);
    const first = await repository.list({ subjectId: 'customer-1' }, { beforeId: null, limit: 1 });
    expect(first.items).toMatchObject([{ kind: 'access', at: AT + 1, before: null }]);
    const second = await repository.list({ subjectId: 'customer-1' }, { beforeId: first.next, limit: 1 });
    expect(second.items).toMatchObject([{ kind: 'change', after: { keyAccount: true } }]);
    expect(second.next).toBeNull();
  });

  it('is narrowed down by kind, caller and span', async () => {
    const repository = auditRepository(database.db);
    await repository.append([
      entry({ actorId: 'person-9', at: AT }),
      entry({ actorId: 'person-9', at: AT + 10, kind: 'access' }),
      entry({ actorId: 'person-9', at: AT + 20 }),
    ]);
    const find = async (filter: Parameters<typeof repository.list>[0]) =>
      (await repository.list({ actorId: 'person-9', ...filter }, { beforeId: null, limit: 10 })).items.length;
    expect(await find({})).toBe(3);
    expect(await find({ kind: 'access' })).toBe(1);
    expect(await find({ actorType: 'customer' })).toBe(0);
    expect(await find({ from: AT, to: AT + 20 })).toBe(2);
  });
});
