import type { Static } from 'typebox';
import { auditRepository, type AuditEntry } from '../../db/repositories/audit.repository.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import { AuditEntryBody, AuditQuery } from '../schemas/audit.schema.ts';
import { page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { fromIso, toIso } from '../schemas/instants.ts';

/** Every change and every access to personal data (S-01), for those who watch over both. */
export function registerAuditRoutes(api: Api, { db }: ApiDependencies): void {
  api.get(
    '/v1/audit-log',
    {
      config: { access: ['admin'] },
      schema: {
        tags: ['audit'],
        operationId: 'listAuditLog',
        summary: 'The audit log, newest first',
        querystring: AuditQuery,
        response: { 200: page(AuditEntryBody) },
      },
    },
    async ({ query: { limit = 50, cursor, from, to, ...filter }, principal }) => {
      const [beforeId] = cursor === undefined ? [null] : decodeCursor(cursor, ['number']);
      const span = {
        ...(from !== undefined && { from: fromIso(from) }),
        ...(to !== undefined && { to: fromIso(to) }),
      };
      const found = await auditRepository(db).list({ ...filter, ...span }, { beforeId, limit });
      return pageBody(
        found,
        (entry) => toBody(entry, principal.timeZone),
        (id) => [id],
      );
    },
  );
}

function toBody(entry: AuditEntry, timeZone: string): Static<typeof AuditEntryBody> {
  const { id, kind, actorType, actorId, action, subjectType, subjectId, subjectIds, requestId } = entry;
  return {
    ...{ id, kind, actorType, actorId, action, subjectType, subjectId, subjectIds, requestId },
    at: toIso(entry.at, timeZone),
    before: entry.before && { ...entry.before },
    after: entry.after && { ...entry.after },
  };
}
