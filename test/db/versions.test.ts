import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendarsRepository } from '../../db/repositories/calendars.repository.ts';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import { templatesRepository } from '../../db/repositories/templates.repository.ts';
import { POLICIES } from '../../db/presets/policies/index.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-03-02T09:00:00+08:00');
const DAY = 86_400_000;

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

const policy = (version: number, validFrom: number) => ({
  document: { ...POLICIES.A, version },
  validFrom,
  createdAt: AT,
  createdBy: null,
});

describe('service policies', () => {
  it('are the highest version valid at the instant that a case opens', async () => {
    const repository = policiesRepository(database.db);
    await expect(repository.findCurrent('A', AT)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const first = await repository.addVersion(policy(1, AT));
    const second = await repository.addVersion(policy(2, AT + DAY));
    expect(await repository.findCurrent('A', AT + DAY - 1)).toEqual(first);
    expect(await repository.findCurrent('A', AT + DAY)).toEqual(second);
    expect(await repository.findVersion(first.id)).toEqual(first);
    expect((await repository.listByCompany('A')).map(({ version }) => version)).toEqual([2, 1]);
  });

  it('written against an older version are refused, told the expected one', async () => {
    const repository = policiesRepository(database.db);
    await expect(repository.addVersion(policy(2, AT))).rejects.toMatchObject({
      code: 'STALE_VERSION',
      faults: [{ pointer: '/version' }],
      details: { expected: 3 },
    });
  });
});

describe('calendars', () => {
  it('come in their latest version with the holidays that they follow', async () => {
    const repository = calendarsRepository(database.db);
    await repository.saveScheme('xx', ['01-01']);
    await repository.saveSchemeYear('xx', 2026, { off: ['2026-01-02'], work: [] });
    await repository.saveSchemeYear('xx', 2026, { off: ['2026-01-01'], work: ['2026-01-04'] });
    const definition = { timeZone: 'Asia/Shanghai', week: {}, holidayScheme: 'xx' };
    await repository.addVersion({
      code: 'shop',
      version: 1,
      definition: { ...definition, week: { mon: [] } },
      createdAt: AT,
    });
    await repository.addVersion({ code: 'shop', version: 2, definition, createdAt: AT });
    expect(await repository.findByCode('shop')).toMatchObject({
      version: 2,
      definition,
      holidays: {
        code: 'xx',
        statutory: ['01-01'],
        years: { 2026: { off: ['2026-01-01'], work: ['2026-01-04'] } },
      },
    });
    await expect(
      repository.addVersion({ code: 'shop', version: 2, definition, createdAt: AT }),
    ).rejects.toMatchObject({
      code: 'STALE_VERSION',
    });
  });

  it('that nobody stored are a NOT_FOUND', async () => {
    await expect(calendarsRepository(database.db).findByCode('nowhere')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('message templates', () => {
  const text = (language: string, subject: string) => ({
    kind: 'acknowledged',
    language,
    subject,
    text: '{{caseNumber}}',
    short: '{{caseNumber}}',
  });

  it('are the latest version in the first wished language that there is', async () => {
    const repository = templatesRepository(database.db);
    await repository.addVersion(text('en', 'old'), AT);
    const latest = await repository.addVersion(text('en', 'new'), AT);
    expect(latest.version).toBe(2);
    expect(await repository.findByKind('acknowledged', ['de', 'en'])).toEqual(latest);
    await expect(repository.findByKind('acknowledged', ['de'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('stored versions', () => {
  it.each([
    ['policies', 'document'],
    ['price_lists', 'document'],
    ['calendars', 'definition'],
    ['message_templates', 'text'],
    ['unit_events', 'data'],
    ['case_names', 'name_zh'],
    ['issued_documents', 'number'],
  ])('of %s are never changed, deleted or truncated', async (table, column) => {
    const name = sql.identifier(table);
    for (const statement of [
      sql`update ${name} set ${sql.identifier(column)} = null`,
      sql`delete from ${name}`,
      sql`truncate ${name} cascade`,
    ]) {
      await expect(database.db.execute(statement)).rejects.toMatchObject({
        cause: { code: '23001', message: expect.stringContaining('never changed') as string },
      });
    }
  });
});
