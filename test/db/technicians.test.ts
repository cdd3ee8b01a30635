import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dutyRosterRepository } from '../../db/repositories/duty-roster.repository.ts';
import { organisationRepository } from '../../db/repositories/organisation.repository.ts';
import { peopleRepository } from '../../db/repositories/people.repository.ts';
import { techniciansRepository } from '../../db/repositories/technicians.repository.ts';
import { appointments } from '../../db/schema/appointments.ts';
import { enterCase, enterPerson } from './master-data.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-03-10T10:00:00+08:00');
const HOUR = 3_600_000;

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  const organisation = organisationRepository(database.db);
  for (const code of ['test-wood', 'test-cooling']) await organisation.createSkill({ code, name: code });
});

afterAll(async () => {
  await database.close();
});

const enterTechnician = async (...skills: string[]) =>
  enterPerson(database.db, AT, { roles: ['technician'], skills });

async function propose(skills: readonly string[], excludedIds: readonly string[] = [], at = AT) {
  return techniciansRepository(database.db).propose({ skills, at, excludedIds });
}

async function agreeWindow(
  technicianId: string,
  [from, to]: readonly [number, number],
  status: 'agreed' | 'cancelled',
) {
  const caseId = await enterCase(database.db, AT);
  await database.db.insert(appointments).values({
    id: crypto.randomUUID(),
    caseId,
    technicianId,
    status,
    fromAt: AT + from * HOUR,
    toAt: AT + to * HOUR,
    place: 'onSite',
  });
}

describe('proposed technicians', () => {
  it('have all the wanted skills, and whoever has fewest open minutes comes first', async () => {
    const busy = await enterTechnician('test-wood', 'test-cooling');
    const free = await enterTechnician('test-wood', 'test-cooling');
    const woodOnly = await enterTechnician('test-wood');
    await agreeWindow(busy.id, [1, 3], 'agreed');
    await agreeWindow(busy.id, [3, 4], 'agreed');
    await agreeWindow(free.id, [1, 9], 'cancelled');
    const proposed = await propose(['test-cooling', 'test-wood']);
    expect(proposed.map(({ personId, openMinutes }) => [personId, openMinutes])).toEqual([
      [free.id, 0],
      [busy.id, 180],
    ]);
    expect((await propose(['test-wood'])).map(({ personId }) => personId)).toContain(woodOnly.id);
  });

  it('leave out earlier technicians of the case, absent and inactive ones, and other roles', async () => {
    await organisationRepository(database.db).createSkill({ code: 'test-glass', name: 'glass' });
    const [earlier, absent, left, present] = [
      await enterTechnician('test-glass'),
      await enterTechnician('test-glass'),
      await enterTechnician('test-glass'),
      await enterTechnician('test-glass'),
    ];
    await enterPerson(database.db, AT, { roles: ['agent'], skills: ['test-glass'] });
    const roster = dutyRosterRepository(database.db);
    await roster.createAbsence({ personId: absent.id, startsAt: AT, endsAt: AT + HOUR, reason: '培训' });
    await peopleRepository(database.db).update(left.id, 1, { active: false }, AT);
    const ids = async (at: number) =>
      (await propose(['test-glass'], [earlier.id], at)).map(({ personId }) => personId);
    expect(await ids(AT)).toEqual([present.id]);
    expect((await ids(AT + HOUR)).toSorted()).toEqual([absent.id, present.id].toSorted());
  });

  it('are marked when the duty roster names them for that instant', async () => {
    await organisationRepository(database.db).createSkill({ code: 'test-night', name: 'night' });
    const { id } = await enterTechnician('test-night');
    await dutyRosterRepository(database.db).createShift({
      role: 'technician',
      personId: id,
      startsAt: AT,
      endsAt: AT + HOUR,
    });
    expect(await propose(['test-night'])).toMatchObject([{ personId: id, onDuty: true, openTasks: 0 }]);
    expect(await propose(['test-night'], [], AT + HOUR)).toMatchObject([{ personId: id, onDuty: false }]);
  });
});
