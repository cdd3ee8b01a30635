import type { FastifyRequest } from 'fastify';
import type { Database, Transaction } from '../../db/client.ts';
import { auditRepository, type NewAuditEntry } from '../../db/repositories/audit.repository.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { actorIdOf } from './auth.ts';

/** What the audit log speaks about. */
export type AuditSubject =
  | 'person'
  | 'department'
  | 'team'
  | 'skill'
  | 'dutyShift'
  | 'absence'
  | 'customer'
  | 'contact'
  | 'customerMessage'
  | 'product'
  | 'unit'
  | 'part'
  | 'stock'
  | 'policy'
  | 'calendar'
  | 'holidayYear'
  | 'priceList'
  | 'system'
  | 'clientSystem'
  | 'messageTemplate'
  | 'massHold'
  | 'surveyRound'
  | 'case'
  | 'linkedCaseRequest'
  | 'settlement'
  | 'evidence'
  | 'document'
  | 'task'
  | 'approval';

/** A record before and after a change; null where it did not exist or does not any more. */
export interface Change<Before, After> {
  readonly before: Before;
  readonly after: After;
  /** Where the record has no `id`: what names it. */
  readonly subjectId?: string;
  /** Key of the effect that made the change: tried again after a crash, it is told once. */
  readonly effectKey?: string;
}

interface AuditDependencies {
  readonly db: Database;
  readonly now: () => Instant;
}

/** Who did what to whose data and when (S-01), under the operation's name in the OpenAPI document. */
export function createAuditTrail({ db, now }: AuditDependencies) {
  return {
    /** Records that personal data were read, in one entry for each request. Await it before the data are given out. */
    access: async (
      request: FastifyRequest,
      subjectType: AuditSubject,
      records: readonly { readonly id: string }[],
    ): Promise<void> => {
      const [only, ...others] = records.map(({ id }) => id);
      if (only === undefined) return;
      const subject = others.length === 0 ? { subjectId: only } : { subjectIds: [only, ...others] };
      await auditRepository(db).append([
        { ...headOf(request, now()), kind: 'access', subjectType, ...subject, before: null, after: null },
      ]);
    },

    /** Makes a change and records it in one transaction: neither is there without the other. */
    change: <Before extends object | null, After extends object | null>(
      request: FastifyRequest,
      subjectType: AuditSubject,
      work: (tx: Transaction) => Promise<Change<Before, After>>,
    ): Promise<After> =>
      db.transaction(async (tx) => {
        const change = await work(tx);
        await auditRepository(tx).append([
          {
            ...headOf(request, now()),
            kind: 'change',
            subjectType,
            subjectId: change.subjectId ?? subjectIdOf(change.after ?? change.before),
            ...(change.effectKey === undefined ? {} : { effectKey: change.effectKey }),
            ...changedFields(change.before, change.after),
          },
        ]);
        return change.after;
      }),
  };
}

type EntryHead = Pick<NewAuditEntry, 'at' | 'actorType' | 'actorId' | 'action' | 'requestId'>;

function headOf(request: FastifyRequest, at: Instant): EntryHead {
  const action = request.routeOptions.schema?.operationId;
  if (action === undefined)
    throw new Error(`${request.routeOptions.url ?? ''} has no operationId to audit under`);
  const { principal } = request;
  return {
    at,
    actorType: principal.actor.type,
    actorId: actorIdOf(principal),
    action,
    requestId: request.id,
  };
}

function subjectIdOf(record: object | null): string {
  if (record !== null && 'id' in record && typeof record.id === 'string') return record.id;
  throw new Error('A change without a record id has to say what it is about (subjectId)');
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields that differ. A record that begins or ends has all of its fields on one side. */
function changedFields(
  before: object | null,
  after: object | null,
): { before: Fields | null; after: Fields | null } {
  if (before === null || after === null) {
    return { before: before && { ...before }, after: after && { ...after } };
  }
  const old = { ...before } as Fields;
  const changed = { ...after } as Fields;
  const names = [...new Set([...Object.keys(old), ...Object.keys(changed)])].filter(
    (name) => JSON.stringify(old[name]) !== JSON.stringify(changed[name]),
  );
  const pick = (fields: Fields): Fields => Object.fromEntries(names.map((name) => [name, fields[name]]));
  return { before: pick(old), after: pick(changed) };
}
