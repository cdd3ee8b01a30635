import type { History } from '@temporalio/common/lib/proto-utils.js';
// A CommonJS module whose names Node cannot see from outside.
import proto from '@temporalio/proto';
import { awaitCaughtUp } from '../workflows/runtime/case.messages.ts';

const { EventType } = proto.temporal.api.enums.v1;

export type HistoryEvent = NonNullable<History['events']>[number];

/** The name of an event's type, for example `TIMER_STARTED`. */
export const typeOf = ({ eventType }: HistoryEvent): string =>
  (EventType[eventType ?? 0] ?? 'UNKNOWN').replace('EVENT_TYPE_', '');

const CLOCK_MOVED = /TIME_SKIPPING|OPTIONS_UPDATED/;
const TASK = /^WORKFLOW_TASK_/;
const CAME_FROM_OUTSIDE =
  /^(ACTIVITY_TASK_(STARTED|COMPLETED|FAILED|TIMED_OUT)|TIMER_FIRED|WORKFLOW_EXECUTION_SIGNALED)$/;

/** A workflow task: why there was one, its own events, and what the workflow did in it. */
interface Turn {
  readonly reasons: HistoryEvent[];
  readonly task: HistoryEvent[];
  readonly done: HistoryEvent[];
}

/**
 * The history as it would be in production, where clocks go by themselves: without the moves of an adjustable clock,
 * the updates that wait until a case has caught up with one (`awaitCaughtUp`), and the workflow tasks that there were
 * for these alone.
 */
export function withoutClockMoves(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const catchUps = new Set(events.map(catchUpId).filter((id) => id !== undefined));
  const isOfClock = (event: HistoryEvent): boolean =>
    CLOCK_MOVED.test(typeOf(event)) || catchUps.has(updateIdOf(event) ?? '');
  return turnsOf(events).flatMap(({ reasons, task, done }) => {
    const kept = [reasons, done].map((some) => some.filter((event) => !isOfClock(event)));
    return kept.every((some) => some.length === 0) ? [] : [kept[0] ?? [], task, kept[1] ?? []].flat();
  });
}

function turnsOf(events: readonly HistoryEvent[]): readonly Turn[] {
  const turns: Turn[] = [];
  let turn: Turn = { reasons: [], task: [], done: [] };
  for (const event of events) {
    const type = typeOf(event);
    const isReason = CAME_FROM_OUTSIDE.test(type) || CLOCK_MOVED.test(type);
    const isNext = isReason || type === 'WORKFLOW_TASK_SCHEDULED';
    if (isNext && turn.task.some((own) => typeOf(own) === 'WORKFLOW_TASK_COMPLETED')) {
      turns.push(turn);
      turn = { reasons: [], task: [], done: [] };
    }
    turn[isReason ? 'reasons' : TASK.test(type) ? 'task' : 'done'].push(event);
  }
  return [...turns, turn];
}

/** The id of an update that was taken in to wait for the clock. */
function catchUpId(event: HistoryEvent): string | undefined {
  const request = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
  return request?.input?.name === awaitCaughtUp.name ? (request.meta?.updateId ?? undefined) : undefined;
}

function updateIdOf(event: HistoryEvent): string | null | undefined {
  const { workflowExecutionUpdateAcceptedEventAttributes: accepted } = event;
  const { workflowExecutionUpdateCompletedEventAttributes: completed } = event;
  return accepted?.acceptedRequest?.meta?.updateId ?? completed?.meta?.updateId;
}
