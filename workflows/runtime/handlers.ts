import { currentUpdateInfo, setHandler } from '@temporalio/workflow';
import type { TaskState } from '../domain/cases.ts';
import { DomainError } from '../domain/errors.ts';
import { mayGive, nameGivers } from '../domain/givers.ts';
import {
  awaitCaughtUp,
  awaitOpened,
  carriedOut,
  type CaseAnswer,
  type ClaimTask,
  claimTask,
  type CompleteTask,
  completeTask,
  type DeclineTask,
  declineTask,
  type ReassignTask,
  reassignTask,
  type RunCommand,
  runCommand,
} from './case.messages.ts';
import type { Case } from './case.ts';
import type { ProcessShape } from './case-state.ts';
import { applyCommand, checkCommand } from './commands.ts';
import { isAnyDeedAWord, isCustomersWord } from './customers-word.ts';
import { refusing } from './failures.ts';
import { since } from './generations.ts';
import { areLocalActivitiesUnderWay } from './local-activities.ts';
import { ownerOf } from './owner.ts';
import { remembering } from './remembered-keys.ts';
import { listenToSignals } from './signal-handlers.ts';
import { comesToRest } from './turns.ts';

/**
 * Opens the case to the outside. A validator refuses at once and leaves no trace; a handler changes the state in
 * one go and answers when the change, and what it set in motion at once, is in the database: a caller reads its own
 * write, and finds the task that follows.
 */
export function listen<S extends ProcessShape>(c: Case<S>): void {
  listenToQuestions(c);
  listenToTasks(c);
  setHandler(
    runCommand,
    ...update<S, RunCommand>(
      c,
      (request) => {
        checkCommand(c, request);
      },
      (request) => {
        applyCommand(c, request);
      },
    ),
  );
  listenToSignals(c);
}

/** What changes nothing: callers wait for the case, or ask what it knows. */
function listenToQuestions<S extends ProcessShape>(c: Case<S>): void {
  setHandler(awaitOpened, async () => {
    await c.recorder.written();
    return standing(c);
  });
  setHandler(carriedOut, (id) => c.state.updatesSeen.includes(id));
  setHandler(awaitCaughtUp, async () => {
    c.reserve.took();
    await comesToRest(() => !c.deadlines.isAnyDue() && areEffectsThrough(c));
    return standing(c);
  });
}

function listenToTasks<S extends ProcessShape>(c: Case<S>): void {
  setHandler(
    completeTask,
    ...update<S, CompleteTask>(
      c,
      (input) => {
        checkCompletion(c, input);
      },
      ({ task, form, by }) => {
        c.tasks.complete(findTask(c, task).id, form, by);
        if (isCustomersWord(by, form) && isAnyDeedAWord()) c.customerSpoke();
      },
    ),
  );
  setHandler(
    declineTask,
    ...update<S, DeclineTask>(
      c,
      ({ taskId, by }) => {
        c.tasks.openTaskFor(taskId, by);
      },
      ({ taskId, reason, by }) => {
        const kind = c.tasks.openTask(taskId).kind as keyof S['Forms'];
        c.tasks.decline(taskId, reason, by, c.process.tasks[kind].onDecline !== 'ends');
      },
    ),
  );
  setHandler(
    claimTask,
    ...update<S, ClaimTask>(
      c,
      ({ taskId, by }) => {
        c.tasks.openTaskFor(taskId, by);
      },
      ({ taskId, by }) => {
        if (by.type === 'person') c.tasks.giveTo(taskId, by.personId);
      },
    ),
  );
  setHandler(
    reassignTask,
    ...update<S, ReassignTask>(
      c,
      (request) => {
        checkReassignment(c, request);
      },
      (request) => {
        const task = c.tasks.openTask(request.taskId);
        c.tasks.reassign(request);
        c.note('taskReassigned', { ...request }, 'staff', request.by);
        c.process.onReassigned?.(c, task, request.assigneeId);
      },
    ),
  );
}

type Handler<Input> = (input: Input) => Promise<CaseAnswer>;

/** A validator and the change that it allows; an update that comes again changes nothing, and is answered alike. */
function update<S extends ProcessShape, Input>(
  c: Case<S>,
  validate: (input: Input) => void,
  change: (input: Input) => void,
): [Handler<Input>, { validator: (input: Input) => void }] {
  const handler: Handler<Input> = async (input) => {
    c.reserve.took();
    if (isFirstTime(c)) {
      change(input);
      c.recorder.touch();
    }
    await c.recorder.written();
    if (since(1, 'answers-after-effects')) await comesToRest(() => areEffectsThrough(c));
    return standing(c);
  };
  const validator = refusing((input: Input) => {
    if (wasSeen(c)) return;
    refuseIfClosed(c);
    validate(input);
  });
  return [handler, { validator }];
}

function checkReassignment<S extends ProcessShape>(c: Case<S>, { taskId, by }: ReassignTask): void {
  c.tasks.openTask(taskId);
  const givers = { roles: c.process.leads(c), owner: true };
  if (mayGive(by, givers, ownerOf(c))) return;
  throw new DomainError('ROLE_MISSING', `Tasks are reassigned by: ${nameGivers(givers, ownerOf(c))}`);
}

function standing<S extends ProcessShape>({ state }: Case<S>): CaseAnswer {
  const { opening, number, phase, version } = state;
  return { caseId: opening.caseId, caseNumber: number ?? '', phase, version };
}

/** Also what the last message set in motion is in the database: the task that follows stands in the inbox. */
const areEffectsThrough = <S extends ProcessShape>(c: Case<S>): boolean =>
  !areLocalActivitiesUnderWay() && c.recorder.isIdle();

/** Temporal itself knows the updates of one run only; a caller may send one again after a continue as new. */
function wasSeen<S extends ProcessShape>(c: Case<S>): boolean {
  return c.state.updatesSeen.includes(currentUpdateInfo()?.id ?? '');
}

function isFirstTime<S extends ProcessShape>(c: Case<S>): boolean {
  if (wasSeen(c)) return false;
  const id = currentUpdateInfo()?.id;
  if (id !== undefined) c.state.updatesSeen = remembering(c.state.updatesSeen, id);
  return true;
}

function checkCompletion<S extends ProcessShape>(c: Case<S>, completion: CompleteTask): void {
  const { form, by } = completion;
  const task = c.tasks.openTaskFor(findTask(c, completion.task).id, by);
  const rule = c.process.tasks[task.kind as keyof S['Forms']];
  rule.check?.(c, form as S['Forms'][keyof S['Forms']], task, by);
}

/** The task meant; by its kind, the only open one of that kind, or the reason why there is none. */
function findTask<S extends ProcessShape>(c: Case<S>, task: CompleteTask['task']): TaskState {
  if ('id' in task) return c.tasks.openTask(task.id);
  const [only, ...others] = c.tasks.openOfKind(task.kind);
  if (only === undefined) throw c.process.whyNotOpen(c, task.kind);
  if (others.length > 0) {
    throw new DomainError('INVALID', `Several tasks "${task.kind}" are open; name one by its id`, {
      details: { taskIds: [only, ...others].map(({ id }) => id) },
    });
  }
  return only;
}

function refuseIfClosed<S extends ProcessShape>(c: Case<S>): void {
  if (c.isClosing || c.state.phase === 'closed') {
    throw new DomainError('CASE_CLOSED', `The case ${c.state.number ?? ''} is closed`);
  }
}
