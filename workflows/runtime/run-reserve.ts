import { log, metricMeter, workflowInfo } from '@temporalio/workflow';
import { DomainError } from '../domain/errors.ts';

/**
 * How far a run is filled by what no phase waits for. The server takes 2000 updates in one run
 * (`history.maxTotalUpdates`) and ends a run at 51 200 events or 50 MiB; what lies between is kept for tasks and
 * approvals, by which alone the case gets to its next phase and so to a new run.
 */
const FILLED_AT = { updates: 1_500, events: 40_000, bytes: 40 * 1024 * 1024 } as const;

/** A case moves on to a new run long before this, at `HISTORY_EVENTS_PER_RUN`, unless its phase does not end. */
const LONG_AT = { updates: 500, events: 10_000, bytes: 10 * 1024 * 1024 } as const;

/** How much a run of a workflow holds. */
interface RunSize {
  readonly updates: number;
  readonly events: number;
  readonly bytes: number;
}

/** Whether a run has come to the reserve that is kept for what its phase waits for. */
export const isFilled = (size: RunSize): boolean => reaches(size, FILLED_AT);

/** Whether a run ought to have moved on, and has time left for somebody to see to what its phase waits for. */
export const isLong = (size: RunSize): boolean => reaches(size, LONG_AT);

const reaches = (size: RunSize, mark: RunSize): boolean =>
  size.updates >= mark.updates || size.events >= mark.events || size.bytes >= mark.bytes;

/** Keeps the present run of a case able to take what its phase waits for. */
export class RunReserve {
  /** Updates taken in by this run; a replay counts the same. */
  private updates = 0;
  private isLongTold = false;
  private isFilledTold = false;

  /** Counts an update that was taken in. */
  took(): void {
    this.updates += 1;
  }

  /** Says to those who operate the system, once each, that the run is long, and that it is filled. */
  watch(): void {
    const size = this.size();
    if (!this.isLongTold && isLong(size)) {
      this.isLongTold = true;
      log.warn('The run of this case is long: its phase has not ended for very many events', { ...size });
      count('case_runs_long', 'Runs of cases that ought to have moved on');
    }
    if (!this.isFilledTold && isFilled(size)) {
      this.isFilledTold = true;
      log.error('The run of this case is filled: until its next phase it takes tasks and approvals alone', {
        ...size,
      });
      count('case_runs_filled', 'Runs of cases that were filled');
    }
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

function count(name: string, description: string): void {
  metricMeter.createCounter(name, '1', description).add(1);
}
