import type { Client } from '@temporalio/client';
import { typeOf, withoutClockMoves } from './clock-moves.ts';

/** What one case leaves in Temporal's history where its clock goes by itself. */
export interface HistoryFigures {
  readonly events: number;
  /** As Temporal Cloud counts them; the local activities of one workflow task count once. */
  readonly billableActions: number;
  readonly actions: Readonly<Record<string, number>>;
  readonly eventsByType: Readonly<Record<string, number>>;
}

/** Events that cost an action, and what it is called. */
const ACTIONS: Readonly<Record<string, string>> = {
  WORKFLOW_EXECUTION_STARTED: 'starts',
  WORKFLOW_EXECUTION_UPDATE_ACCEPTED: 'updates',
  WORKFLOW_EXECUTION_SIGNALED: 'signals',
  TIMER_STARTED: 'timers',
  ACTIVITY_TASK_SCHEDULED: 'activities',
  WORKFLOW_EXECUTION_CONTINUED_AS_NEW: 'continuesAsNew',
};

export async function historyFigures(client: Client, workflowId: string): Promise<HistoryFigures> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const eventsByType: Record<string, number> = {};
  const tasksWithLocalActivities = new Set<string>();
  for (const event of withoutClockMoves(events ?? [])) {
    const type = typeOf(event);
    eventsByType[type] = (eventsByType[type] ?? 0) + 1;
    const marker = event.markerRecordedEventAttributes;
    if (marker?.markerName === 'core_local_activity')
      tasksWithLocalActivities.add(String(marker.workflowTaskCompletedEventId));
  }
  const actions: Record<string, number> = { localActivities: tasksWithLocalActivities.size };
  for (const [type, name] of Object.entries(ACTIONS)) {
    const count = eventsByType[type];
    if (count !== undefined) actions[name] = count;
  }
  return { events: sumOf(eventsByType), billableActions: sumOf(actions), actions, eventsByType };
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
