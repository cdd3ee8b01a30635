import { log, metricMeter, workflowInfo } from '@temporalio/workflow';
import { DomainError } from '../domain/errors.ts';

/**
 * How far a run is filled by what no phase waits for. The server takes 2000 updates in one run
 * (`history.maxTotalUpdates`) and ends a run at 51 200 events or 50 MiB; what lies between is kept for tasks and
 * approvals, by which alone the case gets to its next phase and so to a new run.
 */
const FILLED_AT = { updates: 1_500, events: 40_000, bytes: 40 * 1024 * 1024 } as const;

/** How much a run of a workflow holds. */
interface RunSize {
  readonly updates: number;
  readonly events: number;
  readonly bytes: number;
}

/** Whether a run has come to the reserve that is kept for what its phase waits for. */
export const isFilled = (size: RunSize): boolean =>
  size.updates >= FILLED_AT.updates || size.events >= FILLED_AT.events || size.bytes >= FILLED_AT.bytes;

/** Keeps the present run of a case able to take what its phase waits for. */
export class RunReserve {
  /** Updates taken in by this run; a replay counts the same. */
  private updates = 0;
  private isTold = false;

  /** Counts an update that was taken in. */
  took(): void {
    this.updates += 1;
  }

  /** Says once to those who operate the system that the run is filled. */
  watch(): void {
    if (this.isTold || !isFilled(this.size())) return;
    this.isTold = true;
    log.error('The run of this case is filled: until its next phase it takes tasks and approvals alone', {
      ...this.size(),
    });
    metricMeter.createCounter('case_runs_filled', '1', 'Runs of cases that were filled').add(1);
  }

  /** Refuses what no phase waits for. */
  requireRoom(): void {
    if (!isFilled(this.size())) return;
    throw new DomainError(
      'CASE_FILLED',
      'Until it enters its next phase the case takes in only what that waits for: tasks and approvals',
    );
  }

  private size(): RunSize {
    const { historyLength, historySize } = workflowInfo();
    return { updates: this.updates, events: historyLength, bytes: historySize };
  }
}
