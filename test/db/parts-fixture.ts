import { randomUUID } from 'node:crypto';
import type { Database } from '../../db/client.ts';
import { receiveArrival } from '../../db/repositories/arrivals.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import { askRequisition, signRequisition } from '../../db/repositories/requisitions.repository.ts';
import type { Tracking } from '../../workflows/domain/parts.ts';

export const AT = Date.parse('2026-03-04T11:30:00+08:00');
export const MINUTE = 60_000;

/** A key that no other effect of the test run uses. */
export const newKey = (step: string): string => `repair-${randomUUID()}/${step}`;

export async function addLocations(db: Database): Promise<void> {
  const stock = partsStockRepository(db);
  await stock.addLocation({ code: 'main', kind: 'store', nameZh: '主仓库', nameEn: 'Main store' });
  await stock.addLocation({ code: 'quarantine', kind: 'quarantine', nameZh: '待检区', nameEn: 'Quarantine' });
}

/** A part of its own for one test, priced in fen. */
export async function addPart(
  db: Database,
  tracking: Tracking = 'none',
  priceMinor = 3_000,
): Promise<string> {
  const part = await partsStockRepository(db).create({
    number: `P-${randomUUID()}`,
    nameZh: '铰链',
    nameEn: 'Hinge',
    specification: '110°',
    supplier: 'Supplier',
    tracking,
    priceMinor,
    costMinor: 1_200,
    currency: 'CNY',
    reorderPoint: 2,
  });
  return part.id;
}

export interface Stocked {
  readonly lot?: string;
  readonly serials?: readonly string[];
  readonly at?: number;
}

/** Takes accepted pieces in, outside any order. */
export function stockUp(db: Database, partId: string, accepted: number, how: Stocked = {}) {
  const { at = AT - 1000 * MINUTE, ...line } = how;
  const receiptNumber = `RC-${randomUUID()}`;
  const lines = [{ partId, accepted, rejected: 0, ...line }];
  return receiveArrival(
    db,
    newKey(`arrive/${receiptNumber}`),
    { receiptNumber, locationCode: 'main', lines, inspectedBy: 'chen.jie' },
    at,
  );
}

export interface Wanted {
  readonly partId: string;
  readonly quantity: number;
}

/** A case with one requisition that waits for its signature. */
export async function askFor(db: Database, lines: readonly Wanted[], urgent = false) {
  const requisitionId = randomUUID();
  const caseId = randomUUID();
  const asked = lines.map((line) => ({ lineId: randomUUID(), ...line }));
  await askRequisition(
    db,
    newKey('parts/ask'),
    {
      requisitionId,
      number: `RP-${caseId}-R1`,
      caseId,
      urgent,
      locationCode: 'main',
      lines: asked,
      askedBy: 'wang.lei',
    },
    AT,
  );
  return { caseId, requisitionId, lineIds: asked.map((line) => line.lineId) };
}

/** A case whose only requisition, of one line, is signed. */
export async function signFor(db: Database, partId: string, quantity: number, urgent = false, at = AT) {
  const asked = await askFor(db, [{ partId, quantity }], urgent);
  const { requisitionId } = asked;
  const signed = await signRequisition(
    db,
    newKey('parts/reserve'),
    { requisitionId, signedBy: 'zhao.min' },
    at,
  );
  const [line] = signed.lines;
  const [lineId] = asked.lineIds;
  if (line === undefined || lineId === undefined) throw new Error('The requisition has no line');
  return { ...asked, lineId, line };
}
