import { eq } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { caseOwnersRepository } from '../../db/repositories/case-owners.repository.ts';
import { caseSignalsRepository } from '../../db/repositories/case-signals.repository.ts';
import { peopleRepository, type PersonChanges } from '../../db/repositories/people.repository.ts';
import { cases } from '../../db/schema/cases.ts';
import { enterCase } from './master-data.ts';
import { openTestDatabase } from './open-test-database.ts';

const AT = Date.parse('2026-03-04T11:30:00+08:00');

const { db, close } = await openTestDatabase('seeded');
const people = peopleRepository(db);

afterAll(close);

async function change(handle: string, changes: PersonChanges): Promise<string> {
  const { id, version } = (await people.findOptionalByHandle(handle)) ?? { id: '', version: 0 };
  await people.update(id, version, changes, AT);
  return id;
}

async function ownedBy(handle: string, isClosed = false): Promise<string> {
  const id = await enterCase(db, AT);
  const ownerId = (await people.findOptionalByHandle(handle))?.id ?? '';
  const closed = isClosed ? { phase: 'closed', closedAt: AT, outcome: 'repaired' } : {};
  await db
    .update(cases)
    .set({ ownerRole: 'agent', ownerId, ...closed })
    .where(eq(cases.id, id));
  return id;
}

/** Cases told of an owner who left, and of whom, in the order told. */
async function told(): Promise<readonly unknown[]> {
  await caseOwnersRepository(db).queueLeft(AT);
  const waiting = await caseSignalsRepository(db).listWaiting(0, 100, ['ownerLeft']);
  await caseSignalsRepository(db).settle(
    waiting.map(({ id }) => id),
    AT,
  );
  return waiting.map(({ caseId, payload }) => [caseId, payload['personId']]);
}

describe('the owner of a case', () => {
  it('who is not active any more, or not of the role, is told to the open cases, once', async () => {
    const [open, other] = [await ownedBy('mei.lan'), await ownedBy('liu.yang')];
    await ownedBy('mei.lan', true);
    expect(await told()).toEqual([]);
    const meiLan = await change('mei.lan', { active: false });
    expect(await told()).toEqual([[open, meiLan]]);
    const liuYang = await change('liu.yang', { roles: ['finance'] });
    expect(await told()).toEqual([[other, liuYang]]);
    expect(await told()).toEqual([]);
  });

  it('who comes back and leaves again is told again', async () => {
    const open = await ownedBy('zhang.min');
    const id = await change('zhang.min', { active: false });
    expect(await told()).toEqual([[open, id]]);
    await change('zhang.min', { active: true });
    expect(await told()).toEqual([]);
    await change('zhang.min', { active: false });
    expect(await told()).toEqual([[open, id]]);
  });
});
