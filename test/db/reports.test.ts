import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import { type Report, reportsRepository } from '../../db/repositories/reports.repository.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const OPENED_AT = Date.parse('2026-11-30T09:00:00+08:00');

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase('seeded');
});

afterAll(async () => {
  await database.close();
});

const factsOf = (report: Partial<Report>) =>
  reportsRepository(database.db).findFacts({
    kind: 'repair',
    caseId: crypto.randomUUID(),
    customerId: null,
    company: 'A',
    productModel: 'CT-900',
    serialNumber: null,
    openedAt: OPENED_AT,
    ...report,
  });

describe('what is on record about a report', () => {
  it('is who reports, which policy is in force and what the unit is', async () => {
    const customers = customersRepository(database.db);
    const customer = await customers.findOptionalByHandle('chen.xiao');
    const contacts = await customers.listContacts(customer?.id ?? '');
    const unit = { productModel: 'WD-2200', serialNumber: 'WD2200-250317-0042' };
    const facts = await factsOf({ customerId: customer?.id ?? null, company: 'B', ...unit });
    const policy = await policiesRepository(database.db).findCurrent('B', OPENED_AT);
    expect(facts).toEqual({
      isOpened: false,
      customer: {
        id: customer?.id,
        language: 'zh-CN',
        active: true,
        contacts: contacts.map(({ id, language }) => ({ id, language })),
      },
      company: 'B',
      policyId: policy.id,
      category: 'furniture',
      unit: { customerId: customer?.id, ownership: 'sold' },
      duplicates: [],
    });
  });

  it('is nothing for what nobody knows', async () => {
    const unknown = {
      customerId: crypto.randomUUID(),
      company: null,
      productModel: 'no-such-model',
      serialNumber: '1',
    };
    expect(await factsOf(unknown)).toEqual({
      isOpened: false,
      customer: null,
      company: null,
      policyId: null,
      category: null,
      unit: null,
      duplicates: [],
    });
  });

  it('is no policy before the first one is in force', async () => {
    expect(await factsOf({ openedAt: Date.parse('1900-01-01T00:00:00Z') })).toMatchObject({
      company: 'A',
      policyId: null,
    });
  });
});
