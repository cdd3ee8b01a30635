import type { Instant } from '../workflows/domain/limits.ts';
import { createDatabase } from './client.ts';
import { auditRepository } from './repositories/audit.repository.ts';
import { identitiesRepository } from './repositories/identities.repository.ts';
import { type NewPerson, peopleRepository } from './repositories/people.repository.ts';

/** Who enters administrators from the command line, in the audit log. */
const COMMAND_LINE = 'command line';

/**
 * Makes the bearer of a token subject an administrator: whoever it stands for already, or somebody new. Everybody else
 * is entered over REST by them. May be repeated; resolves with what was done (S-01).
 */
export async function enterAdministrator(databaseUrl: string, subject: string, at: Instant): Promise<string> {
  const { db, close } = createDatabase(databaseUrl, { max: 1 });
  try {
    return await db.transaction(async (tx) => {
      const known = await identitiesRepository(tx).findOptionalPrincipal(subject);
      if (known !== undefined && known.type !== 'person') {
        throw new Error(
          `The subject "${subject}" is the login of a ${known.type}: take one of a member of staff`,
        );
      }
      if (known?.roles.includes('admin') === true) return `"${subject}" is an administrator already.`;
      const people = peopleRepository(tx);
      const before = known === undefined ? null : await people.findById(known.personId);
      const after =
        before === null
          ? await people.create(
              { ...NEW_ADMINISTRATOR, handle: handleFor(subject), name: subject },
              at,
              subject,
            )
          : await people.update(before.id, before.version, { roles: [...before.roles, 'admin'] }, at);
      await auditRepository(tx).append([
        {
          ...{ at, kind: 'change', actorType: 'system', actorId: COMMAND_LINE, action: 'enterAdministrator' },
          ...{ subjectType: 'person', subjectId: after.id, requestId: null },
          before: before === null ? null : { roles: before.roles },
          after: { roles: after.roles },
        },
      ]);
      return `"${subject}" is an administrator now, as ${after.handle} (PATCH /v1/people/${after.handle} changes name and address).`;
    });
  } finally {
    await close();
  }
}

const NEW_ADMINISTRATOR: Omit<NewPerson, 'handle' | 'name'> = {
  ...{ email: null, phone: null, wechatId: null, teamId: null, superiorId: null, skills: [] },
  ...{ language: 'zh-CN', timeZone: 'Asia/Shanghai', roles: ['admin'] },
};

/** A handle out of what the identity provider calls somebody. */
const handleFor = (subject: string): string =>
  `admin.${subject
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .slice(0, 60)}`;

if (import.meta.main) {
  const databaseUrl = process.env['DATABASE_URL'];
  const [subject, ...others] = process.argv.slice(2);
  if (databaseUrl === undefined || databaseUrl === '') {
    console.error('DATABASE_URL is missing: set it to postgres://user:password@host:port/database');
    process.exitCode = 1;
  } else if (subject === undefined || subject.length > 255 || others.length > 0) {
    console.error('Say who: npm run admin -- <subject of the token of the administrator>');
    process.exitCode = 1;
  } else {
    try {
      console.log(await enterAdministrator(databaseUrl, subject, Date.now()));
    } catch (error) {
      console.error((error as Error).message);
      process.exitCode = 1;
    }
  }
}
