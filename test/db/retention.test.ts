import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRepository, type NewAuditEntry } from '../../db/repositories/audit.repository.ts';
import { removeExpired } from '../../db/retention.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const NOW = Date.parse('2040-03-02T09:00:00+08:00');
const daysAgo = (days: number): number => NOW - days * 86_400_000;

let database: OpenTestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(async () => {
  await database.close();
});

const entry = (kind: NewAuditEntry['kind'], action: string, at: number): NewAuditEntry => ({
  ...{ at, kind, actorType: 'person', actorId: 'person-1', action },
  ...{ subjectType: 'customer', subjectId: 'customer-1', requestId: null, before: null, after: null },
});

const actions = async (): Promise<readonly string[]> =>
  (await auditRepository(database.db).list({}, { beforeId: null, limit: 100 })).items.map(
    ({ action }) => action,
  );

describe('what is past its retention in the audit log', () => {
  it('is removed, accesses after a year and changes after ten, and the log says so', async () => {
    await auditRepository(database.db).append([
      entry('change', 'changed 11 years ago', daysAgo(4_018)),
      entry('access', 'read 2 years ago', daysAgo(730)),
      entry('change', 'changed 2 years ago', daysAgo(730)),
      entry('access', 'read lately', daysAgo(300)),
    ]);
    expect(await removeExpired(database.db, NOW)).toBe(2);
    expect(await actions()).toEqual(['removeExpired', 'read lately', 'changed 2 years ago']);
    expect(await removeExpired(database.db, NOW)).toBe(0);
  });

  it('is found stretch by stretch, up to the first that is younger than all of it', async () => {
    const log = auditRepository(database.db);
    await log.append([
      entry('access', 'old 1', daysAgo(500)),
      entry('access', 'old 2', daysAgo(500)),
      entry('access', 'young', daysAgo(1)),
      entry('access', 'younger', daysAgo(1)),
    ]);
    const expired = { accessesBefore: daysAgo(366), changesBefore: daysAgo(3_653) };
    const { items } = await log.list({ from: daysAgo(501), to: daysAgo(499) }, { beforeId: null, limit: 9 });
    const afterId = (items.at(-1)?.id ?? 0) - 1;
    const first = await log.removeExpired(expired, { afterId, limit: 2 });
    expect(first).toEqual({ removed: 2, lastId: items[0]?.id });
    expect(await log.removeExpired(expired, { afterId: first.lastId ?? 0, limit: 2 })).toEqual({
      removed: 0,
      lastId: null,
    });
  });
});

it('nobody removes an entry of the audit log within half a year, or changes one', async () => {
  await auditRepository(database.db).append([
    entry('access', 'read half a year ago', daysAgo(183)),
    entry('access', 'read', NOW),
  ]);
  const refusal = (statement: ReturnType<typeof sql>) =>
    database.db.execute(statement).then(
      () => null,
      (error: unknown) => (error as { cause: unknown }).cause,
    );
  const kept = { code: '23001', message: 'rows of audit_log are kept for 184 days at least' };
  const never = { code: '23001', message: 'rows of audit_log are never changed or deleted' };
  expect(await refusal(sql`delete from audit_log where action <> 'read'`)).toMatchObject(kept);
  expect(await refusal(sql`delete from audit_log`)).toMatchObject(kept);
  expect(await refusal(sql`update audit_log set action = 'x'`)).toMatchObject(never);
  expect(await refusal(sql`truncate audit_log`)).toMatchObject(never);
});
