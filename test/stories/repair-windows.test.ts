import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { soon } from '../support/repair-parts-steps.ts';
import { assigns, classified, contacted, windowAgreed } from '../support/repair-steps.ts';
import { registers } from '../support/replacement-steps.ts';
import { at, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const TECHNICIAN = 'ma.chao';

/** A laptop for which the technician is about to agree on a window. */
async function assigned(day: string): Promise<Story> {
  const serialNumber = await registers(world, 'LB-15', '2025-06-02');
  const story = await world.openRepair('emma.wong', `${day} 09:00`, {
    company: 'D',
    channel: 'web',
    unit: { productModel: 'LB-15', serialNumber },
    site: { address: '1 Harbour Road', region: 'hongkong' },
    description: 'The laptop does not start',
  });
  await story.does('zhang.min', 'contactCustomer', contacted(`${day} 09:00`));
  await story.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
  await assigns(story, 'qian.wei', TECHNICIAN);
  return story;
}

/** Windows of the technician that begin then and still hold. */
async function agreedAt(from: string): Promise<number> {
  const { rows } = await world.db.execute<{ count: number }>(sql`
    select count(*)::int as count from appointments a join people p on p.id = a.technician_id
    where p.handle = ${TECHNICIAN} and a.status = 'agreed' and a.from_at = ${at(from)}`);
  return rows[0]?.count ?? 0;
}

const isAskedAnew = async (story: Story): Promise<boolean> =>
  (await story.tasks()).some(({ kind }) => kind === 'agreeAppointment');

describe('windows of one technician', () => {
  it('that five cases agree on in the same second belong to one of them; the others ask anew', async () => {
    const stories = await Promise.all(Array.from({ length: 5 }, () => assigned('09-07')));
    const window = windowAgreed('09-08 10:00', '09-08 12:00');
    const answers = await Promise.all(
      stories.map((story) => story.tries(TECHNICIAN, 'agreeAppointment', window)),
    );
    for (const { status, body } of answers) {
      expect([200, 409], JSON.stringify(body)).toContain(status);
      if (status === 409) expect(body).toMatchObject({ code: 'TECHNICIAN_BUSY' });
    }
    await soon(async () => {
      expect((await Promise.all(stories.map(isAskedAnew))).filter(Boolean)).toHaveLength(4);
    });
    expect(await agreedAt('09-08 10:00')).toBe(1);
  });

  it('may overlap where their lead says so', async () => {
    const [first, second] = await Promise.all([assigned('09-14'), assigned('09-14')]);
    await first.does(TECHNICIAN, 'agreeAppointment', windowAgreed('09-15 10:00', '09-15 12:00'));
    await second.does(TECHNICIAN, 'agreeAppointment', windowAgreed('09-15 14:00', '09-15 16:00'));
    const move = {
      reason: 'The hall is free then',
      windowFrom: at('09-15 10:00'),
      windowTo: at('09-15 11:00'),
    };
    const refused = await second.post(TECHNICIAN, 'changeAppointment', move);
    expect(refused).toMatchObject({ status: 409, body: { code: 'TECHNICIAN_BUSY' } });
    await second.orders('zhou.jie', 'changeAppointment', { ...move, force: true });
    await soon(async () => {
      expect(await agreedAt('09-15 10:00')).toBe(2);
    });
  });
});
