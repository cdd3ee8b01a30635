import { proxyLocalActivities } from '@temporalio/workflow';
import type { Keyed, RepairActivities } from '../../activities/repair-contracts.ts';
import { type Actor, THE_PROCESS } from '../domain/actors.ts';
import type { RepairCase } from './repair.case.ts';

/** Effects of a repair are short transactions on our own database: local activities, retried until it answers. */
export const effects = proxyLocalActivities<RepairActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '100ms', maximumInterval: '5s', backoffCoefficient: 2 },
});

/** What every effect carries: its key, the case's instant, and who caused it. */
export function keyed(c: RepairCase, step: string, by: Actor = THE_PROCESS): Keyed {
  return { key: c.key(step), at: c.now(), caseId: c.state.opening.caseId, by };
}
