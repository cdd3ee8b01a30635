import { and, desc, eq, isNull, sql, type SQL } from 'drizzle-orm';
import type { PersonActor } from '../../workflows/domain/actors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { massHolds } from '../schema/mass-holds.ts';
import { type Page, pageOf, requireFound, requireWritten } from './support.ts';

export type MassHoldRow = typeof massHolds.$inferSelect;
export type NewMassHold = Omit<MassHoldRow, 'id' | 'endedAt' | 'endedBy'>;

/** A mass hold with how many cases it has reached. */
export interface MassHold extends MassHoldRow {
  /** Cases that were told, or are going to be as soon as the server has it. */
  readonly told: number;
  /** Of those, the ones that are on hold because of it now. */
  readonly held: number;
  /** Of those, the ones that it held before. */
  readonly resumed: number;
}

/** Newest first; where a page ends, the instant and the id. */
export type MassHoldPosition = readonly [placedAt: Instant, id: string];

/** Holds on many cases at once, and what those cases are told. Their outbox is `case_signals`. */
export const massHoldsRepository = (db: Database) => {
  const listWhere = (condition: SQL | undefined, limit: number): Promise<MassHold[]> =>
    db
      .select({
        id: massHolds.id,
        region: massHolds.region,
        productModel: massHolds.productModel,
        reason: massHolds.reason,
        text: massHolds.text,
        placedAt: massHolds.placedAt,
        placedBy: massHolds.placedBy,
        untilAt: massHolds.untilAt,
        endedAt: massHolds.endedAt,
        endedBy: massHolds.endedBy,
        told: TOLD,
        held: countOfHolds(sql`ended_at is null`),
        resumed: countOfHolds(sql`ended_at is not null`),
      })
      .from(massHolds)
      .where(condition)
      .orderBy(desc(massHolds.placedAt), desc(massHolds.id))
      .limit(limit);

  return {
    create: async (massHold: NewMassHold): Promise<MassHoldRow> =>
      requireWritten(await db.insert(massHolds).values(massHold).returning()),

    findById: async (id: string): Promise<MassHold> =>
      requireFound((await listWhere(eq(massHolds.id, id), 1))[0], 'mass hold', id),

    list: async (
      before: MassHoldPosition | null,
      limit: number,
    ): Promise<Page<MassHold, MassHoldPosition>> => {
      const rows = await listWhere(before === null ? undefined : isBefore(before), limit + 1);
      return pageOf(rows, limit, ({ placedAt, id }) => [placedAt, id]);
    },

    /** Ends it once; gives nothing where it was ended before. */
    end: async (id: string, endedBy: PersonActor, endedAt: Instant): Promise<MassHoldRow | undefined> =>
      (
        await db
          .update(massHolds)
          .set({ endedAt, endedBy })
          .where(and(eq(massHolds.id, id), isNull(massHolds.endedAt)))
          .returning()
      )[0],

    /**
     * Queues `massHoldPlaced` for every open case that a lasting mass hold is aimed at and that was not told yet: also
     * for cases opened while it lasts. The lock makes it wait for whoever just ends one.
     */
    queuePlaced: async (at: Instant): Promise<void> => {
      await db.execute(sql`
        with lasting as (select * from mass_holds where ended_at is null for share)
        insert into case_signals (key, case_id, name, payload, queued_at)
        select concat_ws('/', 'massHold', m.id, 'placed', c.id), c.id, 'massHoldPlaced',
          jsonb_build_object('key', concat_ws('/', 'massHold', m.id, 'placed', c.id), 'batchId', m.id,
            'reason', m.reason, 'text', m.text, 'until', (extract(epoch from m.until_at) * 1000)::bigint,
            'by', m.placed_by),
          ${iso(at)}::timestamptz
        from lasting m
        join cases c on c.closed_at is null
          and (m.until_at is null or m.until_at > ${iso(at)}::timestamptz + c.clock_offset_ms * interval '1 ms')
          and (m.product_model is null or m.product_model = c.details ->> 'productModel')
        left join customers on customers.id = c.customer_id
        where m.region is null or m.region = coalesce(c.details ->> 'region', customers.region)
        order by m.id, c.id
        on conflict (key) do nothing`);
    },

    /** Queues `massHoldEnded` for every open case that was told of it, in the transaction that ends it. */
    queueEnded: async ({ id, endedBy }: MassHoldRow, at: Instant): Promise<void> => {
      await db.execute(sql`
        insert into case_signals (key, case_id, name, payload, queued_at)
        select concat_ws('/', 'massHold', ${id}::text, 'ended', c.id), c.id, 'massHoldEnded',
          jsonb_build_object('key', concat_ws('/', 'massHold', ${id}::text, 'ended', c.id), 'batchId', ${id}::text,
            'placedKey', placed.key, 'by', ${JSON.stringify(endedBy)}::jsonb),
          ${iso(at)}::timestamptz
        from case_signals placed join cases c on c.id = placed.case_id
        where placed.name = 'massHoldPlaced' and placed.payload ->> 'batchId' = ${id} and c.closed_at is null
        on conflict (key) do nothing`);
    },
  };
};

// The table is named by hand: in a query of one table drizzle leaves it out, and `id` would be the inner table's.
const TOLD = sql<number>`(select count(*)::int from case_signals
  where name = 'massHoldPlaced' and payload ->> 'batchId' = mass_holds.id::text)`;

const countOfHolds = (condition: SQL) =>
  sql<number>`(select count(*)::int from holds where batch_id = mass_holds.id and ${condition})`;

const isBefore = ([at, id]: MassHoldPosition) =>
  sql`(${massHolds.placedAt}, ${massHolds.id}) < (${iso(at)}::timestamptz, ${id}::uuid)`;

const iso = (at: Instant): string => new Date(at).toISOString();
