import { currentUpdateInfo, defineSignal, setHandler } from '@temporalio/workflow';
import type { TaskState } from '../domain/cases.ts';
import { DomainError } from '../domain/errors.ts';
import { mayGive, nameGivers } from '../domain/givers.ts';
import {
  type ApprovalDecided,
  approvalDecided,
  awaitCaughtUp,
  awaitOpened,
  type CalendarChanged,
  calendarChanged,
  carriedOut,
  type CaseAnswer,
  caseLinked,
  type CaseLinked,
  caseMerged,
  type CaseMerged,
  type ClaimTask,
  claimTask,
  type CompleteTask,
  completeTask,
  type DeclineTask,
  declineTask,
  linkedCaseClosed,
  type LinkedCaseClosed,
  type MassHoldEnded,
  massHoldEnded,
  type MassHoldPlaced,
  massHoldPlaced,
  ownerLeft,
  type OwnerLeft,
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
import { takeCaseLinked, takeLinkedCaseClosed, takeOverMerged } from './links.ts';
import { ownerHasLeft, ownerOf } from './owner.ts';
import { comesToRest } from './turns.ts';

/** How many keys of signals and updates a case remembers: far more than can be under way for it at once. */
const KEYS_REMEMBERED = 200;

/**
 * Opens the case to the outside. A validator refuses at once and leaves no trace; a handler changes the state in
 * one go and answers when the change, and what it set in motion at once, is in the database: a caller reads its own
 * write, and finds the task that follows.
 */
export function listen<S extends ProcessShape>(c: Case<S>): void {
  const answer = async (): Promise<CaseAnswer> => {
    await c.recorder.written();
    return standing(c);
  };
  const answerAfterEffects = async (): Promise<CaseAnswer> => {
    await c.recorder.written();
    if (since(1, 'answers-after-effects')) await comesToRest(() => areEffectsThrough(c));
    return standing(c);
  };
  const update = <Input>(
    validate: (input: Input) => void,
    change: (input: Input) => void,
  ): [(input: Input) => Promise<CaseAnswer>, { validator: (input: Input) => void }] => [
    (input) => {
      c.reserve.took();
      if (isFirstTime(c)) {
        change(input);
        c.recorder.touch();
      }
      return answerAfterEffects();
    },
    {
      validator: refusing((input: Input) => {
        if (wasSeen(c)) return;
        refuseIfClosed(c);
        validate(input);
      }),
    },
  ];

  setHandler(awaitOpened, answer);
  setHandler(carriedOut, (id) => c.state.updatesSeen.includes(id));
  setHandler(awaitCaughtUp, async () => {
    c.reserve.took();
    await comesToRest(() => !c.deadlines.isAnyDue() && areEffectsThrough(c));
    return standing(c);
  });
  setHandler(
    completeTask,
    ...update<CompleteTask>(
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
    ...update<DeclineTask>(
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
    ...update<ClaimTask>(
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
    ...update<ReassignTask>(
      ({ taskId, by }) => {
        c.tasks.openTask(taskId);
        const givers = { roles: c.process.leads(c), owner: true };
        if (!mayGive(by, givers, ownerOf(c))) {
          const names = nameGivers(givers, ownerOf(c));
          throw new DomainError('ROLE_MISSING', `Tasks are reassigned by: ${names}`);
        }
      },
      (request) => {
        const task = c.tasks.openTask(request.taskId);
        c.tasks.reassign(request);
        c.note('taskReassigned', { ...request }, 'staff', request.by);
        c.process.onReassigned(c, task, request.assigneeId);
      },
    ),
  );
  setHandler(
    runCommand,
    ...update<RunCommand>(
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

const remembering = (seen: readonly string[], key: string): readonly string[] =>
  [...seen, key].slice(-KEYS_REMEMBERED);

type OnlyOnce = <P extends { readonly key: string }>(take: (payload: P) => void) => (payload: P) => void;

function listenToSignals<S extends ProcessShape>(c: Case<S>): void {
  const onlyOnce: OnlyOnce = (take) => {
    return (payload) => {
      if (c.state.signalsSeen.includes(payload.key)) return;
      c.state.signalsSeen = remembering(c.state.signalsSeen, payload.key);
      take(payload);
      c.recorder.touch();
    };
  };
  setHandler(
    approvalDecided,
    onlyOnce<ApprovalDecided>((decided) => {
      const refusal = c.approvals.decide(decided);
      if (refusal === null) return;
      const { approvalId, decision, by } = decided;
      c.note('decisionDropped', { approvalId, decision, because: refusal.code }, 'staff', by);
    }),
  );
  setHandler(
    calendarChanged,
    onlyOnce<CalendarChanged>((change) => {
      if (change.calendarCode !== c.state.opening.calendarCode) return;
      c.note('calendarChanged', { code: change.calendarCode, version: change.calendarVersion });
      c.deadlines.askAllAgain();
    }),
  );
  setHandler(
    massHoldPlaced,
    onlyOnce<MassHoldPlaced>((placed) => {
      takeMassHold(c, placed);
    }),
  );
  setHandler(
    massHoldEnded,
    onlyOnce<MassHoldEnded>(({ batchId, placedKey, by }) => {
      c.state.signalsSeen = remembering(c.state.signalsSeen, placedKey);
      const hold = c.holds.ofBatch(batchId);
      if (hold !== null) c.holds.end(hold, by);
    }),
  );
  setHandler(
    ownerLeft,
    onlyOnce<OwnerLeft>(({ personId }) => {
      ownerHasLeft(c, personId);
    }),
  );
  listenToLinks(c, onlyOnce);
  for (const [name, take] of Object.entries(c.process.signals)) {
    setHandler(
      defineSignal<[{ readonly key: string }]>(name),
      onlyOnce((payload) => {
        take(c, payload as never);
      }),
    );
  }
}

/** What linked cases tell each other (design idea 11). */
function listenToLinks<S extends ProcessShape>(c: Case<S>, onlyOnce: OnlyOnce): void {
  setHandler(
    caseLinked,
    onlyOnce<CaseLinked>((message) => {
      takeCaseLinked(c, message);
    }),
  );
  setHandler(
    linkedCaseClosed,
    onlyOnce<LinkedCaseClosed>((message) => {
      takeLinkedCaseClosed(c, message);
    }),
  );
  setHandler(
    caseMerged,
    onlyOnce<CaseMerged>((message) => {
      c.aside(() => takeOverMerged(c, message));
    }),
  );
}

/** A mass hold that is over by the case's own clock, or reaches a case at its end, has nothing left to stop. */
function takeMassHold<S extends ProcessShape>(c: Case<S>, placed: MassHoldPlaced): void {
  const { batchId, reason, text, until, by } = placed;
  if (c.isClosing || (until !== null && until <= c.now())) {
    c.note('massHoldNotTaken', { batchId, reason, until }, 'staff', by);
    return;
  }
  c.process.onMassHold(c, c.holds.placeBatch(batchId, { reason, text, until }, by));
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
