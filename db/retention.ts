import type { Instant } from '../workflows/domain/limits.ts';
import { createDatabase, type Database } from './client.ts';
import { auditRepository, type ExpiredEntries } from './repositories/audit.repository.ts';

const DAY_MS = 86_400_000;

/**
 * Accesses to personal data stay on record for a year (no less than six months: Cybersecurity Law of the PRC, art. 21),
 * changes for as long as claims for a defect can be made: ten years (Product Quality Law of the PRC, art. 45). In days.
 */
const KEPT_DAYS = { access: 366, change: 3_653 };

/** So few at a time that nobody waits for them. */
const LOOKED_AT_ONCE = 5_000;

/** Removes from the audit log what is past its retention, and says so there; may be repeated. Tells how much it was. */
export async function removeExpired(db: Database, at: Instant): Promise<number> {
  const expired: ExpiredEntries = {
    accessesBefore: at - KEPT_DAYS.access * DAY_MS,
    changesBefore: at - KEPT_DAYS.change * DAY_MS,
  };
  const log = auditRepository(db);
  await log.append([
    {
      ...{ at, kind: 'change', actorType: 'system', actorId: 'command line', action: 'removeExpired' },
      ...{ subjectType: 'system', subjectId: 'audit_log', requestId: null },
      before: null,
      after: { ...expired },
    },
  ]);
  let removed = 0;
  for (let afterId: number | null = 0; afterId !== null;) {
    const sweep = await log.removeExpired(expired, { afterId, limit: LOOKED_AT_ONCE });
    removed += sweep.removed;
    afterId = sweep.lastId;
  }
  return removed;
}

if (import.meta.main) {
  const databaseUrl = process.env['DATABASE_URL'];
  if (databaseUrl === undefined || databaseUrl === '') {
    console.error('DATABASE_URL is missing: set it to postgres://user:password@host:port/database');
    process.exitCode = 1;
  } else {
    const { db, close } = createDatabase(databaseUrl, { max: 1 });
    try {
      console.log(`Entries removed from the audit log: ${await removeExpired(db, Date.now())}`);
    } finally {
      await close();
    }
  }
}
