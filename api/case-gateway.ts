import {
  Client,
  Connection,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import proto from '@temporalio/proto';
import { connectionOptions, dataConverter } from '../temporal.config.ts';
import type { CaseKind, CaseOpening } from '../workflows/domain/cases.ts';
import { DomainError } from '../workflows/domain/errors.ts';
import type { Instant } from '../workflows/domain/limits.ts';
import type { RepairShape } from '../workflows/repair/repair.case.ts';
import {
  approvalDecided,
  type ApprovalDecided,
  awaitOpened,
  type CaseAnswer,
  claimTask,
  type ClaimTask,
  completeTask,
  type CompleteTask,
  declineTask,
  type DeclineTask,
  reassignTask,
  type ReassignTask,
  runCommand,
  type RunCommand,
} from '../workflows/runtime/case.messages.ts';
import { WORKFLOW_TYPES, workflowIdOf } from '../workflows/runtime/names.ts';
import type { SurveyShape } from '../workflows/survey/survey.case.ts';
import { isUnanswered, toCallersError } from './case-gateway.failures.ts';
import { isKnown } from './case-gateway.repeats.ts';
import { fastForward, virtualTime } from './case-gateway.time-skipping.ts';
import { type CaseSignal, SIGNALS } from './case-gateway.signals.ts';
import type { ApiConfig } from './config.ts';

/** Kinds of case that have a process. */
type OpenableKind = keyof typeof WORKFLOW_TYPES;

type OpeningFor<Shape extends Readonly<Record<'Policy' | 'Body' | 'Lookups', unknown>>> = CaseOpening<
  Shape['Policy'],
  Shape['Body'],
  Shape['Lookups']
>;

/** What each kind of case is opened with. */
export interface OpeningOf {
  readonly repair: OpeningFor<RepairShape>;
  readonly survey: OpeningFor<SurveyShape>;
}

/** Which case a message is for. */
export interface CaseAddress {
  readonly kind: CaseKind;
  readonly caseId: string;
}

/** Whether what stands behind the API answers; each gives its answer within a few seconds or throws. */
interface Readiness {
  /** Whether the Temporal server answers. */
  temporalAlive(): Promise<boolean>;
  /** Whether a worker polls the task queue. */
  workerAlive(): Promise<boolean>;
}

/**
 * What the API asks of case processes. Every `key` names one intention of a caller: the same key again does
 * nothing twice. Refusals of the process arrive as DomainError; `UNAVAILABLE` means that no worker answered in time.
 */
export interface CaseGateway extends Readiness {
  /** `pending`: the case exists and will be in the database as soon as a worker runs. It is never lost. */
  openCase<Kind extends OpenableKind>(kind: Kind, opening: OpeningOf[Kind]): Promise<'opened' | 'pending'>;
  completeTask(to: CaseAddress, message: CompleteTask, key: string): Promise<CaseAnswer>;
  declineTask(to: CaseAddress, message: DeclineTask, key: string): Promise<CaseAnswer>;
  claimTask(to: CaseAddress, message: ClaimTask, key: string): Promise<CaseAnswer>;
  reassignTask(to: CaseAddress, message: ReassignTask, key: string): Promise<CaseAnswer>;
  runCommand(to: CaseAddress, message: RunCommand, key: string): Promise<CaseAnswer>;
  /**
   * What became of an earlier completion, claim … or command under this key: true when it was carried out, which it
   * waits for; throws as that did; false when nothing under the key has reached the case.
   */
  wasCarriedOut(to: CaseAddress, key: string): Promise<boolean>;
  /** Taken even while no worker runs (design idea 3). */
  decideApproval(to: CaseAddress, decided: ApprovalDecided): Promise<void>;
  /** Taken even while no worker runs. */
  signal(to: CaseAddress, signal: CaseSignal): Promise<void>;
  /** The time of the case's workflow, to which the case's own offset is added (design idea 8). */
  workflowTime(to: CaseAddress): Promise<Instant>;
  /**
   * Lets time pass for one case; resolves with its workflow's time then, once all that was due on the way is in the
   * database. Adjustable clocks only.
   */
  fastForward(to: CaseAddress, byMs: number): Promise<Instant>;
  close(): Promise<void>;
}

/** A caller waits at the API for no longer than this; a running worker answers in milliseconds. */
const ANSWER_WITHIN_MS = 5_000;

/** Starting a case without waiting for a worker takes the server milliseconds. */
const START_WITHIN_MS = 2_000;

/** A fast-forward over weeks takes seconds; the API's own limit for a request is a minute. */
const FAST_FORWARD_WITHIN_MS = 50_000;

/**
 * After an outage the next call gets through at once: left to itself, gRPC waits up to two minutes before it connects
 * again (https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md). In milliseconds.
 */
const RECONNECTING = {
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
} as const;

const NOTHING_SENT = 'No worker runs at present, and nothing of what you asked for has been done';

/** Workers ask for work at least once a minute; the server remembers for five minutes who did. */
const ALIVE_WITHIN_MS = 75_000;
const ASK_AGAIN_AFTER_MS = 1_000;

/** Connects at the first call, so that everything which people only read works while Temporal is away. */
export function createCaseGateway({ temporal: config }: Pick<ApiConfig, 'temporal'>): CaseGateway {
  const connection = Connection.lazy({ ...connectionOptions(config), channelArgs: RECONNECTING });
  const client = new Client({
    connection,
    namespace: config.namespace,
    dataConverter: dataConverter(config),
  });
  const ask = asker(client);
  const workerAlive = remembered(() => ask(() => isPolled(client, config.taskQueue)));
  const askWorker = workerAsker(ask, workerAlive);
  return {
    openCase: caseOpener(client, config.taskQueue, ask),
    completeTask: (to, message, key) => askWorker(() => update(client, to, completeTask, message, key)),
    declineTask: (to, message, key) => askWorker(() => update(client, to, declineTask, message, key)),
    claimTask: (to, message, key) => askWorker(() => update(client, to, claimTask, message, key)),
    reassignTask: (to, message, key) => askWorker(() => update(client, to, reassignTask, message, key)),
    runCommand: (to, message, key) => askWorker(() => update(client, to, runCommand, message, key)),
    wasCarriedOut: (to, key) => ask(() => isKnown(handleOf(client, to), key)),
    decideApproval: (to, decided) => ask(() => handleOf(client, to).signal(approvalDecided, decided)),
    signal: (to, { name, payload }) =>
      ask(() => handleOf(client, to).signal<[CaseSignal['payload']]>(SIGNALS[name].name, payload)),
    workflowTime: ({ kind, caseId }) =>
      ask(async () => (await virtualTime(client, workflowIdOf(kind, caseId))).at),
    fastForward: ({ kind, caseId }, byMs) => {
      const giveUpAt = Date.now() + FAST_FORWARD_WITHIN_MS;
      const pass = () => fastForward(client, workflowIdOf(kind, caseId), { byMs, giveUpAt });
      return ask(pass, FAST_FORWARD_WITHIN_MS);
    },
    temporalAlive: () =>
      ask(async () => {
        await client.workflowService.describeNamespace({ namespace: config.namespace });
        return true;
      }),
    workerAlive,
    close: () => connection.close(),
  };
}

/** Makes a call that is answered, or fails with an error that callers understand, within the limit. */
type Ask = <Answer>(call: () => Promise<Answer>, withinMs?: number) => Promise<Answer>;

function asker(client: Client): Ask {
  return async (call, withinMs = ANSWER_WITHIN_MS) => {
    try {
      return await client.withDeadline(Date.now() + withinMs, call);
    } catch (error) {
      throw toCallersError(error);
    }
  };
}

/**
 * Makes calls that a worker has to answer. Where none has answered, Temporal keeps the message for a worker that may
 * come much later; so from then on nothing is sent while it is known that none is there, until one answers again.
 */
function workerAsker(
  ask: Ask,
  workerAlive: () => Promise<boolean>,
): <Answer>(call: () => Promise<Answer>) => Promise<Answer> {
  let isAnswered = true;
  return async (call) => {
    if (!isAnswered && !(await workerAlive())) throw new DomainError('UNAVAILABLE', NOTHING_SENT);
    try {
      const answer = await ask(call);
      isAnswered = true;
      return answer;
    } catch (error) {
      isAnswered = !(error instanceof DomainError && error.code === 'UNAVAILABLE');
      throw error;
    }
  };
}

/** Starts the case, or finds the one that the same id started before, and waits until it is in the database. */
function caseOpener(client: Client, taskQueue: string, ask: Ask): CaseGateway['openCase'] {
  return async (kind, opening) => {
    const workflow = {
      taskQueue,
      workflowId: workflowIdOf(kind, opening.caseId),
      args: [{ opening }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    } as const;
    const type = WORKFLOW_TYPES[kind];
    try {
      await client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
        client.workflow.executeUpdateWithStart(awaitOpened, {
          updateId: awaitOpened.name,
          startWorkflowOperation: new WithStartWorkflowOperation(type, workflow),
        }),
      );
      return 'opened';
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'opened';
      if (!isUnanswered(error)) throw toCallersError(error);
    }
    await ask(() => ensureStarted(client, type, workflow), START_WITHIN_MS);
    return 'pending';
  };
}

/** Nobody may be told that a case is on its way unless the server has it. */
async function ensureStarted(
  client: Client,
  type: string,
  workflow: Parameters<Client['workflow']['start']>[1],
): Promise<void> {
  try {
    await client.workflow.start(type, workflow);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

const handleOf = (client: Client, { kind, caseId }: CaseAddress) =>
  client.workflow.getHandle(workflowIdOf(kind, caseId));

/** The update's id is the caller's key, so that the server gives a repeat the first answer. */
function update<Message>(
  client: Client,
  to: CaseAddress,
  definition: UpdateDefinition<CaseAnswer, [Message]>,
  message: Message,
  key: string,
): Promise<CaseAnswer> {
  return handleOf(client, to).executeUpdate(definition, { args: [message], updateId: key });
}

async function isPolled(client: Client, taskQueue: string): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  const since = Date.now() - ALIVE_WITHIN_MS;
  return pollers.some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > since);
}

/** Asks once for all who want to know within the same second. */
function remembered<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let last: { at: number; answer: Promise<Answer> } | null = null;
  return () => {
    if (last === null || performance.now() - last.at > ASK_AGAIN_AFTER_MS) {
      last = { at: performance.now(), answer: ask() };
    }
    return last.answer;
  };
}
