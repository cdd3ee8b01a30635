import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveArrival } from '../../db/repositories/arrivals.repository.ts';
import { casePartsRepository } from '../../db/repositories/case-parts.repository.ts';
import { LOAN_POOL } from '../../db/repositories/loans.repository.ts';
import { partsStockRepository, type Part } from '../../db/repositories/parts-stock.repository.ts';
import {
  AT,
  CLERK,
  DAY,
  keyed,
  openRepairEffects,
  refusalOf,
  twice,
  type OpenRepairEffects,
} from './repair-effects.ts';

let open: OpenRepairEffects;

beforeAll(async () => {
  open = await openRepairEffects();
});

afterAll(async () => {
  await open.close();
});

/** A kind of device with pieces in the loan pool. */
async function devices(...serials: readonly string[]): Promise<Part> {
  const part = await open.newPart(0, { tracking: 'serial', nameZh: '备用机' });
  const lines = [{ partId: part.id, accepted: serials.length, rejected: 0, serials }];
  const receipt = { receiptNumber: randomUUID(), locationCode: LOAN_POOL, lines, inspectedBy: null };
  await receiveArrival(open.db, `test/${receipt.receiptNumber}`, receipt, AT - DAY);
  return part;
}

const loanOf = (caseId: string, part: Part, serial: string, no = 1) => ({
  ...keyed(caseId, `loan/${no}/lend`),
  number: `${caseId}-L${no}`,
  requisitionId: randomUUID(),
  lineId: randomUUID(),
  partId: part.id,
  serial,
  urgent: false,
  receivedBy: '朱莉',
});

const backOf = (loan: ReturnType<typeof loanOf>, condition: 'good' | 'damaged' | 'lost') => ({
  ...keyed(loan.caseId, `loan/back/${loan.lineId}`),
  lineId: loan.lineId,
  serial: loan.serial,
  condition,
  reason: condition === 'good' ? null : '掉在地上',
});

const whereIs = async (part: Part) =>
  (await partsStockRepository(open.db).listSerialsByPart(part.id)).map(({ serial, state, locationCode }) => ({
    ...{ serial, state, locationCode },
  }));

describe('a loan device', () => {
  it('leaves the pool once and comes back once', async () => {
    const part = await devices('A-1', 'A-2');
    const caseId = await open.newCase();
    const loan = loanOf(caseId, part, 'A-1');
    const { lineId, serial } = loan;
    expect(await twice(open.effects.lendDevice, loan)).toEqual({ deviceName: '备用机', lineId, serial });
    expect(await open.effects.lendDevice({ ...loan, serial: 'B-2', lineId: randomUUID() })).toMatchObject({
      serial,
      lineId,
    });
    expect(await whereIs(part)).toEqual([
      { serial: 'A-1', state: 'issued', locationCode: null },
      { serial: 'A-2', state: 'inStore', locationCode: LOAN_POOL },
    ]);
    await twice(open.effects.takeDeviceBack, backOf(loan, 'good'));
    expect(await whereIs(part)).toMatchObject([{ state: 'inStore', locationCode: LOAN_POOL }, {}]);
  });

  it('is refused to a second customer while a first one has it', async () => {
    const part = await devices('B-1', 'B-2');
    await open.effects.lendDevice(loanOf(await open.newCase(), part, 'B-1'));
    const second = loanOf(await open.newCase(), part, 'B-1');
    expect((await refusalOf(open.effects.lendDevice(second))).type).toBe('NO_DEVICE_FREE');
    expect(await open.effects.lendDevice({ ...second, serial: 'B-2' })).toMatchObject({ serial: 'B-2' });
  });

  it('goes to one of two who want it in the same moment', async () => {
    const part = await devices('C-1');
    const cases = [await open.newCase(), await open.newCase()];
    const results = await Promise.allSettled(
      cases.map((caseId) => open.effects.lendDevice(loanOf(caseId, part, 'C-1'))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is no part that a technician has in hand, and none that is issued for repairs', async () => {
    const part = await devices('D-1');
    const caseId = await open.newCase();
    await open.effects.lendDevice(loanOf(caseId, part, 'D-1'));
    expect(await open.effects.partsInHand({ caseId })).toEqual([]);
    const other = await devices('D-2');
    const wanted = await open.signedFor({ partId: other.id, quantity: 1 });
    const lines = await casePartsRepository(open.db).listLinesOfCase(wanted.caseId);
    expect(lines).toMatchObject([{ line: { reserved: 0, short: 1 } }]);
    expect(await whereIs(other)).toMatchObject([{ state: 'inStore', locationCode: LOAN_POOL }]);
  });

  it('goes to quarantine where it is damaged, and is written off where it is lost', async () => {
    const part = await devices('E-1', 'E-2');
    const caseId = await open.newCase();
    const damaged = loanOf(caseId, part, 'E-1');
    const lost = loanOf(caseId, part, 'E-2', 2);
    await open.effects.lendDevice(damaged);
    await open.effects.lendDevice(lost);
    await twice(open.effects.takeDeviceBack, backOf(damaged, 'damaged'));
    await twice(open.effects.takeDeviceBack, { ...backOf(lost, 'lost'), by: CLERK });
    expect(await whereIs(part)).toEqual([
      { serial: 'E-1', state: 'quarantined', locationCode: 'quarantine' },
      { serial: 'E-2', state: 'lost', locationCode: null },
    ]);
  });
});
