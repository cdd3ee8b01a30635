import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
// A CommonJS module whose names Node cannot see from outside.
import proto from '@temporalio/proto';

const { FastForwardPollingResult } = proto.temporal.api.enums.v1;

/**
 * Lets the given time pass for one workflow, every timer on the way firing at its virtual instant,
 * and waits until it has passed or the workflow has ended before that.
 */
export async function fastForward(
  client: Client,
  workflowId: string,
  durationMs: number,
): Promise<'passed' | 'ended'> {
  const { namespace } = client.options;
  const workflowExecution = { workflowId };
  const id = randomUUID();
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution,
    workflowExecutionOptions: {
      timeSkippingConfig: { enabled: true, fastForwardConfig: { id, duration: toProto(durationMs) } },
    },
    updateMask: { paths: ['time_skipping_config'] },
  });
  for (;;) {
    const { fastForwardPollingResult: result, failedReason } =
      await client.workflowService.pollWorkflowExecutionTimeSkipping({
        namespace,
        workflowExecution,
        fastForwardId: id,
      });
    if (result === FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED)
      return 'passed';
    if (result === FastForwardPollingResult.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT) continue;
    const { status } = await client.workflow.getHandle(workflowId).describe();
    if (status.name !== 'RUNNING') return 'ended';
    throw new Error(`${workflowId} could not be fast-forwarded: ${failedReason}`);
  }
}

const toProto = (durationMs: number) => ({
  seconds: Math.floor(durationMs / 1000) as unknown as Long,
  nanos: Math.round((durationMs % 1000) * 1e6),
});

type Long = NonNullable<proto.temporal.api.common.v1.FastForwardConfig['duration']>['seconds'] & object;
