import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterAdministrator } from '../../db/admin.ts';
import { auditRepository } from '../../db/repositories/audit.repository.ts';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import { identitiesRepository } from '../../db/repositories/identities.repository.ts';
import { peopleRepository } from '../../db/repositories/people.repository.ts';
import { newPerson } from './master-data.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-03-02T09:00:00+08:00');

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase('seeded');
});

afterAll(async () => {
  await database.close();
});

const enter = (subject: string) => enterAdministrator(database.url, subject, AT);
const rolesOf = async (subject: string) => {
  const principal = await identitiesRepository(database.db).findOptionalPrincipal(subject);
  return principal?.type === 'person' ? principal.roles : null;
};

describe('an administrator entered from the command line', () => {
  it('is somebody new with that subject, once, and with a trace in the audit log', async () => {
    expect(await enter('auth0|Li Na')).toContain('as admin.auth0-li-na');
    expect(await enter('auth0|Li Na')).toBe('"auth0|Li Na" is an administrator already.');
    expect(await rolesOf('auth0|Li Na')).toEqual(['admin']);
    const { items } = await auditRepository(database.db).list(
      { actorType: 'system', actorId: 'command line' },
      { beforeId: null, limit: 10 },
    );
    expect(items).toMatchObject([
      { actorType: 'system', kind: 'change', before: null, after: { roles: ['admin'] } },
    ]);
  });

  it('is the member of staff whose login it is, who keeps the roles held', async () => {
    const person = newPerson({ roles: ['manager'] });
    await peopleRepository(database.db).create(person, AT, 'sub-of-a-manager');
    expect(await enter('sub-of-a-manager')).toContain(`as ${person.handle}`);
    expect(await rolesOf('sub-of-a-manager')).toEqual(['admin', 'manager']);
  });

  it('is never a customer', async () => {
    const contact = await customersRepository(database.db).findOptionalContactByHandle('emma.wong');
    await expect(enter(contact?.id ?? '')).rejects.toThrow('is the login of a customer');
  });
});
