import { and, eq, isNull, or, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { perDatabase } from '../per-database.ts';
import { idempotencyKeys } from '../schema/idempotency.ts';

/** A request that may be repeated: who called what with which key. */
export interface IdempotencyScope {
  /** Who called; one caller's keys never meet another's. */
  readonly actor: string;
  /** Method and route pattern. */
  readonly route: string;
  /** The Idempotency-Key header. */
  readonly key: string;
}

/** The first answer to a request, kept for its repeats. */
export interface StoredResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface IdempotencyBeginning extends IdempotencyScope {
  /** Digest of the request body. */
  readonly requestHash: string;
  readonly at: Instant;
  /** A request last heard of before this instant belongs to a dead process: the repeat takes it over. */
  readonly abandonedBefore: Instant;
}

/** What a request with a key is to do. */
export type IdempotencyVerdict =
  /** `isRepeat`: an earlier request with the key has begun, and nobody knows here how far it came. */
  | { readonly state: 'begun'; readonly isRepeat: boolean }
  | { readonly state: 'inProgress' }
  | { readonly state: 'reusedWithAnotherBody' }
  | { readonly state: 'finished'; readonly response: StoredResponse };

const ofScope = (scope: IdempotencyScope) =>
  and(
    eq(idempotencyKeys.actor, scope.actor),
    eq(idempotencyKeys.route, scope.route),
    eq(idempotencyKeys.key, scope.key),
  );

const { placeholder } = sql;

const claim = perDatabase((db) =>
  db
    .insert(idempotencyKeys)
    .values({
      actor: placeholder('actor'),
      route: placeholder('route'),
      key: placeholder('key'),
      requestHash: placeholder('requestHash'),
      startedAt: placeholder('at'),
    })
    .onConflictDoUpdate({
      target: [idempotencyKeys.actor, idempotencyKeys.route, idempotencyKeys.key],
      set: { startedAt: sql`excluded.started_at`, tries: sql`${idempotencyKeys.tries} + 1` },
      setWhere: sql`${isNull(idempotencyKeys.finishedAt)}
        and ${idempotencyKeys.startedAt} < ${placeholder('abandonedBefore')}::timestamptz
        and ${idempotencyKeys.requestHash} = excluded.request_hash`,
    })
    .returning({ tries: idempotencyKeys.tries })
    .prepare('claim_idempotency_key'),
);

const keepAnswer = perDatabase((db) =>
  db
    .update(idempotencyKeys)
    .set({
      finishedAt: sql`${placeholder('at')}::timestamptz`,
      responseStatus: sql`${placeholder('status')}::integer`,
      responseHeaders: sql`${placeholder('headers')}::jsonb`,
      responseBody: sql`${placeholder('body')}::text`,
    })
    .where(
      and(
        eq(idempotencyKeys.actor, placeholder('actor')),
        eq(idempotencyKeys.route, placeholder('route')),
        eq(idempotencyKeys.key, placeholder('key')),
        isNull(idempotencyKeys.finishedAt),
      ),
    )
    .prepare('keep_first_answer'),
);

const isoOf = (at: Instant): string => new Date(at).toISOString();

/** First answers of requests with an Idempotency-Key (design §5). */
export const idempotencyRepository = (db: Database) => {
  const renew = async (scopes: readonly IdempotencyScope[], at: Instant): Promise<void> => {
    if (scopes.length === 0) return;
    await db
      .update(idempotencyKeys)
      .set({ startedAt: at })
      .where(and(or(...scopes.map(ofScope)), isNull(idempotencyKeys.finishedAt)));
  };
  return {
    /** Claims the key, or says what became of the request that has it. Of two at once, one begins. */
    begin: async (beginning: IdempotencyBeginning): Promise<IdempotencyVerdict> => {
      const abandonedBefore = isoOf(beginning.abandonedBefore);
      const [claimed] = await claim(db).execute({ ...beginning, abandonedBefore });
      if (claimed === undefined) return readVerdict(db, beginning);
      return { state: 'begun', isRepeat: claimed.tries > 1 };
    },

    /** These requests are still being worked on. */
    renew,

    /** Keeps the first answer. */
    finish: async (scope: IdempotencyScope, response: StoredResponse, at: Instant): Promise<void> => {
      const { status, body } = response;
      const headers = JSON.stringify(response.headers);
      await keepAnswer(db).execute({ ...scope, at: isoOf(at), status, headers, body });
    },

    /**
     * Lets a repeat take the request over at once: its answer was none to keep, such as 503, and what it asked for may
     * have been done. Another body is still refused.
     * @param at before the `abandonedBefore` of whoever repeats it.
     */
    abandon: (scope: IdempotencyScope, at: Instant): Promise<void> => renew([scope], at),

    /** Gives the key back: the request was turned away and has done nothing. */
    release: async (scope: IdempotencyScope): Promise<void> => {
      await db.delete(idempotencyKeys).where(and(ofScope(scope), isNull(idempotencyKeys.finishedAt)));
    },

    /** Forgets requests that nobody has been at work on since `instant`, at most `limit` of them; tells how many. */
    deleteBefore: async (instant: Instant, limit: number): Promise<number> => {
      const result = await db.execute(sql`
      delete from idempotency_keys where ctid = any (array(
        select ctid from idempotency_keys where started_at < ${isoOf(instant)}::timestamptz
        order by started_at limit ${limit} for update skip locked))`);
      return result.rowCount ?? 0;
    },
  };
};

async function readVerdict(db: Database, beginning: IdempotencyBeginning): Promise<IdempotencyVerdict> {
  const row = (await db.select().from(idempotencyKeys).where(ofScope(beginning)))[0];
  // Released between the claim and this look: the caller's next try will begin.
  if (row === undefined) return { state: 'inProgress' };
  if (row.requestHash !== beginning.requestHash) return { state: 'reusedWithAnotherBody' };
  if (row.responseStatus === null) return { state: 'inProgress' };
  return {
    state: 'finished',
    response: {
      status: row.responseStatus,
      headers: row.responseHeaders ?? {},
      body: row.responseBody ?? '',
    },
  };
}
