import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseParts } from '../../db/repositories/case-parts.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import { askRequisition, signRequisition } from '../../db/repositories/requisitions.repository.ts';
import { caseSignalsRepository } from '../../db/repositories/case-signals.repository.ts';
import { auditLog } from '../../db/schema/audit.ts';
import { caseSignals } from '../../db/schema/case-signals.ts';
import { idempotencyKeys } from '../../db/schema/idempotency.ts';
import { customer, openRecordedCases, type RecordedCases, staff } from './recorded-cases.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';

/* No worker runs here: whatever is taken, is taken while nobody works on it (repair process, section 9). */

const SIGNED_AT = Date.parse('2026-11-24T09:40:00+08:00');

let api: TestApi;
let recorded: RecordedCases;
let clerk: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  recorded = await openRecordedCases(api.db);
  clerk = (await staff(api.db, 'he.jing')).token;
});

afterAll(async () => {
  await recorded.close();
  await api.close();
});

let parts = 0;

async function newPart(tracking: 'none' | 'lot' | 'serial' = 'none') {
  parts += 1;
  return partsStockRepository(api.db).create({
    number: `ARR-${parts}`,
    nameZh: '测试件',
    nameEn: 'Test part',
    specification: '',
    supplier: '',
    tracking,
    priceMinor: 100,
    costMinor: 40,
    currency: 'CNY',
    reorderPoint: 0,
  });
}

/** A running process without a worker, whose row is written as its first step would; it waits for `quantity`. */
async function waitingCase(partId: string, quantity: number, urgent = false): Promise<string> {
  const opened = await api.call({
    method: 'POST',
    url: '/v1/repairs',
    token: (await staff(api.db, 'zhang.min')).token,
    body: {
      company: 'B',
      channel: 'web',
      customerId: (await customer(api.db, 'chen.xiao.self')).customer.id,
      unit: { productModel: 'WD-2200', serialNumber: randomUUID() },
      description: '门铰链断裂',
    },
  });
  expect(opened.statusCode, opened.body).toBe(202);
  const { caseId } = opened.json<{ caseId: string }>();
  await recorded.open({ caseId });
  await signedLine(caseId, partId, quantity, urgent);
  return caseId;
}

async function signedLine(caseId: string, partId: string, quantity: number, urgent = false): Promise<void> {
  const requisitionId = randomUUID();
  await askRequisition(
    api.db,
    `repair-${caseId}/parts/1/ask`,
    {
      ...{ requisitionId, caseId, urgent },
      number: `${caseId}-R1`,
      locationCode: 'main',
      lines: [{ lineId: randomUUID(), partId, quantity }],
      askedBy: null,
    },
    SIGNED_AT,
  );
  await signRequisition(
    api.db,
    `repair-${caseId}/parts/1/reserve/1`,
    { requisitionId, signedBy: null },
    SIGNED_AT,
  );
}

const deliver = (body: object, token = clerk) =>
  api.call({
    method: 'POST',
    url: '/v1/arrivals',
    token,
    body: { receiptNumber: `GR-${randomUUID()}`, locationCode: 'main', inspectedBy: 'gao.feng', ...body },
  });

const signalOf = async (receiptNumber: string, caseId: string) =>
  caseSignalsRepository(api.db).findOptionalByKey(`arrival/${receiptNumber}/${caseId}`);

describe('a delivery', () => {
  it('serves the urgent case first, and its case is told though no worker runs', async () => {
    const { id: partId } = await newPart();
    const normal = await waitingCase(partId, 2);
    const urgent = await waitingCase(partId, 2, true);
    const answer = await deliver({ receiptNumber: 'GR-A', lines: [{ partId, accepted: 3 }] });
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.headers['location']).toBe('/v1/arrivals/GR-A');
    const { allocations } = answer.json<{
      allocations: { caseId: string; quantity: number; short: number }[];
    }>();
    expect(allocations).toHaveLength(2);
    expect(allocations).toContainEqual(expect.objectContaining({ caseId: urgent, quantity: 2, short: 0 }));
    expect(allocations).toContainEqual(expect.objectContaining({ caseId: normal, quantity: 1, short: 1 }));
    for (const caseId of [normal, urgent]) {
      expect((await signalOf('GR-A', caseId))?.settledAt).toEqual(expect.any(Number));
    }
    const read = await api.call({ method: 'GET', url: '/v1/arrivals/GR-A', token: clerk });
    expect(read.json()).toEqual(answer.json<{ arrival: unknown }>().arrival);
  });

  it('reported twice, also at once, is taken in once and gets the first answer', async () => {
    const part = await newPart();
    const body = { receiptNumber: 'GR-B', lines: [{ partNumber: part.number, accepted: 4 }] };
    const [one, two] = await Promise.all([deliver(body), deliver(body)]);
    const three = await deliver({ ...body, lines: [{ partNumber: part.number, accepted: 9 }] });
    expect(one.json()).toEqual(two.json());
    expect([three.statusCode, three.json()]).toEqual([200, one.json()]);
    const balances = await partsStockRepository(api.db).listBalancesByPart(part.id);
    expect(balances.map(({ onHand }) => onHand)).toEqual([4]);
  });

  it('that could not be told to its case is told by a later report or by the next round', async () => {
    const { id: partId } = await newPart();
    const caseId = await recorded.open();
    await signedLine(caseId, partId, 1);
    const body = { receiptNumber: 'GR-C', lines: [{ partId, accepted: 1 }] };
    expect((await deliver(body)).statusCode).toBe(201);
    expect((await signalOf('GR-C', caseId))?.settledAt).toBeNull();
    expect((await deliver(body)).statusCode).toBe(200);
    expect((await signalOf('GR-C', caseId))?.settledAt).toBeNull();
    await releaseParts(api.db, randomUUID(), { caseId, person: null }, SIGNED_AT);
    await recorded.change({
      caseId,
      version: 2,
      snapshot: { phase: 'closed', outcome: 'repaired', closedAt: SIGNED_AT },
    });
    expect((await deliver(body)).statusCode).toBe(200);
    expect((await signalOf('GR-C', caseId))?.settledAt).toEqual(expect.any(Number));
  });

  it('needs an inspector who answers for it, and a store', async () => {
    const { id: partId } = await newPart();
    const lines = [{ partId, accepted: 1 }];
    const refused = await deliver({ inspectedBy: undefined, lines });
    expect(refused.json()).toMatchObject({ status: 422, errors: [{ pointer: '/inspectedBy' }] });
    expect((await deliver({ inspectedBy: 'chen.hao', lines })).statusCode).toBe(422);
    const inspector = await staff(api.db, 'gao.feng');
    const own = await deliver({ inspectedBy: undefined, lines }, inspector.token);
    expect(own.json()).toMatchObject({ arrival: { inspectedBy: inspector.person.id } });
    expect((await deliver({ lines, locationCode: 'quarantine' })).json()).toMatchObject({
      status: 422,
      errors: [{ pointer: '/locationCode' }],
    });
    expect((await deliver({ lines }, (await staff(api.db, 'zhang.min')).token)).json()).toMatchObject({
      status: 403,
      code: 'ROLE_MISSING',
    });
  });

  it('is refused with a pointer where a line does not fit its part', async () => {
    const serial = await newPart('serial');
    const faultOf = async (line: object) =>
      (await deliver({ lines: [line] })).json<{ errors?: { pointer: string }[] }>().errors?.[0]?.pointer;
    expect(await faultOf({ partNumber: 'NOWHERE', accepted: 1 })).toBe('/lines/0/partNumber');
    expect(await faultOf({ partId: serial.id, partNumber: serial.number, accepted: 1 })).toBe(
      '/lines/0/partId',
    );
    expect(await faultOf({ partId: serial.id, accepted: 2, serials: ['S-1'] })).toBe('/lines/0/serials');
    expect(await faultOf({ partId: serial.id, accepted: 0, rejected: 1 })).toBe('/lines/0/rejectionReason');
    expect(await faultOf({ partId: serial.id, accepted: 0 })).toBe('/lines/0/accepted');
  });

  it('is listed newest first, by part and by order', async () => {
    const part = await newPart();
    for (const [receiptNumber, day] of [
      ['GR-D1', '01'],
      ['GR-D2', '02'],
      ['GR-D3', '03'],
    ]) {
      const at = `2026-11-${day}T10:00:00+08:00`;
      const body = { receiptNumber, reference: 'PO-D', at, lines: [{ partId: part.id, accepted: 1 }] };
      expect((await deliver(body)).statusCode).toBe(201);
    }
    const list = async (query: string) => {
      const answer = await api.call({ method: 'GET', url: `/v1/arrivals?${query}`, token: clerk });
      return answer.json<{ items: { receiptNumber: string }[]; nextCursor: string | null }>();
    };
    const first = await list(`partId=${part.id}&limit=2`);
    expect(first.items.map(({ receiptNumber }) => receiptNumber)).toEqual(['GR-D3', 'GR-D2']);
    const rest = await list(`partId=${part.id}&limit=2&cursor=${first.nextCursor ?? ''}`);
    expect(rest).toMatchObject({ items: [{ receiptNumber: 'GR-D1' }], nextCursor: null });
    expect((await list('reference=PO-D')).items).toHaveLength(3);
  });

  it('arrives when it is entered, where clocks are not adjustable', async () => {
    const real = await openTestApi('seeded', { ADJUSTABLE_CLOCKS: '0' });
    const token = (await staff(real.db, 'gao.feng')).token;
    const body = {
      receiptNumber: 'GR-E',
      locationCode: 'main',
      at: '2026-11-01T10:00:00+08:00',
      lines: [{ partNumber: 'HG-110', accepted: 1 }],
    };
    const answer = await real.call({ method: 'POST', url: '/v1/arrivals', token, body });
    expect(answer.json()).toMatchObject({ code: 'CLOCK_NOT_ADJUSTABLE', errors: [{ pointer: '/at' }] });
    await real.close();
  });
});

describe('pieces that a stocktake finds', () => {
  const find = (body: object, token: string, key: string) =>
    api.call({
      method: 'POST',
      url: '/v1/stock-corrections',
      token,
      body: { locationCode: 'main', reason: 'Found behind the shelf', ...body },
      headers: { 'idempotency-key': key },
    });

  it('go to the line that waits, whose case is told', async () => {
    const { token } = await staff(api.db, 'chen.hao');
    const part = await newPart();
    const caseId = await waitingCase(part.id, 2);
    const found = await find({ partNumber: part.number, difference: 3 }, token, randomUUID());
    expect(found.json(), found.body).toMatchObject({ onHand: 3, reserved: 2 });
    const told = await api.db.select().from(caseSignals).where(eq(caseSignals.caseId, caseId));
    expect(told).toMatchObject([{ name: 'partsArrived', payload: { lines: [{ quantity: 2 }] } }]);
    expect(told[0]?.settledAt).toEqual(expect.any(Number));
  });

  it('are booked, told and audited once, also where the first answer was lost in a crash', async () => {
    const { token } = await staff(api.db, 'chen.hao');
    const part = await newPart();
    const caseId = await waitingCase(part.id, 1);
    const key = randomUUID();
    const body = { partNumber: part.number, difference: 1 };
    const first = await find(body, token, key);
    await api.db.delete(idempotencyKeys).where(eq(idempotencyKeys.key, key));
    expect((await find(body, token, key)).json()).toEqual(first.json());
    expect(await api.db.$count(caseSignals, eq(caseSignals.caseId, caseId))).toBe(1);
    expect(await api.db.$count(auditLog, eq(auditLog.subjectId, part.id))).toBe(1);
  });
});
