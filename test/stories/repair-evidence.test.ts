import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHOTO } from '../support/evidence.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

describe('a report with photos (R-01)', () => {
  it('makes them files of its case, which its customer may read from then on', async () => {
    const report = {
      ...{ company: 'B', channel: 'email' },
      customerId: await world.customerId('chen.xiao'),
      unit: { productModel: 'WD-2200' },
      description: 'The door hangs',
    };
    const unknown = crypto.randomUUID();
    const refused = await world.call('zhang.min', 'POST', '/v1/repairs', { ...report, evidence: [unknown] });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/evidence/0' }] } });

    const repair = await world.openRepair('zhang.min', '03-09 09:00', { ...report, evidence: [PHOTO] });
    const { body } = await world.call('chen.xiao.self', 'GET', `/v1/cases/${repair.caseId}/evidence`);
    expect(body).toMatchObject({ items: [{ caseId: repair.caseId, name: 'photo.png' }] });
  });
});

describe('a file that staff attach to a case', () => {
  it('is theirs alone until they share it with the customer, and stays shared', async () => {
    const report = {
      ...{ company: 'B', channel: 'email' },
      customerId: await world.customerId('chen.xiao'),
      unit: { productModel: 'WD-2200' },
      description: 'The door hangs',
    };
    const repair = await world.openRepair('zhang.min', '03-09 10:00', report);
    const listed = async (who: string) => {
      const { body } = await world.call(who, 'GET', `/v1/cases/${repair.caseId}/evidence`);
      return (body as { items: readonly { key: string; isShared: boolean }[] }).items;
    };
    const attach = (file: string, shared: boolean) =>
      repair.orders('zhang.min', 'attachEvidence', { evidence: [file], text: 'Looks tampered with', shared });
    await attach(PHOTO, false);
    expect(await listed('chen.xiao.self')).toEqual([]);
    const [{ key } = { key: '' }] = await listed('zhang.min');
    await attach(key, true);
    await attach(key, false);
    expect(await listed('chen.xiao.self')).toMatchObject([{ key, isShared: true }]);
  });
});
