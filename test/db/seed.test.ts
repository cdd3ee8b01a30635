import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES } from '../../workflows/domain/limits.ts';
import { calendarsRepository } from '../../db/repositories/calendars.repository.ts';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import { identitiesRepository } from '../../db/repositories/identities.repository.ts';
import { peopleRepository } from '../../db/repositories/people.repository.ts';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import { warrantiesRepository } from '../../db/repositories/warranties.repository.ts';
import { migrate } from '../../db/migrate.ts';
import { POLICIES } from '../../db/presets/policies/index.ts';
import { seed, seedPresets } from '../../db/seed.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-11-24T08:00:00Z');
const ANY_DATE = Date.parse('2026-03-02T09:00:00+08:00');

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database.url, AT);
});

afterAll(async () => {
  await database.close();
});

/** Rows of every table, and a digest of what is in them. */
async function contentOf({ db }: OpenTestDatabase): Promise<Record<string, unknown>> {
  const { rows } = await db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const content: Record<string, unknown> = {};
  for (const { name } of rows) {
    const table = sql.identifier(name);
    const digest = await db.execute(
      sql`select count(*)::int as rows, md5(string_agg(t::text, chr(10) order by t::text)) as md5 from ${table} t`,
    );
    content[name] = digest.rows[0];
  }
  return content;
}

describe('seeding', () => {
  it('again, at any later time and by several processes at once, changes nothing', async () => {
    const before = await contentOf(database);
    await Promise.all([seed(database.url, AT + 1), seed(database.url, AT + 2)]);
    expect(await contentOf(database)).toEqual(before);
  });

  it('keeps what the company has changed since', async () => {
    const changed = await openTestDatabase('seeded');
    const people = peopleRepository(changed.db);
    const policies = policiesRepository(changed.db);
    const wang = await people.findOptionalByHandle('wang.lei');
    await people.update(wang?.id ?? '', wang?.version ?? 0, { active: false, skills: [] }, AT);
    const latest = await policies.findCurrent('A', ANY_DATE);
    await policies.addVersion({
      document: { ...latest.document, version: 2 },
      validFrom: AT,
      createdAt: AT,
      createdBy: null,
    });
    const before = await contentOf(changed);
    await seed(changed.url, AT + 3);
    expect(await contentOf(changed)).toEqual(before);
    await changed.close();
  });

  it('of the presets alone enters no people, customers or parts', async () => {
    const production = await openTestDatabase('empty');
    await migrate(production.url);
    await seedPresets(production.url, AT);
    const content = await contentOf(production);
    for (const table of ['people', 'customers', 'products', 'parts']) {
      expect(content[table]).toMatchObject({ rows: 0 });
    }
    expect(content['policies']).toMatchObject({ rows: Object.keys(POLICIES).length });
    await production.close();
  });
});

describe('a seeded database', () => {
  it('has a policy of each company for cases of any date, with the calendars that it names', async () => {
    const policies = policiesRepository(database.db);
    const calendars = calendarsRepository(database.db);
    for (const company of Object.keys(POLICIES)) {
      const { document } = await policies.findCurrent(company, ANY_DATE);
      expect(document.company).toBe(company);
      for (const code of Object.values(document.calendar)) {
        expect((await calendars.findByCode(code)).version).toBe(1);
      }
    }
  });

  it('knows the make-up days of 2026', async () => {
    const { holidays } = await calendarsRepository(database.db).findByCode('office');
    expect(holidays?.years['2026']?.work).toEqual(expect.arrayContaining(['2026-02-14', '2026-05-09']));
  });

  it('has somebody in every role of the staff, and somebody who may log in for each customer', async () => {
    const people = peopleRepository(database.db);
    for (const role of ROLES.filter((known) => known !== 'customer')) {
      expect(await people.listByRole(role), role).not.toEqual([]);
    }
    const customers = customersRepository(database.db);
    const { items } = await customers.list({ after: null, limit: 100 });
    expect(items.length).toBeGreaterThan(2);
    for (const customer of items) {
      const contact = (await customers.listContacts(customer.id))[0];
      const principal = await identitiesRepository(database.db).findOptionalPrincipal(contact?.id ?? '');
      expect(principal).toMatchObject({ type: 'customer', customerId: customer.id });
    }
  });

  it('has someone on duty around the clock', async () => {
    const onDuty = await peopleRepository(database.db).listByRoleOnDuty(
      'agent',
      Date.parse('2026-05-01T00:20:00+08:00'),
    );
    expect(onDuty).toHaveLength(1);
  });

  it('looks a unit’s warranty up', async () => {
    const unit = { productModel: 'WD-2200', serialNumber: 'WD2200-250317-0042' };
    expect(await warrantiesRepository(database.db).lookUpWarranty(unit, ANY_DATE)).toMatchObject({
      state: 'inside',
      until: Date.parse('2027-03-18T00:00:00+08:00'),
    });
  });

  it('has the opening stock in the ledger', async () => {
    const { rows } = await database.db.execute(sql`
      select on_hand as "onHand", reserved from stock_balances
      join parts on parts.id = part_id where number = 'HG-110' and location_code = 'main'`);
    expect(rows).toEqual([{ onHand: 1, reserved: 0 }]);
  });
});
