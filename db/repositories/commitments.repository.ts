import { asc, eq } from 'drizzle-orm';
import type { PauseReason } from '../../workflows/domain/cases.ts';
import type { Ladder, Limit, Pause } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { commitments } from '../schema/cases.ts';

type CommitmentColumns = typeof commitments.$inferSelect;

/** A time limit promised to the customer, with everything that made its due instant. */
export interface CommitmentRow extends CommitmentColumns {
  readonly status: 'running' | 'met' | 'dropped';
  readonly limit: Limit;
  readonly pausedBy: PauseReason[];
  readonly pauses: readonly Pause[];
  readonly ladder: Ladder;
}

/** Commitments as the recording activity wrote them. Read only (design §3). */
export const commitmentsRepository = (db: Database) => ({
  /** In the order in which they began. */
  listByCase: async (caseId: string): Promise<CommitmentRow[]> =>
    (await db
      .select()
      .from(commitments)
      .where(eq(commitments.caseId, caseId))
      .orderBy(asc(commitments.startedAt), asc(commitments.id))) as CommitmentRow[],
});
