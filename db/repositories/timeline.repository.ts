import { and, asc, eq, gt, inArray, like, sql } from 'drizzle-orm';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { Visibility } from '../../workflows/domain/cases.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { timelineEvents } from '../schema/cases.ts';
import { pageOf, type Page } from './support.ts';

type TimelineColumns = typeof timelineEvents.$inferSelect;

/** One entry of a case's timeline. */
export interface TimelineRow extends TimelineColumns {
  readonly actor: Actor;
  readonly visibility: Visibility;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Kinds of the entries that say: a level of an escalation was told. */
const LEVEL_FIRED = ['missed', 'escalated'];

/** What happened in a case, in order. Read only (design §3). */
export const timelineRepository = (db: Database) => ({
  /** Entries after `afterSeq`; only those of one visibility, if given. */
  listByCase: async (
    caseId: string,
    page: { readonly visibility?: Visibility; readonly afterSeq: number; readonly limit: number },
  ): Promise<Page<TimelineRow, number>> => {
    const rows = await db
      .select()
      .from(timelineEvents)
      .where(
        and(
          eq(timelineEvents.caseId, caseId),
          gt(timelineEvents.seq, page.afterSeq),
          page.visibility === undefined ? undefined : eq(timelineEvents.visibility, page.visibility),
        ),
      )
      .orderBy(asc(timelineEvents.seq))
      .limit(page.limit + 1);
    return pageOf(rows as TimelineRow[], page.limit, (row) => row.seq);
  },

  /** The entries of these kinds, in order. */
  listByKinds: async (caseId: string, kinds: readonly string[]): Promise<TimelineRow[]> =>
    (await db
      .select()
      .from(timelineEvents)
      .where(and(eq(timelineEvents.caseId, caseId), inArray(timelineEvents.kind, [...kinds])))
      .orderBy(asc(timelineEvents.seq))) as TimelineRow[],

  /** How many commands customers have given since then. */
  countCustomersCommands: (caseId: string, since: Instant): Promise<number> =>
    db.$count(
      timelineEvents,
      and(
        eq(timelineEvents.caseId, caseId),
        gt(timelineEvents.occurredAt, since),
        like(timelineEvents.kind, 'command.%'),
        sql`${timelineEvents.actor} ->> 'type' = 'customer'`,
      ),
    ),

  /** When which level of which commitment or task was told; `data` holds `id`, `level` and `role`. */
  listFiredLevels: async (caseId: string): Promise<TimelineRow[]> =>
    (await db
      .select()
      .from(timelineEvents)
      .where(and(eq(timelineEvents.caseId, caseId), inArray(timelineEvents.kind, LEVEL_FIRED)))
      .orderBy(asc(timelineEvents.seq))) as TimelineRow[],
});
