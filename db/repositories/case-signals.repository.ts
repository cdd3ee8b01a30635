import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { CaseKind } from '../../workflows/domain/cases.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { caseSignals } from '../schema/case-signals.ts';
import { cases } from '../schema/cases.ts';

export type CaseSignalRow = typeof caseSignals.$inferSelect;
export type NewCaseSignal = Pick<CaseSignalRow, 'key' | 'caseId' | 'name' | 'payload'>;

/** A signal that waits to be sent, with the case that it is for. */
export interface WaitingSignal extends CaseSignalRow {
  readonly caseKind: CaseKind;
  readonly isCaseClosed: boolean;
}

/** The outbox of signals to cases. */
export const caseSignalsRepository = (db: Database) => {
  const listWaitingWhere = async (
    condition: ReturnType<typeof and>,
    limit: number,
  ): Promise<WaitingSignal[]> => {
    const rows = await db
      .select({ signal: caseSignals, caseKind: cases.kind, closedAt: cases.closedAt })
      .from(caseSignals)
      .innerJoin(cases, eq(cases.id, caseSignals.caseId))
      .where(and(isNull(caseSignals.settledAt), condition))
      .orderBy(asc(caseSignals.id))
      .limit(limit);
    return rows.map(({ signal, caseKind, closedAt }) => ({
      ...signal,
      caseKind: caseKind as CaseKind,
      isCaseClosed: closedAt !== null,
    }));
  };

  return {
    /** Writes signals in the transaction of their cause; gives the keys of those that were not there before. */
    queue: async (signals: readonly NewCaseSignal[], queuedAt: Instant): Promise<string[]> => {
      if (signals.length === 0) return [];
      const written = await db
        .insert(caseSignals)
        .values(signals.map((signal) => ({ ...signal, queuedAt })))
        .onConflictDoNothing()
        .returning({ key: caseSignals.key });
      return written.map(({ key }) => key);
    },

    findOptionalByKey: async (key: string): Promise<CaseSignalRow | undefined> =>
      (await db.select().from(caseSignals).where(eq(caseSignals.key, key)))[0],

    /** Signals not sent yet, in the order they were queued, behind `afterId`; those of some names, if given. */
    listWaiting: (
      afterId: number,
      limit: number,
      names?: readonly CaseSignalRow['name'][],
    ): Promise<WaitingSignal[]> =>
      listWaitingWhere(
        and(
          gt(caseSignals.id, afterId),
          names === undefined ? undefined : inArray(caseSignals.name, [...names]),
        ),
        limit,
      ),

    listWaitingByKeys: (keys: readonly string[]): Promise<WaitingSignal[]> =>
      listWaitingWhere(inArray(caseSignals.key, [...keys]), keys.length),

    settle: async (ids: readonly number[], settledAt: Instant): Promise<void> => {
      if (ids.length === 0) return;
      await db
        .update(caseSignals)
        .set({ settledAt })
        .where(inArray(caseSignals.id, [...ids]));
    },
  };
};
