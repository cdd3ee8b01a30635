import type { Keyed } from '../../activities/effect-contracts.ts';
import type { LinkActivities, LinkedCaseWanted } from '../../activities/link-contracts.ts';
import { type Actor, THE_PROCESS } from '../domain/actors.ts';
import type { LinkRelation } from '../domain/links.ts';
import type { Case } from './case.ts';
import type { CaseLinked, CaseMerged, LinkedCaseClosed } from './case.messages.ts';
import type { ProcessShape } from './case-state.ts';
import { attempt, effect, type Refusal } from './effects.ts';
import { since } from './generations.ts';
import { shortTransactions } from './local-activities.ts';
import { toOwner } from './owner.ts';

/**
 * Cases that belong together. Each is a workflow of its own that lives, waits and ends on its own terms; what one has
 * to tell the other goes through the database to a signal, so neither has to run when the other speaks (design idea 11).
 */

const effects = shortTransactions<LinkActivities>();

/** A link as it is asked for. */
export interface LinkWanted {
  readonly linkedCaseId: string;
  readonly relation: LinkRelation;
  readonly waits: boolean;
  readonly text: string | null;
}

function keyed<S extends ProcessShape>(c: Case<S>, step: string, by: Actor): Keyed {
  return { key: c.key(step), at: c.now(), caseId: c.state.opening.caseId, by };
}

/** Links another case; a link that closes a circle of waiting cases is refused, and the timeline says so. */
export async function linkCase<S extends ProcessShape>(
  c: Case<S>,
  wanted: LinkWanted,
  by: Actor,
): Promise<void> {
  const { linkedCaseId, relation, waits } = wanted;
  const step = `link/${linkedCaseId}/${c.now()}`;
  const { refused } = await attempt(() => effects.linkCases({ ...keyed(c, step, by), ...wanted }));
  if (refused !== null) {
    c.note('linkRefused', { linkedCaseId, relation, because: refused.code }, 'staff', by);
    return;
  }
  c.note('linked', { linkedCaseId, relation, waits }, 'staff', by);
  if (waits) waitFor(c, linkedCaseId);
  else waitNoMore(c, linkedCaseId);
}

export async function unlinkCase<S extends ProcessShape>(
  c: Case<S>,
  linkedCaseId: string,
  by: Actor,
): Promise<void> {
  await effect(() =>
    effects.unlinkCases({ ...keyed(c, `unlink/${linkedCaseId}/${c.now()}`, by), linkedCaseId }),
  );
  c.note('unlinked', { linkedCaseId }, 'staff', by);
  waitNoMore(c, linkedCaseId);
}

/** Has a case of another kind opened, once for the step of this case that wants it. */
export async function openLinkedCase<S extends ProcessShape>(
  c: Case<S>,
  step: string,
  wanted: LinkedCaseWanted,
  by: Actor = THE_PROCESS,
): Promise<void> {
  const { requestId } = await effect(() =>
    effects.openLinkedCase({ ...keyed(c, `linked/${step}`, by), ...wanted }),
  );
  const { kind, cause, waits } = wanted;
  c.note('linkedCaseRequested', { requestId, kind, cause, waits }, 'staff', by);
  if (waits) waitFor(c, requestId);
}

/** Hands the case over to another one, which takes its records; or says why that one cannot, and this one goes on. */
export async function handOverTo<S extends ProcessShape>(
  c: Case<S>,
  targetId: string,
  by: Actor,
): Promise<Refusal | null> {
  const step = keyed(c, `merge/${targetId}`, by);
  const { refused } = await attempt(() => effects.mergeInto({ ...step, targetId }));
  if (refused !== null) {
    c.note('mergeRefused', { targetId, because: refused.code }, 'staff', by);
    return refused;
  }
  c.state.waitsFor = [];
  c.note('mergedInto', { targetId }, 'customer', by);
  return null;
}

/** Whether the case does not close before another one. */
export function isWaiting<S extends ProcessShape>(c: Case<S>): boolean {
  return c.state.waitsFor.length > 0;
}

/** Waits until every linked case that this one waits for is closed, or nobody wants it to wait any more. */
export async function linkedCasesClosed<S extends ProcessShape>(c: Case<S>): Promise<void> {
  while (isWaiting(c)) await c.next('waitsForLess');
}

export function takeCaseLinked<S extends ProcessShape>(c: Case<S>, message: CaseLinked): void {
  const { linked, reference, relation, by } = message;
  c.note('linkedFrom', { linkedCaseId: linked, reference, relation }, 'staff', by);
}

export function takeLinkedCaseClosed<S extends ProcessShape>(c: Case<S>, message: LinkedCaseClosed): void {
  const { linked, reference, outcome, continuedAs, by } = message;
  const became = { linked, reference, outcome, ...(continuedAs && { continuedAs }) };
  c.note('linkedCaseClosed', became, 'staff', by);
  c.notify('linkedClosed', toOwner(c), { linkedCaseNumber: reference, outcome });
  if (continuedAs !== undefined && c.state.waitsFor.includes(linked)) waitFor(c, continuedAs);
  waitNoMore(c, linked);
}

/**
 * What people wrote in the merged case is read on here, under their names and with its instant. It goes from case to
 * case inside the database: a long conversation has no room in the history of a workflow.
 */
export async function takeOverMerged<S extends ProcessShape>(c: Case<S>, message: CaseMerged): Promise<void> {
  const { mergedCaseId, by } = message;
  if (!since(1, 'comments-copied-in-database')) return takeOverInHistory(c, message);
  const step = keyed(c, `takeOver/${mergedCaseId}`, by);
  const { comments } = await effect(() => effects.takeOverRecords({ ...step, mergedCaseId }));
  c.note('caseTakenOver', { mergedCaseId, comments }, 'customer', by);
  const afterSeq = c.recorder.leaveNumbers(comments);
  waitNoMore(c, mergedCaseId);
  const copy = { ...keyed(c, `copyComments/${mergedCaseId}`, by), mergedCaseId, afterSeq, comments };
  // Should the numbers be those of a lost turn, writing the step makes room for the copies.
  await c.recorder.written();
  await effect(() => effects.copyComments(copy));
}

/** As it is replayed for cases that have taken others over before. */
async function takeOverInHistory<S extends ProcessShape>(
  c: Case<S>,
  { mergedCaseId, by }: CaseMerged,
): Promise<void> {
  const { comments } = await effect(() =>
    effects.takeOverMerged({ ...keyed(c, `takeOver/${mergedCaseId}`, by), mergedCaseId }),
  );
  c.note('caseTakenOver', { mergedCaseId, comments: comments.length }, 'customer', by);
  for (const { at, by: writer, isShared, text, heardFrom } of comments) {
    const more = heardFrom === null ? {} : { heardFrom };
    const data = { text, shared: isShared, ...more, takenOverFrom: mergedCaseId, writtenAt: at };
    c.note('commented', data, isShared ? 'customer' : 'staff', writer);
  }
  waitNoMore(c, mergedCaseId);
}

function waitFor<S extends ProcessShape>(c: Case<S>, linked: string): void {
  c.state.waitsFor = [...c.state.waitsFor.filter((known) => known !== linked), linked];
}

function waitNoMore<S extends ProcessShape>(c: Case<S>, linked: string): void {
  c.state.waitsFor = c.state.waitsFor.filter((known) => known !== linked);
  c.happened('waitsForLess');
}
