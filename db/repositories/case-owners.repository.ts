import { sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';

/** People who are named as owners of cases (repair process, 5 `reassign`). */
export const caseOwnersRepository = (db: Database) => ({
  /**
   * Queues `ownerLeft` for every open case whose owner is not active any more, or does not hold the role that owns it.
   * People and cases are compared as they are stored, so it does not matter who changed them, or in which order.
   */
  queueLeft: async (at: Instant): Promise<void> => {
    await db.execute(sql`
      insert into case_signals (key, case_id, name, payload, queued_at)
      select told.key, told.case_id, 'ownerLeft',
        jsonb_build_object('key', told.key, 'personId', told.person_id), ${new Date(at).toISOString()}::timestamptz
      from (
        select concat_ws('/', 'ownerLeft', c.id, p.id, p.version) as key, c.id as case_id, p.id as person_id
        from cases c join people p on p.id = c.owner_id
        where c.closed_at is null and not (p.active and exists (
          select from person_roles r where r.person_id = p.id and r.role = c.owner_role))) told
      order by told.key
      on conflict (key) do nothing`);
  },
});
