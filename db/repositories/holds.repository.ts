import { asc, eq } from 'drizzle-orm';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { PauseReason } from '../../workflows/domain/cases.ts';
import type { Database } from '../client.ts';
import { holds } from '../schema/cases.ts';

type HoldColumns = typeof holds.$inferSelect;

/** A hold on a case, placed for it alone or as part of a mass hold. */
export interface HoldRow extends HoldColumns {
  readonly reason: PauseReason;
  readonly placedBy: Actor;
}

/** Holds as the recording activity wrote them. Read only (design §3). */
export const holdsRepository = (db: Database) => ({
  /** In the order in which they began. */
  listByCase: async (caseId: string): Promise<HoldRow[]> =>
    (await db
      .select()
      .from(holds)
      .where(eq(holds.caseId, caseId))
      .orderBy(asc(holds.startedAt), asc(holds.id))) as HoldRow[],
});
