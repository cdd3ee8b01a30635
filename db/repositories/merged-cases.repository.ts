import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Actor } from '../../workflows/domain/actors.ts';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database, Transaction } from '../client.ts';
import { caseLinks, linkedCaseRequests } from '../schema/case-links.ts';
import { cases, timelineEvents } from '../schema/cases.ts';
import { evidenceFiles } from '../schema/evidence.ts';
import { saveLink, waitsFor } from './case-links.repository.ts';
import { caseSignalsRepository } from './case-signals.repository.ts';

/** Which case becomes part of which. */
interface Merging {
  readonly mergedCaseId: string;
  readonly targetId: string;
  readonly at: Instant;
  readonly by: Actor;
}

/**
 * Links the case with the one that it is merged into, and tells that one; again it changes nothing. Refused where that
 * one is of another kind, has ended or goes into another case itself: of two cases that are merged into each other at once, one goes on.
 */
export async function queueMerged(db: Database, { mergedCaseId, targetId, at, by }: Merging): Promise<void> {
  await db.transaction(async (tx) => {
    if (await isQueued(tx, { mergedCaseId, targetId })) return;
    const pair = { caseId: mergedCaseId, linkedCaseId: targetId };
    await saveLink(tx, {
      ...pair,
      ...{ relation: 'mergedInto', waits: false, text: null, linkedAt: at, linkedBy: by },
    });
    const key = `caseMerged/${mergedCaseId}/${targetId}`;
    const payload = { key, mergedCaseId, by };
    await caseSignalsRepository(tx).queue([{ key, caseId: targetId, name: 'caseMerged', payload }], at);
  });
}

/** Looks again once both cases are locked, always in the same order; true: this very merging is queued already. */
async function isQueued(
  tx: Transaction,
  { mergedCaseId, targetId }: Pick<Merging, 'mergedCaseId' | 'targetId'>,
): Promise<boolean> {
  const both = [mergedCaseId, targetId];
  const isEither = inArray(cases.id, both);
  await tx.select({ id: cases.id }).from(cases).where(isEither).orderBy(cases.id).for('no key update');
  const found = await tx
    .select({
      id: cases.id,
      kind: cases.kind,
      number: cases.number,
      closedAt: cases.closedAt,
      outcome: cases.outcome,
    })
    .from(cases)
    .where(isEither);
  const into = await tx
    .select({ from: caseLinks.caseId, to: caseLinks.linkedCaseId })
    .from(caseLinks)
    .where(
      and(inArray(caseLinks.caseId, both), eq(caseLinks.relation, 'mergedInto'), isNull(caseLinks.endedAt)),
    );
  if (into.some(({ from, to }) => from === mergedCaseId && to === targetId)) return true;
  if (into.some(({ from }) => from === mergedCaseId)) {
    throw new DomainError('CASE_CLOSED', 'The case was merged into another one');
  }
  const target = found.find(({ id }) => id === targetId);
  if (target !== undefined && target.kind !== found.find(({ id }) => id === mergedCaseId)?.kind) {
    throw invalid('/targetId', `names a case of another kind: ${target.number}`);
  }
  const isOpen = target?.closedAt === null && target.outcome !== 'converted';
  if (isOpen && into.length === 0) return false;
  throw invalid('/targetId', `names a case that has ended: ${target?.number ?? targetId}`);
}

/** Evidence, links and requests of the merged case become the target's; again it changes nothing. */
export async function takeOverRecords(db: Database, merging: Merging): Promise<void> {
  const { mergedCaseId, targetId } = merging;
  await db.transaction(async (tx) => {
    await tx.update(evidenceFiles).set({ caseId: targetId }).where(eq(evidenceFiles.caseId, mergedCaseId));
    await tx
      .update(linkedCaseRequests)
      .set({ fromCaseId: targetId })
      .where(eq(linkedCaseRequests.fromCaseId, mergedCaseId));
    await moveOwnLinks(tx, merging);
    await moveLinksOfOthers(tx, merging);
  });
}

/** What the merged case waited for, the target does not begin to wait for. */
async function moveOwnLinks(tx: Transaction, { mergedCaseId, targetId, at, by }: Merging): Promise<void> {
  await tx.execute(sql`
    with moved as (
      update case_links set ended_at = ${iso(at)}::timestamptz, ended_by = ${JSON.stringify(by)}::jsonb
      where case_id = ${mergedCaseId} and linked_case_id <> ${targetId} and ended_at is null
      returning *)
    insert into case_links (case_id, linked_case_id, relation, waits, text, linked_at, linked_by)
    select ${targetId}, linked_case_id, relation, false, text, linked_at, linked_by from moved
    on conflict (case_id, linked_case_id) do nothing`);
}

interface LinkOfOther extends Record<string, unknown> {
  readonly case_id: string;
  readonly waits: boolean;
}

/** Whoever waited for the merged case waits for the target instead, unless that one waits for them. */
async function moveLinksOfOthers(tx: Transaction, merging: Merging): Promise<void> {
  const { mergedCaseId, targetId, at, by } = merging;
  const { rows } = await tx.execute<LinkOfOther>(sql`
    update case_links set ended_at = ${iso(at)}::timestamptz, ended_by = ${JSON.stringify(by)}::jsonb
    where linked_case_id = ${mergedCaseId} and ended_at is null returning case_id, waits`);
  for (const { case_id: caseId, waits } of rows.filter((row) => row.case_id !== targetId)) {
    const goesOnWaiting = waits && !(await waitsFor(tx, targetId, caseId));
    await tx.execute(sql`
      insert into case_links (case_id, linked_case_id, relation, waits, text, linked_at, linked_by)
      select case_id, ${targetId}, relation, ${goesOnWaiting}, text, linked_at, linked_by from case_links
      where case_id = ${caseId} and linked_case_id = ${mergedCaseId}
      on conflict (case_id, linked_case_id) do update
        set waits = case_links.waits or excluded.waits, ended_at = null, ended_by = null`);
    await tellMoved(tx, merging, caseId, goesOnWaiting);
  }
}

async function tellMoved(
  tx: Transaction,
  { mergedCaseId, targetId, at }: Merging,
  caseId: string,
  goesOnWaiting: boolean,
): Promise<void> {
  const key = `linkedCaseClosed/${caseId}/${mergedCaseId}`;
  await tx.execute(sql`
    insert into case_signals (key, case_id, name, payload, queued_at)
    select ${key}, ${caseId}, 'linkedCaseClosed',
      jsonb_build_object('key', ${key}::text, 'linked', id, 'reference', number, 'outcome', 'merged')
        || ${JSON.stringify(goesOnWaiting ? { continuedAs: targetId } : {})}::jsonb,
      ${iso(at)}::timestamptz
    from cases where id = ${mergedCaseId}
    on conflict (key) do nothing`);
}

export const countComments = (db: Database, caseId: string): Promise<number> =>
  db.$count(timelineEvents, and(eq(timelineEvents.caseId, caseId), eq(timelineEvents.kind, 'commented')));

/**
 * Copies the first `count` comments of the merged case to the numbers after `afterSeq`, under the names that their
 * writers had then; again it changes nothing.
 */
export async function copyComments(
  db: Database,
  { mergedCaseId, targetId, at }: Merging,
  { afterSeq, count }: { readonly afterSeq: number; readonly count: number },
): Promise<void> {
  await db.execute(sql`
    with copied as (
      insert into timeline_events (case_id, seq, kind, occurred_at, actor, visibility, data)
      select ${targetId}, ${afterSeq}::int + row_number() over (order by seq), kind, ${iso(at)}::timestamptz, actor,
        visibility, jsonb_strip_nulls(jsonb_build_object('text', data -> 'text', 'shared', visibility = 'customer',
          'heardFrom', data -> 'heardFrom', 'takenOverFrom', ${mergedCaseId}::text,
          'writtenAt', floor(extract(epoch from occurred_at) * 1000)))
      from timeline_events where case_id = ${mergedCaseId} and kind = 'commented'
      order by seq limit ${count}
      on conflict (case_id, seq) do nothing)
    insert into case_names (case_id, subject_id, known_at, name_zh, name_en, address)
    select ${targetId}, subject_id, known_at, name_zh, name_en, address
    from case_names where case_id = ${mergedCaseId}
    on conflict (case_id, subject_id, known_at) do nothing`);
}

/** What people wrote in a case, oldest first. */
export async function listComments(db: Database, caseId: string) {
  const rows = await db
    .select()
    .from(timelineEvents)
    .where(and(eq(timelineEvents.caseId, caseId), eq(timelineEvents.kind, 'commented')))
    .orderBy(asc(timelineEvents.seq));
  return rows.map(({ occurredAt, actor, visibility, data }) => {
    const { text, heardFrom = null } = data as { text: string; heardFrom?: string };
    return {
      ...{ at: occurredAt, by: actor as Actor, isShared: visibility === 'customer' },
      ...{ text, heardFrom },
    };
  });
}

const iso = (at: Instant): string => new Date(at).toISOString();
