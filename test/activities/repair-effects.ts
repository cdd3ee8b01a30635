import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { expect } from 'vitest';
import { workingCalendars } from '../../activities/recording/working-calendars.ts';
import { createRepairActivities } from '../../activities/repair/index.ts';
import type { Keyed, PartWish, RepairActivities } from '../../activities/repair-contracts.ts';
import { createDatabase, type Database } from '../../db/client.ts';
import { caseStepRepository } from '../../db/repositories/case-step.repository.ts';
import { receiveArrival } from '../../db/repositories/arrivals.repository.ts';
import {
  partsStockRepository,
  type NewPart,
  type Part,
} from '../../db/repositories/parts-stock.repository.ts';
import type { Actor, PersonActor } from '../../workflows/domain/actors.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { enterCase } from '../db/master-data.ts';

export const AT = Date.parse('2026-04-28T11:00:00+08:00');
export const MINUTE = 60_000;
export const DAY = 86_400_000;

export const person = (personId: string, ...roles: PersonActor['roles']): PersonActor => ({
  type: 'person',
  personId,
  roles,
});

export const CLERK = person('chen.jie', 'parts_clerk');
export const LEAD = person('zhao.min', 'parts_lead');
export const FINANCE = person('qian.yi', 'finance');

/** The effects as functions that can be passed on. */
type RepairEffects = {
  readonly [Name in keyof RepairActivities]: (
    request: Parameters<RepairActivities[Name]>[0],
  ) => ReturnType<RepairActivities[Name]>;
};

/** The effects of repairs on a seeded database of its own. */
export interface OpenRepairEffects {
  readonly db: Database;
  readonly effects: RepairEffects;
  /** A new case of company A, reported in Chinese. */
  newCase(): Promise<string>;
  /** A part that no other test uses, with free pieces in the main store. */
  newPart(free: number, part?: Partial<NewPart>): Promise<Part>;
  stockUp(part: Part, accepted: number, how?: { lot?: string; serials?: readonly string[] }): Promise<void>;
  /** A case with a requisition of its own that is signed. */
  signedFor(...wishes: readonly PartWish[]): Promise<Signed>;
  close(): Promise<void>;
}

export interface Signed {
  readonly caseId: string;
  readonly requisitionId: string;
  readonly lineIds: readonly string[];
}

export const firstOf = ([first]: readonly string[]): string => first ?? '';

export async function openRepairEffects(): Promise<OpenRepairEffects> {
  const database = await createTestDatabase('seeded');
  const { db, pool, close } = createDatabase(database.url, { max: 8 });
  const steps = caseStepRepository(pool);
  const effects = createRepairActivities({ db, steps, calendars: workingCalendars(db, steps) });
  const newCase = (): Promise<string> => enterCase(db, AT);
  const stockUp: OpenRepairEffects['stockUp'] = async (part, accepted, how = {}) => {
    const receiptNumber = `RC-${randomUUID()}`;
    const lines = [{ partId: part.id, accepted, rejected: 0, ...how }];
    const receipt = { receiptNumber, locationCode: 'main', lines, inspectedBy: 'chen.jie' };
    await receiveArrival(db, `test/${receiptNumber}`, receipt, AT - DAY);
  };
  return {
    db,
    effects,
    newCase,
    stockUp,
    async newPart(free, changes = {}) {
      const part = await partsStockRepository(db).create({ ...newPart(), ...changes });
      if (free > 0) await stockUp(part, free);
      return part;
    },
    async signedFor(...wishes) {
      const caseId = await newCase();
      const requisitionId = randomUUID();
      const lines = wishes.map((wish) => ({ ...wish, lineId: randomUUID() }));
      const asked = { requisitionId, number: `${caseId}-R1`, urgent: false, lines };
      await effects.askRequisition({ ...keyed(caseId, 'parts/1/ask'), ...asked });
      await effects.signRequisition({ ...keyed(caseId, 'parts/1/reserve/1', LEAD), requisitionId });
      return { caseId, requisitionId, lineIds: lines.map(({ lineId }) => lineId) };
    },
    close: async () => {
      await close();
      await database.drop();
    },
  };
}

function newPart(): NewPart {
  return {
    number: `P-${randomUUID()}`,
    nameZh: '铰链',
    nameEn: 'Hinge',
    specification: '110°',
    supplier: '恒固五金',
    tracking: 'none',
    priceMinor: 3_500,
    costMinor: 1_600,
    currency: 'CNY',
    reorderPoint: 2,
  };
}

export function keyed(caseId: string, step: string, by: Actor = CLERK, at = AT): Keyed {
  return { key: `repair-${caseId}/${step}`, at, caseId, by };
}

/** Carries an effect out, and again under the same key: the second call has to get the first answer. */
export async function twice<Request, Answer>(
  run: (request: Request) => Promise<Answer>,
  request: Request,
): Promise<Answer> {
  const first = await run(request);
  expect(await run(request)).toEqual(first);
  return first;
}

/** The failure that an effect was refused with. */
export async function refusalOf(effect: Promise<unknown>): Promise<ApplicationFailure> {
  const failure: unknown = await effect.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failure instanceof ApplicationFailure)) {
    throw new Error(`Expected a refusal, got ${String(failure)}`, { cause: failure });
  }
  expect(failure.nonRetryable).toBe(true);
  return failure;
}
