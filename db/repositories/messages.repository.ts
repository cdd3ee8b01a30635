import { and, asc, eq, sql } from 'drizzle-orm';
import type { Instant, Role } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { messages } from '../schema/cases.ts';
import { pageOf, type Page } from './support.ts';

type MessageColumns = typeof messages.$inferSelect;

/** A message of a case: to whom, by which channel, what became of it. */
export interface MessageRow extends MessageColumns {
  readonly recipientType: 'customer' | 'person' | 'role';
  readonly recipientRole: Role | null;
  readonly status: 'queued' | 'sent' | 'failed' | 'shown';
  readonly variables: Readonly<Record<string, string | number>>;
}

export type MessagePosition = readonly [queuedAt: Instant, id: string];

/** Written by the case, or by one that was merged into it. */
const isOfCase = (caseId: string) =>
  sql`case_id in (select ${caseId}::uuid
    union all select l.case_id from case_links l
    where l.linked_case_id = ${caseId} and l.relation = 'mergedInto' and l.ended_at is null)`;

/** Messages of cases. Read only: they are written and settled by activities (design §3). */
export const messagesRepository = (db: Database) => ({
  /** Oldest first; only those to one type of recipient, if given. */
  listByCase: async (
    caseId: string,
    page: {
      readonly recipientType?: MessageRow['recipientType'];
      readonly after: MessagePosition | null;
      readonly limit: number;
    },
  ): Promise<Page<MessageRow, MessagePosition>> => {
    const rows = await db
      .select()
      .from(messages)
      .where(
        and(
          isOfCase(caseId),
          page.recipientType === undefined ? undefined : eq(messages.recipientType, page.recipientType),
          page.after === null
            ? undefined
            : sql`(queued_at, id) > (${new Date(page.after[0]).toISOString()}::timestamptz, ${page.after[1]}::text)`,
        ),
      )
      .orderBy(asc(messages.queuedAt), asc(messages.id))
      .limit(page.limit + 1);
    return pageOf(rows as MessageRow[], page.limit, (row) => [row.queuedAt, row.id]);
  },
});
