import { randomUUID } from 'node:crypto';
import { eq, sql, type SQL } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveAppointment } from '../../db/repositories/appointment-records.repository.ts';
import { issueLines } from '../../db/repositories/reservations.repository.ts';
import { unitsRepository } from '../../db/repositories/units.repository.ts';
import { warrantiesRepository } from '../../db/repositories/warranties.repository.ts';
import { appointments } from '../../db/schema/appointments.ts';
import { cases } from '../../db/schema/cases.ts';
import { requisitionLines, requisitions } from '../../db/schema/requisitions.ts';
import { enterCase, enterCustomer, enterPerson, enterProduct } from './master-data.ts';
import { accept, offer, pay } from './money-fixture.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';
import { addLocations, addPart, askFor, AT, newKey, signFor, stockUp } from './parts-fixture.ts';

/* What the database itself never lets happen, whoever writes (repair process, section 7 "Never", section 9). */

const HOUR = 3_600_000;

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await addLocations(database.db);
});

afterAll(async () => {
  await database.close();
});

const violation = (constraint: string) => ({ cause: { constraint } });

describe('a window of a technician', () => {
  interface Window {
    readonly technicianId: string;
    readonly hours?: readonly [number, number];
    readonly place?: 'onSite' | 'workshop';
    readonly status?: 'agreed' | 'cancelled';
    readonly forced?: boolean;
    readonly caseId?: string;
  }

  async function save(window: Window): Promise<string> {
    const { technicianId, hours = [9, 11], place = 'onSite', status = 'agreed', forced = false } = window;
    const caseId = window.caseId ?? (await enterCase(database.db, AT));
    const [fromAt, toAt] = [AT + hours[0] * HOUR, AT + hours[1] * HOUR];
    const id = `${caseId}.${randomUUID()}`;
    await saveAppointment(database.db, {
      ...{ id, caseId, technicianId, status, fromAt, toAt, place, changeReason: null, forced },
    });
    return caseId;
  }

  const technician = async (): Promise<string> =>
    (await enterPerson(database.db, AT, { roles: ['technician'] })).id;

  it('is not agreed where it overlaps one of another case', async () => {
    const technicianId = await technician();
    await save({ technicianId });
    await expect(save({ technicianId, hours: [10, 12] })).rejects.toMatchObject({ code: 'TECHNICIAN_BUSY' });
  });

  it('is agreed by one of many cases that ask at the same moment, and the others hear so at once', async () => {
    for (let race = 0; race < 10; race += 1) {
      const technicianId = await technician();
      const caseIds = await Promise.all(Array.from({ length: 4 }, () => enterCase(database.db, AT)));
      const saved = await Promise.allSettled(caseIds.map((caseId) => save({ technicianId, caseId })));
      const refusals = saved.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      expect(refusals).toMatchObject(Array.from({ length: 3 }, () => ({ code: 'TECHNICIAN_BUSY' })));
    }
  });

  it.each([
    ['follows at once', { hours: [11, 13] }],
    ['is forced by the lead', { forced: true }],
    ['is for a unit that comes to the workshop', { place: 'workshop' }],
    ['is cancelled', { status: 'cancelled' }],
  ] as const)('is agreed beside another one that %s', async (_what, other) => {
    const technicianId = await technician();
    await save({ technicianId });
    await save({ technicianId, ...other });
    expect(await database.db.$count(appointments, eq(appointments.technicianId, technicianId))).toBe(2);
  });

  it('is agreed beside those of other technicians, and beside others of its own case', async () => {
    const technicianId = await technician();
    const caseId = await save({ technicianId });
    await save({ technicianId, caseId });
    await save({ technicianId: await technician() });
  });
});

describe('a case is not closed while', () => {
  const row = (table: SQL, values: SQL) => (caseId: string) =>
    database.db.execute(sql`insert into ${table} ${values} from (select ${caseId}::uuid as id) c`);

  const OPEN: readonly (readonly [string, (caseId: string) => Promise<unknown>])[] = [
    [
      'a task is open',
      row(
        sql`tasks (id, case_id, kind, phase, round, attempt, roles, status, opened_at, level, about)`,
        sql`select c.id || '.t1', c.id, 'doWork', 'work', 1, 1, '{technician}', 'open', now(), 0, '{}'`,
      ),
    ],
    [
      'an approval is pending',
      row(
        sql`approvals (id, case_id, subject, revision, role, chain, status, requested_by, requested_at, about)`,
        sql`select c.id || '.a1', c.id, 'plan', 1, 'manager', '{manager}', 'pending', '{}', now(), '{}'`,
      ),
    ],
    [
      'a promise runs',
      row(
        sql`commitments (case_id, id, name, kind, status, started_at, source, "limit", calendar_code,
          calendar_version, paused_by, pauses, level, ladder, is_missed)`,
        sql`select c.id, 'c1', 'repair', 'repair', 'running', now(), 'repairWithin', '{}', 'office', 1, '{}', '[]', 0, '[]', false`,
      ),
    ],
    [
      'it is on hold',
      row(
        sql`holds (id, case_id, reason, text, started_at, placed_by)`,
        sql`select c.id || '.h1', c.id, 'thirdParty', 'Why', now(), '{}'`,
      ),
    ],
    [
      'a message is not sent',
      row(
        sql`messages (id, case_id, kind, recipient_type, failed_channels, variables, status, queued_at, attempts)`,
        sql`select c.id || '.m1', c.id, 'closed', 'customer', '{}', '{}', 'queued', now(), 0`,
      ),
    ],
    [
      'a requisition waits for its signature',
      async (caseId) => {
        const { requisitionId } = await askFor(database.db, [
          { partId: await addPart(database.db), quantity: 1 },
        ]);
        await giveTo(caseId, requisitionId);
      },
    ],
    ['a part is short', (caseId) => signedFor(caseId, 0)],
    ['a part is reserved', (caseId) => signedFor(caseId, 1)],
    [
      'a part is in somebody’s hands',
      async (caseId) => {
        const lineId = await signedFor(caseId, 1);
        const issued = { lines: [{ lineId, quantity: 1 }], receivedBy: 'wu.gang', person: null };
        await issueLines(database.db, newKey('issue'), issued, AT);
      },
    ],
    [
      'something is due and not paid',
      async (caseId) => {
        await offer(database.db, caseId, 1, 10_000);
        await accept(database.db, caseId, 1);
      },
    ],
    ['money of the customer is kept that is not due', (caseId) => pay(database.db, caseId, 10_000)],
  ];

  const giveTo = (caseId: string, requisitionId: string) =>
    database.db.update(requisitions).set({ caseId }).where(eq(requisitions.id, requisitionId));

  /** A line of a case for one piece, with so many in stock. */
  async function signedFor(caseId: string, inStock: number): Promise<string> {
    const partId = await addPart(database.db);
    if (inStock > 0) await stockUp(database.db, partId, inStock);
    const { requisitionId, lineId } = await signFor(database.db, partId, 1);
    await giveTo(caseId, requisitionId);
    return lineId;
  }

  const close = (caseId: string) =>
    database.db
      .update(cases)
      .set({ phase: 'closed', closedAt: AT, outcome: 'repaired' })
      .where(eq(cases.id, caseId));

  it.each(OPEN)('%s', async (_what, leaveOpen) => {
    const caseId = await enterCase(database.db, AT);
    await leaveOpen(caseId);
    await expect(close(caseId)).rejects.toMatchObject(violation('cases_closed_is_settled'));
  });

  it('something is open, unless the same step ends it', async () => {
    const caseId = await enterCase(database.db, AT);
    await database.db.transaction(async (tx) => {
      await OPEN[0]?.[1](caseId);
      await tx
        .update(cases)
        .set({ phase: 'closed', closedAt: AT, outcome: 'repaired' })
        .where(eq(cases.id, caseId));
      await tx.execute(sql`update tasks set status = 'dropped' where case_id = ${caseId}`);
    });
    expect(await database.db.$count(cases, eq(cases.phase, 'closed'))).toBe(1);
  });
});

describe('the line of a requisition', () => {
  it('is not signed for before the requisition is', async () => {
    const { requisitionId } = await askFor(database.db, [
      { partId: await addPart(database.db), quantity: 1 },
    ]);
    const signing = database.db
      .update(requisitionLines)
      .set({ signed: 1, short: 1 })
      .where(eq(requisitionLines.requisitionId, requisitionId));
    await expect(signing).rejects.toMatchObject(violation('requisition_lines_signed'));
  });

  it('stays signed for', async () => {
    const { requisitionId } = await signFor(database.db, await addPart(database.db), 1);
    const unsigning = database.db
      .update(requisitions)
      .set({ state: 'withdrawn' })
      .where(eq(requisitions.id, requisitionId));
    await expect(unsigning).rejects.toMatchObject(violation('requisitions_stay_signed'));
  });
});

describe('a unit', () => {
  it('is not scrapped while the customer holds it', async () => {
    const { db } = database;
    const [caseId, product, customer] = [
      await enterCase(db, AT),
      await enterProduct(db, AT),
      await enterCustomer(db, AT),
    ];
    const { id: unitId } = await unitsRepository(db).register(
      {
        ...{ productId: product.id, serialNumber: randomUUID(), lot: null, customerId: customer.id },
        ...{ ownership: 'sold', orderNumber: null, purchasedOn: null, warrantyUntil: null },
      },
      'Asia/Shanghai',
      AT,
    );
    const happens = (kind: 'scrapped' | 'replaced') =>
      warrantiesRepository(db).recordEvent({ unitId, caseId, key: newKey(kind), kind, at: AT, data: {} });
    await expect(happens('scrapped')).rejects.toMatchObject(violation('unit_events_scrapped_after_replaced'));
    await happens('replaced');
    expect(await happens('scrapped')).toBe(true);
  });
});
