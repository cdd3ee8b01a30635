import { type Deadline, newDeadline } from '../domain/deadlines.ts';
import type { Instant, Limit } from '../domain/limits.ts';
import type { PauseReason } from '../domain/cases.ts';
import type { CaseState, ProcessShape } from './case-state.ts';
import type { Commitments } from './commitments.ts';
import type { Deadlines } from './deadlines.ts';

export interface MarkRule {
  readonly start: Instant;
  readonly limit: Limit;
  /** Reasons that stop this clock too. */
  readonly pausedBy?: readonly PauseReason[];
}

/**
 * Instants at which a process wants to hear of the time that has gone by, in whatever phase the case is then
 * (`Process.onMark`). Nobody is late when one is reached: that is what commitments are for.
 */
export class Marks {
  private readonly state: CaseState<ProcessShape>;
  private readonly deadlines: Deadlines;
  private readonly commitments: Commitments;

  constructor(state: CaseState<ProcessShape>, deadlines: Deadlines, commitments: Commitments) {
    this.state = state;
    this.deadlines = deadlines;
    this.commitments = commitments;
  }

  isSet(name: string): boolean {
    return name in this.state.marks;
  }

  set(name: string, { start, limit, pausedBy = [] }: MarkRule): void {
    const mark = { deadlineId: `mark:${name}`, pausedBy };
    this.state.marks[name] = mark;
    this.deadlines.set(mark.deadlineId, newDeadline({ start, limit }));
    this.commitments.standWhilePaused(mark);
  }

  /** Gives the clock as it stood, with its pauses. */
  remove(name: string): Deadline | undefined {
    Reflect.deleteProperty(this.state.marks, name);
    return this.deadlines.remove(`mark:${name}`);
  }
}
