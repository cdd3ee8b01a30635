import { and, asc, eq, sql } from 'drizzle-orm';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { LinkedKind, RequestState } from '../../workflows/domain/links.ts';
import type { Database } from '../client.ts';
import { linkedCaseRequests } from '../schema/case-links.ts';
import { cases } from '../schema/cases.ts';
import { pageOf, type Page, requireFound, requireWritten } from './support.ts';

type RequestRow = typeof linkedCaseRequests.$inferSelect;

export type NewLinkedCaseRequest = Pick<
  RequestRow,
  'kind' | 'fromCaseId' | 'cause' | 'text' | 'facts' | 'waits' | 'requestedAt' | 'requestedBy'
>;

/** A request with the number and customer of the case that it comes from. */
export interface LinkedCaseRequest extends RequestRow {
  readonly fromNumber: string;
  readonly customerId: string | null;
}

export interface LinkedCaseRequestsFilter {
  readonly kind?: LinkedKind;
  readonly state?: RequestState;
  readonly caseId?: string;
}

/** Oldest first; where a page ends, the instant and the id. */
export type LinkedCaseRequestPosition = readonly [requestedAt: Instant, id: string];

/** Cases of other kinds, actions and review points that cases want opened. */
export const linkedCaseRequestsRepository = (db: Database) => {
  const select = () =>
    db
      .select({ request: linkedCaseRequests, fromNumber: cases.number, customerId: cases.customerId })
      .from(linkedCaseRequests)
      .innerJoin(cases, eq(cases.id, linkedCaseRequests.fromCaseId));
  const findOptionalById = async (id: string): Promise<LinkedCaseRequest | undefined> => {
    const [row] = await select().where(eq(linkedCaseRequests.id, id));
    return row && { ...row.request, fromNumber: row.fromNumber, customerId: row.customerId };
  };

  return {
    create: async (request: NewLinkedCaseRequest): Promise<RequestRow> =>
      requireWritten(
        await db
          .insert(linkedCaseRequests)
          .values({ ...request, state: 'requested' })
          .returning(),
      ),

    findById: async (id: string): Promise<LinkedCaseRequest> =>
      requireFound(await findOptionalById(id), 'request for a linked case', id),

    list: async (
      { kind, state, caseId }: LinkedCaseRequestsFilter,
      page: { readonly after: LinkedCaseRequestPosition | null; readonly limit: number },
    ): Promise<Page<LinkedCaseRequest, LinkedCaseRequestPosition>> => {
      const rows = await select()
        .where(
          and(
            kind === undefined ? undefined : eq(linkedCaseRequests.kind, kind),
            state === undefined ? undefined : eq(linkedCaseRequests.state, state),
            caseId === undefined ? undefined : eq(linkedCaseRequests.fromCaseId, caseId),
            page.after === null ? undefined : isAfter(page.after),
          ),
        )
        .orderBy(asc(linkedCaseRequests.requestedAt), asc(linkedCaseRequests.id))
        .limit(page.limit + 1);
      const items = rows.map(({ request, fromNumber, customerId }) => ({
        ...request,
        ...{ fromNumber, customerId },
      }));
      return pageOf(items, page.limit, ({ requestedAt, id }) => [requestedAt, id]);
    },

    /** Gives nothing where somebody was faster. */
    takeUp: async (id: string, reference: string, by: Actor, at: Instant): Promise<RequestRow | undefined> =>
      (
        await db
          .update(linkedCaseRequests)
          .set({ state: 'takenUp', reference, takenUpAt: at, takenUpBy: by })
          .where(and(eq(linkedCaseRequests.id, id), eq(linkedCaseRequests.state, 'requested')))
          .returning()
      )[0],

    /** Gives nothing unless it was taken up and is not closed yet. */
    close: async (id: string, outcome: string, by: Actor, at: Instant): Promise<RequestRow | undefined> =>
      (
        await db
          .update(linkedCaseRequests)
          .set({ state: 'closed', outcome, closedAt: at, closedBy: by })
          .where(and(eq(linkedCaseRequests.id, id), eq(linkedCaseRequests.state, 'takenUp')))
          .returning()
      )[0],
  };
};

const isAfter = ([at, id]: LinkedCaseRequestPosition) =>
  sql`(${linkedCaseRequests.requestedAt}, ${linkedCaseRequests.id}) > (${new Date(at).toISOString()}::timestamptz, ${id}::uuid)`;
