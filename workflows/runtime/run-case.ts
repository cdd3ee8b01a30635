import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { CaseOpening } from '../domain/cases.ts';
import { approvalListener, deliveryListener, escalate, holdListener, taskListener } from './announcements.ts';
import { Case } from './case.ts';
import { type CaseState, newCaseState, type ProcessShape } from './case-state.ts';
import { beginGeneration } from './generations.ts';
import { listen } from './handlers.ts';
import type { Process } from './process.ts';
import { recordSource } from './record-source.ts';

/** What a case workflow starts with: the opening from the API, or its own state after a continue as new. */
export type CaseInput<S extends ProcessShape> =
  { readonly opening: CaseOpening<S['Policy'], S['Body'], S['Lookups']> } | { readonly state: CaseState<S> };

export interface CaseEnd {
  readonly caseId: string;
  readonly outcome: string | null;
}

/**
 * Lives a case from its opening to its end: it walks from phase to phase while clocks, records and messages run
 * beside it. Cancelling the workflow from outside has no effect; a case ends by its process.
 */
export function runCase<S extends ProcessShape>(
  process: Process<S, Case<S>>,
  input: CaseInput<S>,
): Promise<CaseEnd> {
  return CancellationScope.nonCancellable(async () => {
    beginGeneration();
    const state = 'state' in input ? broughtAlong(process, input.state) : openedState(process, input.opening);
    const c = new Case(process, state, {
      recordSource,
      taskListener,
      approvalListener,
      holdListener,
      deliveryListener,
      escalate,
    });
    listen(c);
    if (state.version === 0) {
      c.note('opened', {}, 'customer', state.opening.openedBy);
    } else {
      c.outbox.resume();
    }
    const end = await Promise.race([walk(c), c.recorder.run(), c.deadlines.run()]);
    return end;
  });
}

function openedState<S extends ProcessShape>(
  process: Process<S, Case<S>>,
  opening: CaseOpening<S['Policy'], S['Body'], S['Lookups']>,
): CaseState<S> {
  return newCaseState<S>(opening, process.firstPhase, process.newData(opening));
}

/** A case from an earlier version of the process knows nothing of facts that came later: they begin as in a new case. */
function broughtAlong<S extends ProcessShape>(
  process: Process<S, Case<S>>,
  state: CaseState<S>,
): CaseState<S> {
  const { waitsFor = [], ownerId = null } = state as Partial<CaseState<S>>;
  const known = { ...state, waitsFor, ownerId, data: { ...process.newData(state.opening), ...state.data } };
  return process.broughtAlong?.(known) ?? known;
}

async function walk<S extends ProcessShape>(c: Case<S>): Promise<CaseEnd> {
  while (c.state.phase !== 'closed') {
    const phase = c.state.phase as Exclude<S['Phase'], 'closed'>;
    const next = await c.runPhase(phase);
    if (next === 'closed') await settle(c);
    enter(c, next);
    if (next !== 'closed' && historyIsLong(c) && !c.hasAsides()) await continueInNewRun(c);
  }
  await restInATaskOfItsOwn(() => c.outbox.isSettled() && c.recorder.isIdle() && !c.hasAsides());
  return { caseId: c.state.opening.caseId, outcome: c.state.outcome };
}

/** Whatever still runs when a case ends is ended with it; its messages are sent first. */
async function settle<S extends ProcessShape>(c: Case<S>): Promise<void> {
  c.isClosing = true;
  await c.endAsides();
  c.commitments.dropAll();
  c.holds.endAll();
  for (const task of Object.values(c.state.tasks)) c.tasks.drop(task.id);
  await c.recorder.written();
  await condition(() => c.outbox.isSettled());
}

function enter<S extends ProcessShape>(c: Case<S>, next: S['Phase']): void {
  c.note('phaseEntered', { from: c.state.phase, to: next }, 'customer');
  c.state.phase = next;
  if (next === 'closed') c.state.closedAt = c.now();
}

function historyIsLong<S extends ProcessShape>(c: Case<S>): boolean {
  const info = workflowInfo();
  return info.continueAsNewSuggested || info.historyLength > c.state.opening.eventsPerRun;
}

/** Only between two phases: nothing waits then, and the state is all there is (design idea 1). */
async function continueInNewRun<S extends ProcessShape>(c: Case<S>): Promise<void> {
  c.recorder.touch();
  await restInATaskOfItsOwn(() => c.recorder.isIdle());
  // What a signal or command began meanwhile is known to this run alone; it goes on until the next phase.
  if (c.hasAsides() || c.isInterrupted()) return;
  await continueAsNew<(input: CaseInput<S>) => Promise<CaseEnd>>({ state: c.state });
}

/**
 * Waits until nothing is under way, and then for a workflow task of its own. The server throws away the task that
 * ends a run when something new has arrived meanwhile; with it would go the answers given in the same task, whose
 * changes are in the database already.
 */
async function restInATaskOfItsOwn(isIdle: () => boolean): Promise<void> {
  const isAtRest = (): boolean => isIdle() && allHandlersFinished();
  do {
    await condition(isAtRest);
    await sleep(1);
  } while (!isAtRest());
}
