import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dutyRosterRepository } from '../../db/repositories/duty-roster.repository.ts';
import { identitiesRepository } from '../../db/repositories/identities.repository.ts';
import { organisationRepository } from '../../db/repositories/organisation.repository.ts';
import { peopleRepository } from '../../db/repositories/people.repository.ts';
import { newPerson } from './master-data.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-03-02T09:00:00+08:00');
const HOUR = 3_600_000;

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

describe('people', () => {
  it('come back as they were entered, with roles and instants in epoch milliseconds', async () => {
    const repository = peopleRepository(database.db);
    const entered = await repository.create(newPerson({ roles: ['technician', 'agent'] }), AT);
    expect(entered).toMatchObject({
      roles: ['agent', 'technician'],
      createdAt: AT,
      version: 1,
      active: true,
    });
    expect(await repository.findOptionalByHandle(entered.handle)).toEqual(entered);
  });

  it('that do not exist are a NOT_FOUND', async () => {
    const missing = peopleRepository(database.db).findById('00000000-0000-4000-8000-000000000000');
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('with a handle that is taken are refused with a pointer to it', async () => {
    const repository = peopleRepository(database.db);
    const { handle } = await repository.create(newPerson(), AT);
    await expect(repository.create(newPerson({ handle }), AT)).rejects.toMatchObject({
      code: 'INVALID',
      faults: [{ pointer: '/handle' }],
    });
  });

  it('are changed by the first of two who read the same version', async () => {
    const repository = peopleRepository(database.db);
    const { id } = await repository.create(newPerson({ roles: ['agent'] }), AT);
    const changed = await repository.update(id, 1, { name: '新名', roles: ['manager'] }, AT + HOUR);
    expect(changed).toMatchObject({ name: '新名', roles: ['manager'], version: 2, updatedAt: AT + HOUR });
    await expect(repository.update(id, 1, { name: '旧名' }, AT)).rejects.toMatchObject({
      code: 'STALE_VERSION',
    });
  });

  it('are listed by handle, page after page, without doubles or gaps', async () => {
    const repository = peopleRepository(database.db);
    for (let index = 0; index < 5; index++)
      await repository.create(newPerson({ name: `Seitenweise ${index}` }), AT);
    const seen: string[] = [];
    let afterHandle: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof repository.list>> = await repository.list(
        { text: 'seitenweise' },
        { afterHandle, limit: 2 },
      );
      seen.push(...page.items.map(({ name }) => name));
      afterHandle = page.next;
    } while (afterHandle !== null);
    expect(seen.toSorted()).toEqual([0, 1, 2, 3, 4].map((index) => `Seitenweise ${index}`));
  });

  it('are not found by wildcards in the searched text', async () => {
    const found = await peopleRepository(database.db).list({ text: '%' }, { afterHandle: null, limit: 10 });
    expect(found.items).toEqual([]);
  });
});

describe('the reporting line', () => {
  it('leads from a person to the superior, and ends at the top', async () => {
    const repository = peopleRepository(database.db);
    const boss = await repository.create(newPerson(), AT);
    const worker = await repository.create(newPerson({ superiorId: boss.id }), AT);
    expect((await repository.superiorOf(worker.id))?.id).toBe(boss.id);
    expect(await repository.superiorOf(boss.id)).toBeUndefined();
  });

  it('is never a circle', async () => {
    const repository = peopleRepository(database.db);
    const first = await repository.create(newPerson(), AT);
    const second = await repository.create(newPerson({ superiorId: first.id }), AT);
    const third = await repository.create(newPerson({ superiorId: second.id }), AT);
    for (const superiorId of [first.id, second.id, third.id]) {
      await expect(repository.update(first.id, 1, { superiorId }, AT)).rejects.toMatchObject({
        code: 'INVALID',
        faults: [{ pointer: '/superiorId' }],
      });
    }
  });
});

describe('the duty roster', () => {
  it('names who is on duty from the start of a shift until just before its end', async () => {
    const repository = peopleRepository(database.db);
    const { id } = await repository.create(newPerson({ roles: ['production'] }), AT);
    const shift = { role: 'production', personId: id, startsAt: AT, endsAt: AT + 8 * HOUR } as const;
    await dutyRosterRepository(database.db).createShift(shift);
    const onDuty = async (at: number) =>
      (await repository.listByRoleOnDuty('production', at)).some((found) => found.id === id);
    expect(await onDuty(AT - 1)).toBe(false);
    expect(await onDuty(AT)).toBe(true);
    expect(await onDuty(AT + 8 * HOUR - 1)).toBe(true);
    expect(await onDuty(AT + 8 * HOUR)).toBe(false);
  });

  it('leaves absent and inactive people out', async () => {
    const repository = peopleRepository(database.db);
    const roster = dutyRosterRepository(database.db);
    const absent = await repository.create(newPerson({ roles: ['inspector'] }), AT);
    const inactive = await repository.create(newPerson({ roles: ['inspector'] }), AT);
    for (const { id } of [absent, inactive]) {
      await roster.createShift({ role: 'inspector', personId: id, startsAt: AT, endsAt: AT + 8 * HOUR });
    }
    await roster.createAbsence({ personId: absent.id, startsAt: AT, endsAt: AT + HOUR, reason: null });
    await repository.update(inactive.id, 1, { active: false }, AT);
    const idsOnDuty = async (at: number) =>
      (await repository.listByRoleOnDuty('inspector', at)).map(({ id }) => id);
    expect(await idsOnDuty(AT)).not.toContain(absent.id);
    expect(await idsOnDuty(AT + HOUR)).toContain(absent.id);
    expect(await idsOnDuty(AT + HOUR)).not.toContain(inactive.id);
    expect((await repository.listPresentByRole('inspector', AT)).map(({ id }) => id)).not.toContain(
      absent.id,
    );
  });

  it('takes no shift that ends before it starts', async () => {
    const { id } = await peopleRepository(database.db).create(newPerson(), AT);
    const backwards = dutyRosterRepository(database.db).createShift({
      role: 'agent',
      personId: id,
      startsAt: AT,
      endsAt: AT,
    });
    await expect(backwards).rejects.toMatchObject({ code: 'INVALID', faults: [{ pointer: '/endsAt' }] });
  });
});

describe('login', () => {
  it('knows a person by the given subject with the roles held now', async () => {
    const { id } = await peopleRepository(database.db).create(
      newPerson({ roles: ['finance'] }),
      AT,
      'idp|4711',
    );
    expect(await identitiesRepository(database.db).findOptionalPrincipal('idp|4711')).toEqual({
      type: 'person',
      personId: id,
      roles: ['finance'],
      language: 'zh-CN',
      timeZone: 'Asia/Shanghai',
    });
  });

  it('knows nobody who left, and no stranger', async () => {
    const repository = peopleRepository(database.db);
    const { id } = await repository.create(newPerson(), AT);
    const identities = identitiesRepository(database.db);
    expect(await identities.findOptionalPrincipal(id)).toMatchObject({ personId: id });
    await repository.update(id, 1, { active: false }, AT);
    expect(await identities.findOptionalPrincipal(id)).toBeUndefined();
    expect(await identities.findOptionalPrincipal('stranger')).toBeUndefined();
  });
});

describe('departments and teams', () => {
  it('are entered and changed under a version', async () => {
    const organisation = organisationRepository(database.db);
    const department = await organisation.createDepartment({ code: 'test-dept', name: '测试部' });
    const team = await organisation.createTeam({
      code: 'test-team',
      name: '测试组',
      departmentId: department.id,
      leadId: null,
    });
    expect(await organisation.updateTeam(team.id, 1, { name: '试验组' })).toMatchObject({ version: 2 });
    await expect(organisation.updateTeam(team.id, 1, { name: '旧' })).rejects.toMatchObject({
      code: 'STALE_VERSION',
    });
    await expect(organisation.createDepartment({ code: 'test-dept', name: '又' })).rejects.toMatchObject({
      faults: [{ pointer: '/code' }],
    });
  });
});
