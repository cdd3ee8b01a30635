import { and, asc, eq, isNull, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { CaseKind } from '../../workflows/domain/cases.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { LinkRelation } from '../../workflows/domain/links.ts';
import type { Database, Transaction } from '../client.ts';
import { caseLinks } from '../schema/case-links.ts';
import { cases } from '../schema/cases.ts';

type CaseLinkRow = typeof caseLinks.$inferSelect;

export type NewCaseLink = Pick<
  CaseLinkRow,
  'caseId' | 'linkedCaseId' | 'relation' | 'waits' | 'text' | 'linkedAt' | 'linkedBy'
>;

/** A link as one of its two cases sees it. */
export interface CaseLink {
  /** `to`: this case named the other one; `from`: the other way round. */
  readonly direction: 'to' | 'from';
  readonly relation: LinkRelation;
  readonly waits: boolean;
  readonly text: string | null;
  readonly linkedAt: Instant;
  readonly linkedBy: Actor;
  /** The other case. */
  readonly other: {
    readonly caseId: string;
    readonly kind: CaseKind;
    readonly number: string;
    readonly phase: string;
    readonly outcome: string | null;
  };
}

const MESSAGE_OF_CYCLE = 'The other case waits for this one, directly or through others';

/** Links between cases. They are written by activities; the API reads them and sends what they tell (design §3). */
export const caseLinksRepository = (db: Database) => ({
  /** Links of a case that nobody has taken back, in both directions, oldest first. */
  listByCase: async (caseId: string): Promise<CaseLink[]> => {
    const other = alias(cases, 'other');
    const rows = await db
      .select({ link: caseLinks, other })
      .from(caseLinks)
      .innerJoin(
        other,
        sql`${other.id} = case when ${caseLinks.caseId} = ${caseId} then ${caseLinks.linkedCaseId} else ${caseLinks.caseId} end`,
      )
      .where(
        and(isNull(caseLinks.endedAt), or(eq(caseLinks.caseId, caseId), eq(caseLinks.linkedCaseId, caseId))),
      )
      .orderBy(asc(caseLinks.linkedAt), asc(other.number));
    return rows.map(({ link, other: { id, kind, number, phase, outcome } }) => ({
      direction: link.caseId === caseId ? 'to' : 'from',
      ...{ relation: link.relation, waits: link.waits, text: link.text },
      ...{ linkedAt: link.linkedAt, linkedBy: link.linkedBy },
      other: { caseId: id, kind: kind as CaseKind, number, phase, outcome },
    }));
  },

  /** Whether a case does not close before another one, directly or through others. */
  existsWaitOf: (caseId: string, forCaseId: string): Promise<boolean> => waitsFor(db, caseId, forCaseId),

  existsRunning: async (caseId: string, linkedCaseId: string): Promise<boolean> =>
    (
      await db
        .select({ caseId: caseLinks.caseId })
        .from(caseLinks)
        .where(
          and(
            eq(caseLinks.caseId, caseId),
            eq(caseLinks.linkedCaseId, linkedCaseId),
            isNull(caseLinks.endedAt),
          ),
        )
    ).length > 0,

  /**
   * Queues what open cases have not heard of their links: that another case has linked them, and that a linked one has
   * closed. What is stored is compared with what was told, so nothing is lost or doubled, whatever dies meanwhile. Of a
   * merged case, the one that takes its records tells.
   */
  queueNews: async (at: Instant): Promise<void> => {
    await db.execute(sql`
      insert into case_signals (key, case_id, name, payload, queued_at)
      select news.key, news.case_id, news.name,
        jsonb_build_object('key', news.key, 'linked', other.id, 'reference', other.number) || news.more, ${iso(at)}::timestamptz
      from (
        select concat_ws('/', 'caseLinked', l.case_id, l.linked_case_id) as key, l.linked_case_id as case_id,
          l.case_id as other_id, 'caseLinked' as name,
          jsonb_build_object('relation', l.relation, 'by', l.linked_by) as more
        from case_links l join cases c on c.id = l.linked_case_id
        where l.ended_at is null and c.closed_at is null and l.relation <> 'mergedInto'
        union all
        select concat_ws('/', 'linkedCaseClosed', c.id, closed.id), c.id, closed.id, 'linkedCaseClosed',
          jsonb_build_object('outcome', closed.outcome)
        from cases c
        cross join lateral (
          select linked_case_id as id from case_links
          where case_id = c.id and ended_at is null and relation <> 'mergedInto'
          union all
          select case_id from case_links
          where linked_case_id = c.id and ended_at is null and relation <> 'mergedInto') l
        join cases closed on closed.id = l.id
        where c.closed_at is null and closed.closed_at is not null
          and not exists (
            select from case_links m join cases target on target.id = m.linked_case_id
            where m.case_id = closed.id and m.relation = 'mergedInto' and target.closed_at is null)) news
      join cases other on other.id = news.other_id
      where not exists (select from case_signals told where told.key = news.key)
      order by news.key
      on conflict (key) do nothing`);
  },
});

/** Links two cases, or changes the link that they have. */
export async function saveLink(db: Database, link: NewCaseLink): Promise<void> {
  await db.transaction(async (tx) => {
    if (link.waits) await refuseCycle(tx, link);
    const { relation, waits, text, linkedAt, linkedBy } = link;
    await tx
      .insert(caseLinks)
      .values(link)
      .onConflictDoUpdate({
        target: [caseLinks.caseId, caseLinks.linkedCaseId],
        set: { relation, waits, text, linkedAt, linkedBy, endedAt: null, endedBy: null },
      });
  });
}

export async function endLink(
  db: Database,
  { caseId, linkedCaseId, at, by }: Pick<NewCaseLink, 'caseId' | 'linkedCaseId'> & { at: Instant; by: Actor },
): Promise<void> {
  await db
    .update(caseLinks)
    .set({ endedAt: at, endedBy: by })
    .where(
      and(eq(caseLinks.caseId, caseId), eq(caseLinks.linkedCaseId, linkedCaseId), isNull(caseLinks.endedAt)),
    );
}

/** Two cases that begin to wait for each other in one instant look one after the other. */
async function refuseCycle(tx: Transaction, { caseId, linkedCaseId }: NewCaseLink): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('case_links'))`);
  if (await waitsFor(tx, linkedCaseId, caseId)) throw new DomainError('LINK_CYCLE', MESSAGE_OF_CYCLE);
}

export async function waitsFor(db: Database, caseId: string, forCaseId: string): Promise<boolean> {
  const { rows } = await db.execute(sql`
    with recursive awaited (id) as (
      select ${caseId}::uuid
      union
      select l.linked_case_id from awaited join case_links l on l.case_id = awaited.id
      where l.waits and l.ended_at is null)
    select from awaited where id = ${forCaseId}::uuid`);
  return rows.length > 0;
}

const iso = (at: Instant): string => new Date(at).toISOString();
