import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';
import type { Instant } from '../workflows/domain/limits.ts';
import { awaitCaughtUp } from '../workflows/runtime/case.messages.ts';
import { isUnanswered } from './case-gateway.failures.ts';

const { FastForwardPollingResult, WorkflowExecutionStatus } = proto.temporal.api.enums.v1;

/** Each timer, retry and task on the way is one skip; the server's own limit of 100 is spent within days. */
const MOST_SKIPS = 1_000_000;

const TRY_AGAIN_AFTER_MS = 250;

/** Where the time of one workflow stands. */
export interface VirtualTime {
  readonly at: Instant;
  readonly isRunning: boolean;
}

/** The workflow's own time: the wall clock's plus whatever was skipped. */
export async function virtualTime(client: Client, workflowId: string): Promise<VirtualTime> {
  const { namespace } = client.options;
  const { workflowExecutionInfo, workflowExtendedInfo } =
    await client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } });
  const { status, closeTime } = workflowExecutionInfo ?? {};
  const isRunning = status === WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  const skipped = workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  return { at: toInstant(isRunning ? skipped : closeTime) ?? Date.now(), isRunning };
}

/**
 * Lets time pass for one workflow, every timer on the way firing at its virtual instant. It goes on over runs that
 * continue as new, and ends early when the workflow does. Resolves with the workflow's time then, once all that was due
 * on the way is in the database. What fails for a passing reason is tried again until `giveUpAt`.
 */
export async function fastForward(
  client: Client,
  workflowId: string,
  { byMs, giveUpAt }: { readonly byMs: number; readonly giveUpAt: number },
): Promise<Instant> {
  let target: Instant | null = null;
  for (;;) {
    try {
      target ??= (await virtualTime(client, workflowId)).at + byMs;
      return await reach(client, workflowId, target);
    } catch (error) {
      if (!isPassing(error) || Date.now() + TRY_AGAIN_AFTER_MS >= giveUpAt) throw error;
      await sleep(TRY_AGAIN_AFTER_MS);
    }
  }
}

async function reach(client: Client, workflowId: string, target: Instant): Promise<Instant> {
  let { at, isRunning } = await virtualTime(client, workflowId);
  while (isRunning && at < target) {
    await hop(client, workflowId, target - at);
    ({ at, isRunning } = await virtualTime(client, workflowId));
  }
  if (isRunning) await client.workflow.getHandle(workflowId).executeUpdate(awaitCaughtUp);
  return at;
}

/** A run that has ended meanwhile takes no update any more: the workflow itself may be through, or in its next run. */
const isPassing = (error: unknown): boolean => error instanceof WorkflowNotFoundError || isUnanswered(error);

/** One fast-forward of the present run; it is over when it is through, or when the run has ended. */
async function hop(client: Client, workflowId: string, byMs: number): Promise<void> {
  const { namespace } = client.options;
  const workflowExecution = { workflowId };
  const fastForwardId = randomUUID();
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution,
    workflowExecutionOptions: {
      timeSkippingConfig: {
        enabled: true,
        maxSessionSkipCount: MOST_SKIPS,
        fastForwardConfig: { id: fastForwardId, duration: toDuration(byMs) },
      },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
  let polled: temporal.api.workflowservice.v1.PollWorkflowExecutionTimeSkippingResponse;
  do {
    polled = await client.workflowService.pollWorkflowExecutionTimeSkipping({
      namespace,
      workflowExecution,
      fastForwardId,
    });
  } while (
    polled.fastForwardPollingResult === FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT
  );
}

type Timestamp = temporal.api.common.v1.TimeSkippingInfo['currentTime'];
type Seconds = NonNullable<NonNullable<Timestamp>['seconds']>;

function toInstant(timestamp: Timestamp): Instant | null {
  if (!timestamp) return null;
  return Number(timestamp.seconds ?? 0) * 1000 + Math.floor((timestamp.nanos ?? 0) / 1e6);
}

/** protobufjs takes a plain number where its types ask for a Long. */
function toDuration(ms: number) {
  return { seconds: Math.floor(ms / 1000) as unknown as Seconds, nanos: Math.round((ms % 1000) * 1e6) };
}
