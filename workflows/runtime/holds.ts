import type { HoldRecord } from '../../activities/contracts.ts';
import type { Actor } from '../domain/actors.ts';
import type { HoldState, PauseReason } from '../domain/cases.ts';
import { newDeadline } from '../domain/deadlines.ts';
import { DomainError } from '../domain/errors.ts';
import type { Instant } from '../domain/limits.ts';
import type { CaseState, ProcessShape } from './case-state.ts';
import type { Commitments } from './commitments.ts';
import type { Deadlines } from './deadlines.ts';
import type { Recorder } from './recorder.ts';

export interface HoldRequest {
  readonly reason: PauseReason;
  readonly text: string;
  readonly until: Instant;
}

/** Holds that people place on a case: tasks stay workable, clocks stop where the policy says so. */
export class Holds {
  private readonly state: CaseState<ProcessShape>;
  private readonly deadlines: Deadlines;
  private readonly commitments: Commitments;
  private readonly recorder: Recorder;
  private readonly now: () => Instant;

  constructor(
    state: CaseState<ProcessShape>,
    deadlines: Deadlines,
    commitments: Commitments,
    recorder: Recorder,
    now: () => Instant,
  ) {
    this.state = state;
    this.deadlines = deadlines;
    this.commitments = commitments;
    this.recorder = recorder;
    this.now = now;
    deadlines.onFiring('hold', (id) => {
      const hold = this.state.holds[id];
      if (hold !== undefined) this.end(hold);
    });
  }

  current(): HoldState | null {
    return Object.values(this.state.holds)[0] ?? null;
  }

  place(request: HoldRequest, by: Actor): HoldState {
    if (this.current() !== null) {
      throw new DomainError('ALREADY_ON_HOLD', 'The case is on hold already; resume it first');
    }
    this.state.lastId += 1;
    const id = `${this.state.opening.caseId}.h${this.state.lastId}`;
    const hold: HoldState = {
      id,
      reason: request.reason,
      text: request.text,
      from: this.now(),
      until: request.until,
      by,
    };
    this.state.holds[id] = hold;
    this.deadlines.set(
      `hold:${id}`,
      newDeadline({ start: request.until, limit: { amount: 0, unit: 'seconds', counting: 'wallClock' } }),
    );
    this.commitments.pause(request.reason, `hold:${id}`);
    this.save(hold, null);
    return hold;
  }

  end(hold: HoldState): void {
    Reflect.deleteProperty(this.state.holds, hold.id);
    this.deadlines.remove(`hold:${hold.id}`);
    this.commitments.resume(`hold:${hold.id}`);
    this.save(hold, this.now());
  }

  endAll(): void {
    for (const hold of Object.values(this.state.holds)) this.end(hold);
  }

  endThoseWaitingForCustomer(): void {
    for (const hold of Object.values(this.state.holds)) {
      if (hold.reason === 'waitingForCustomer') this.end(hold);
    }
  }

  private save(hold: HoldState, endedAt: Instant | null): void {
    const record: HoldRecord = { ...hold, endedAt };
    this.recorder.save({ table: 'holds', record });
    this.recorder.timeline({
      kind: endedAt === null ? 'holdPlaced' : 'holdEnded',
      at: this.now(),
      actor: hold.by,
      visibility: 'customer',
      data: { reason: hold.reason, text: hold.text, until: hold.until },
    });
  }
}
