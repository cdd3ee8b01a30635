import { and, eq } from 'drizzle-orm';
import { type DomainError, refusedAt } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { partSerials } from '../schema/stock.ts';
import { oncePerKey } from './effects.ts';
import { returnLines } from './issued-parts.repository.ts';
import { askRequisition, signRequisition } from './requisitions.repository.ts';
import { issueLines } from './reservations.repository.ts';

/** The store that loan devices wait in: nothing is taken from it for repairs. */
export const LOAN_POOL = 'loans';

export interface LendDevice {
  readonly caseId: string;
  /** The loan note (借用单): case number + `-L<n>` (repair §8). */
  readonly number: string;
  readonly requisitionId: string;
  readonly lineId: string;
  /** Kind of device. */
  readonly partId: string;
  readonly serial: string;
  readonly urgent: boolean;
  /** Who signed the loan note for the customer. */
  readonly receivedBy: string;
  readonly person: string | null;
}

/**
 * A device leaves the loan pool on a note that both sides signed: asked, signed and handed out in one step.
 * Refused where it is not in the pool (NO_DEVICE_FREE). The answer says what was lent under the key, also where another
 * device is asked for now.
 */
export async function lendDevice(
  db: Database,
  key: string,
  args: LendDevice,
  at: Instant,
): Promise<Pick<LendDevice, 'lineId' | 'partId' | 'serial'>> {
  return oncePerKey(db, { key, name: 'lendDevice', at }, async (tx) => {
    const { requisitionId, lineId, partId, serial, person, receivedBy, ...note } = args;
    await requireFree(tx, partId, serial);
    const asked = { ...note, requisitionId, locationCode: LOAN_POOL, askedBy: person };
    await askRequisition(tx, `${key}/ask`, { ...asked, lines: [{ lineId, partId, quantity: 1 }] }, at);
    const signed = await signRequisition(tx, `${key}/sign`, { requisitionId, signedBy: person }, at);
    if (signed.lines.some(({ reserved }) => reserved === 0)) throw noneFree(serial);
    const issued = { lines: [{ lineId, quantity: 1, serial }], receivedBy, person };
    await issueLines(tx, `${key}/issue`, issued, at);
    return { lineId, partId, serial };
  });
}

export interface TakeDeviceBack {
  readonly lineId: string;
  readonly serial: string;
  readonly condition: 'good' | 'damaged' | 'lost';
  /** Required where it is lost. */
  readonly reason: string | null;
  /** Where a damaged device goes. */
  readonly quarantineCode: string;
  readonly person: string | null;
}

/** The device is back in the pool, in quarantine, or written off as lost. */
export async function takeDeviceBack(
  db: Database,
  key: string,
  args: TakeDeviceBack,
  at: Instant,
): Promise<{ readonly condition: string }> {
  return oncePerKey(db, { key, name: 'takeDeviceBack', at, request: args }, async (tx) => {
    const { lineId, serial, condition, reason, quarantineCode, person } = args;
    const pieces = { good: 0, damaged: 0, lost: 0, [condition]: 1 };
    const line = { lineId, serial, ...pieces, ...(reason === null ? {} : { reason }) };
    await returnLines(tx, `${key}/return`, { lines: [line], quarantineCode, person }, at);
    return { condition };
  });
}

/** Refuses a device that is not in the pool now. */
export async function requireFree(db: Database, partId: string, serial: string): Promise<void> {
  const found = await db.$count(
    partSerials,
    and(
      eq(partSerials.partId, partId),
      eq(partSerials.serial, serial),
      eq(partSerials.state, 'inStore'),
      eq(partSerials.locationCode, LOAN_POOL),
    ),
  );
  if (found === 0) throw noneFree(serial);
}

function noneFree(serial: string): DomainError {
  return refusedAt(
    'NO_DEVICE_FREE',
    '/serial',
    'must be a device that waits in the loan pool',
    `The loan pool has no device ${serial}`,
  );
}
