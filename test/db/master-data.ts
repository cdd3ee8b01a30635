import type { Database } from '../../db/client.ts';
import { POLICIES } from '../../db/presets/policies/index.ts';
import { catalogueRepository, type Product } from '../../db/repositories/catalogue.repository.ts';
import { customersRepository, type Customer } from '../../db/repositories/customers.repository.ts';
import { peopleRepository, type NewPerson, type Person } from '../../db/repositories/people.repository.ts';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import { cases } from '../../db/schema/cases.ts';
import type { Instant } from '../../workflows/domain/limits.ts';

let sequence = 0;

/** A person to enter, with a handle of its own. */
export function newPerson(person: Partial<NewPerson> = {}): NewPerson {
  return {
    handle: `test.person.${++sequence}`,
    name: '测试',
    email: 'test@example.org',
    phone: null,
    wechatId: null,
    language: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    teamId: null,
    roles: [],
    skills: [],
    superiorId: null,
    ...person,
  };
}

export async function enterPerson(
  db: Database,
  at: Instant,
  person: Partial<NewPerson> = {},
): Promise<Person> {
  return peopleRepository(db).create(newPerson(person), at);
}

/** Enters a customer without contacts. */
export async function enterCustomer(db: Database, at: Instant): Promise<Customer> {
  return customersRepository(db).create(
    {
      handle: null,
      kind: 'organisation',
      name: '实验小学',
      address: null,
      region: null,
      language: 'zh-CN',
      timeZone: 'Asia/Shanghai',
      keyAccount: false,
    },
    at,
  );
}

/** Enters a product with two years of warranty. */
export async function enterProduct(db: Database, at: Instant, warrantyMonths = 24): Promise<Product> {
  return catalogueRepository(db).create(
    {
      model: `TEST-${++sequence}`,
      name: '衣柜',
      category: 'furniture',
      warrantyMonths,
      priceMinor: 300_000,
      currency: 'CNY',
      usefulLifeMonths: 120,
      residualPercent: 5,
    },
    at,
  );
}

/** Enters the row of a case, under a first policy version of company A. */
export async function enterCase(db: Database, at: Instant): Promise<string> {
  const policies = policiesRepository(db);
  const policy =
    (await policies.findOptionalLatest('A')) ??
    (await policies.addVersion({ document: POLICIES.A, validFrom: 0, createdAt: at, createdBy: null }));
  const id = crypto.randomUUID();
  await db.insert(cases).values({
    id,
    kind: 'repair',
    number: `TEST-${++sequence}`,
    company: 'A',
    policyId: policy.id,
    calendarCode: 'office',
    language: 'zh-CN',
    openedBy: { type: 'system', name: 'test' },
    openedAt: at,
    receivedAt: at,
    clockOffsetMs: 0,
    version: 1,
    changedAt: at,
    phase: 'intake',
    priority: 'normal',
    round: 1,
    attempt: 1,
    onHold: false,
    pausedBecause: [],
    overdue: false,
    details: {},
  });
  return id;
}
