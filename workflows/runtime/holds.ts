import type { HoldRecord } from '../../activities/contracts.ts';
import { type Actor, THE_PROCESS } from '../domain/actors.ts';
import type { HoldState, PauseReason } from '../domain/cases.ts';
import { newDeadline } from '../domain/deadlines.ts';
import { DomainError } from '../domain/errors.ts';
import type { Instant, Limit } from '../domain/limits.ts';
import type { CaseState, ProcessShape } from './case-state.ts';
import type { Commitments } from './commitments.ts';
import type { Deadlines } from './deadlines.ts';
import { since } from './generations.ts';
import type { Recorder } from './recorder.ts';

/** A limit that is over at the very instant that it starts from. */
const AT_ONCE: Limit = { amount: 0, unit: 'seconds', counting: 'wallClock' };

export interface HoldRequest {
  readonly reason: PauseReason;
  /** As the customer may read it. */
  readonly text: string;
  /** It ends by itself then; null: only when somebody ends it. */
  readonly until: Instant | null;
}

/** What a case does when a hold ends, or when one whose end nobody knows has lasted for some time. */
export interface HoldListener {
  ended(hold: HoldState): void;
  lasts(hold: HoldState): void;
}

/**
 * Holds on a case: tasks stay workable, clocks stop where the policy says so. A person holds one case once at a time;
 * beside that, each mass hold may hold it too. Pauses that overlap count once.
 */
export class Holds {
  private readonly state: CaseState<ProcessShape>;
  private readonly deadlines: Deadlines;
  private readonly commitments: Commitments;
  private readonly recorder: Recorder;
  private readonly now: () => Instant;
  private readonly listener: HoldListener;
  private readonly reviewEvery: () => Limit;

  /** @param reviewEvery how often somebody looks whether a hold without an end is still needed */
  constructor(
    state: CaseState<ProcessShape>,
    deadlines: Deadlines,
    commitments: Commitments,
    recorder: Recorder,
    now: () => Instant,
    listener: HoldListener,
    reviewEvery: () => Limit,
  ) {
    this.state = state;
    this.deadlines = deadlines;
    this.commitments = commitments;
    this.recorder = recorder;
    this.now = now;
    this.listener = listener;
    this.reviewEvery = reviewEvery;
    deadlines.onFiring('hold', (id, { dueAt }) => {
      const hold = this.state.holds[id];
      if (hold !== undefined) this.end(hold, THE_PROCESS, dueAt);
    });
    deadlines.onFiring('holdReview', (id, _firing, { levelFrom }) => {
      const hold = this.state.holds[id];
      if (hold === undefined) return;
      this.reviewAfter(hold, levelFrom ?? this.now());
      this.listener.lasts(hold);
    });
  }

  isAny(): boolean {
    return this.all().length > 0;
  }

  /** The hold that a person placed on this case alone. */
  ofThisCase(): HoldState | null {
    return this.all().find(({ batchId }) => batchId === null) ?? null;
  }

  ofBatch(batchId: string): HoldState | null {
    return this.all().find((hold) => hold.batchId === batchId) ?? null;
  }

  ofBatches(): readonly HoldState[] {
    return this.all().filter(({ batchId }) => batchId !== null);
  }

  /** @param atMost it ends by itself when this limit has run out, if that is earlier */
  place(request: HoldRequest, by: Actor, atMost: Limit | null = null): HoldState {
    if (this.ofThisCase() !== null) {
      throw new DomainError('ALREADY_ON_HOLD', 'The case is on hold already; resume it first');
    }
    return this.begin(request, by, null, atMost);
  }

  placeBatch(batchId: string, request: HoldRequest, by: Actor): HoldState {
    return this.begin(request, by, batchId, null);
  }

  isRunning({ id }: HoldState): boolean {
    return id in this.state.holds;
  }

  /** When a running hold ends by itself, as far as the calendar has said. */
  endOf({ id }: HoldState): Instant | null {
    return this.deadlines.get(`hold:${id}`)?.dueAt ?? null;
  }

  /** A running hold ends by itself at another instant than was said when it was placed. */
  changeEnd({ id }: HoldState, until: Instant, by: Actor = THE_PROCESS): void {
    const hold = this.state.holds[id];
    if (hold === undefined) return;
    const changed = { ...hold, until };
    this.state.holds[id] = changed;
    this.deadlines.set(`hold:${id}`, newDeadline({ start: until, limit: AT_ONCE }));
    this.write(changed, null, 'holdEndChanged', by);
  }

  /** `at` lies before now only where nothing ran when the hold was over. */
  end(hold: HoldState, by: Actor = THE_PROCESS, at: Instant = this.now()): void {
    Reflect.deleteProperty(this.state.holds, hold.id);
    this.deadlines.remove(`hold:${hold.id}`);
    this.deadlines.remove(`holdReview:${hold.id}`);
    this.commitments.resume(`hold:${hold.id}`, at);
    this.write(hold, at, 'holdEnded', by);
    this.listener.ended(hold);
  }

  endAll(by: Actor = THE_PROCESS): void {
    for (const hold of this.all()) this.end(hold, by);
  }

  endThoseWaitingForCustomer(): void {
    for (const hold of this.all()) {
      if (hold.reason === 'waitingForCustomer') this.end(hold);
    }
  }

  private all(): readonly HoldState[] {
    return Object.values(this.state.holds);
  }

  private begin(
    { reason, text, until }: HoldRequest,
    by: Actor,
    batchId: string | null,
    atMost: Limit | null,
  ): HoldState {
    this.state.lastId += 1;
    const id = `${this.state.opening.caseId}.h${this.state.lastId}`;
    const hold: HoldState = { id, reason, text, from: this.now(), until, by, batchId };
    this.state.holds[id] = hold;
    if (until !== null) {
      const end = newDeadline({ start: until, limit: AT_ONCE });
      const orSooner = atMost === null ? null : { start: hold.from, limit: atMost };
      this.deadlines.set(`hold:${id}`, { ...end, orSooner });
    } else if (since(1, 'endless-holds-reviewed')) {
      this.reviewAfter(hold, hold.from);
    }
    this.commitments.pause(reason, `hold:${id}`);
    this.write(hold, null, 'holdPlaced', by);
    return hold;
  }

  private reviewAfter({ id }: HoldState, start: Instant): void {
    this.deadlines.set(`holdReview:${id}`, newDeadline({ start, limit: this.reviewEvery() }));
  }

  private write(hold: HoldState, endedAt: Instant | null, kind: string, actor: Actor): void {
    const record: HoldRecord = { ...hold, endedAt };
    this.recorder.save({ table: 'holds', record });
    this.recorder.timeline({
      kind,
      at: this.now(),
      actor,
      visibility: 'customer',
      data: { reason: hold.reason, text: hold.text, until: hold.until, batchId: hold.batchId },
    });
  }
}
