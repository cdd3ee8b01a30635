import { sql } from 'drizzle-orm';
import type { World } from './world.ts';

/**
 * Leaves the request under a key as a process does that dies after the case has done what was asked of it, and before
 * its answer is kept.
 */
export async function losesAnswer({ db }: World, key: string): Promise<void> {
  await db.execute(sql`
    update idempotency_keys set started_at = started_at - interval '1 minute', finished_at = null,
      response_status = null, response_headers = null, response_body = null
    where key = ${key}`);
}
