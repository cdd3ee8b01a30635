import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  customersRepository,
  type CustomerPosition,
  type NewContact,
  type NewCustomer,
} from '../../db/repositories/customers.repository.ts';
import { identitiesRepository } from '../../db/repositories/identities.repository.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-03-02T09:00:00+08:00');

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

const customer = (changes: Partial<NewCustomer> = {}): NewCustomer => ({
  handle: null,
  kind: 'organisation',
  name: '实验小学',
  address: null,
  region: null,
  language: 'zh-CN',
  timeZone: 'Asia/Shanghai',
  keyAccount: false,
  ...changes,
});

const contact = (customerId: string, changes: Partial<NewContact> = {}): NewContact => ({
  customerId,
  handle: null,
  name: '陈老师',
  position: null,
  email: 'chen@school.example',
  phone: null,
  wechatId: null,
  language: 'zh-CN',
  preferredChannel: 'email',
  ...changes,
});

describe('customers', () => {
  it('come back as they were entered and change under a version', async () => {
    const repository = customersRepository(database.db);
    const entered = await repository.create(customer({ handle: 'school' }), AT);
    expect(await repository.findOptionalByHandle('school')).toEqual(entered);
    const changed = await repository.update(entered.id, 1, { keyAccount: true }, AT + 1);
    expect(changed).toEqual({ ...entered, keyAccount: true, version: 2, updatedAt: AT + 1 });
    await expect(repository.update(entered.id, 1, { name: '旧' }, AT)).rejects.toMatchObject({
      code: 'STALE_VERSION',
    });
  });

  it('of the same name are listed once each, page after page', async () => {
    const repository = customersRepository(database.db);
    const entered = new Set<string>();
    for (let index = 0; index < 7; index++) {
      entered.add((await repository.create(customer({ name: index < 5 ? '同名' : '同名乙' }), AT)).id);
    }
    const seen: string[] = [];
    let after: CustomerPosition | null = null;
    do {
      const page: Awaited<ReturnType<typeof repository.list>> = await repository.list({
        text: '同名',
        after,
        limit: 3,
      });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after !== null);
    expect(seen).toHaveLength(7);
    expect(new Set(seen)).toEqual(entered);
  });
});

describe('contacts', () => {
  it('log in with a subject of the identity provider, for their customer only', async () => {
    const repository = customersRepository(database.db);
    const { id: customerId } = await repository.create(customer(), AT);
    const { id: contactId } = await repository.addContact(contact(customerId), AT, 'idp|chen');
    const identities = identitiesRepository(database.db);
    expect(await identities.findOptionalPrincipal('idp|chen')).toEqual({
      type: 'customer',
      contactId,
      customerId,
      language: 'zh-CN',
      timeZone: 'Asia/Shanghai',
    });
    await repository.update(customerId, 1, { active: false }, AT);
    expect(await identities.findOptionalPrincipal('idp|chen')).toBeUndefined();
  });

  it('without a subject do not log in', async () => {
    const repository = customersRepository(database.db);
    const { id: customerId } = await repository.create(customer(), AT);
    const { id } = await repository.addContact(contact(customerId), AT);
    expect(await identitiesRepository(database.db).findOptionalPrincipal(id)).toBeUndefined();
  });

  it('that nobody can reach are refused', async () => {
    const repository = customersRepository(database.db);
    const { id: customerId } = await repository.create(customer(), AT);
    await expect(repository.addContact(contact(customerId, { email: null }), AT)).rejects.toMatchObject({
      code: 'INVALID',
    });
    expect(await repository.listContacts(customerId)).toEqual([]);
  });

  it('of an unknown customer are refused', async () => {
    const unknown = contact('00000000-0000-4000-8000-000000000000');
    await expect(customersRepository(database.db).addContact(unknown, AT)).rejects.toMatchObject({
      code: 'INVALID',
      faults: [{ pointer: '/customerId' }],
    });
  });
});
