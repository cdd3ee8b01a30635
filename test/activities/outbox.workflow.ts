import { proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type {
  CaseActivities,
  DeliveryRequest,
  DeliveryResult,
  StepRecord,
} from '../../activities/contracts.ts';

const { recordStep } = proxyLocalActivities<CaseActivities>({ startToCloseTimeout: '10s' });

const { deliverMessages } = proxyActivities<CaseActivities>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '10m', backoffCoefficient: 2 },
});

export interface Delivered {
  readonly caseNumber: string;
  readonly results: readonly DeliveryResult[];
  /** The workflow's clock at its start and its end. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Records one step and sends its messages: the way of every case to the outside. */
export async function outboxWorkflow(step: StepRecord, request: DeliveryRequest): Promise<Delivered> {
  const { caseNumber } = await recordStep(step);
  const results = await deliverMessages(request);
  return { caseNumber, results, startedAt: workflowInfo().startTime.getTime(), endedAt: Date.now() };
}
