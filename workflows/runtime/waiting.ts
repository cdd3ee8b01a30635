import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { newDeadline } from '../domain/deadlines.ts';
import type { Instant, Limit } from '../domain/limits.ts';
import { defer, type Deferred, untilCancelled } from './concurrency.ts';
import type { Deadlines } from './deadlines.ts';

/** What a case can wait for beside tasks and approvals: time, events, and work that goes on beside its phases. */
export abstract class Waiting {
  private readonly alarms = new Map<string, Deferred<Instant>>();
  private readonly events = new Map<string, Deferred<unknown>>();
  private asides = 0;
  private asideScope = new CancellationScope();

  abstract readonly deadlines: Deadlines;
  abstract now(): Instant;
  abstract serial(): number;

  /**
   * Waits until a limit has run out on the case's calendar. Gives the due instant, so that what follows can count
   * from there and not from when the timer happened to fire. `announce` may tell somebody of the instant.
   */
  async after(
    limit: Limit,
    start: Instant = this.now(),
    announce?: (deadlineId: string) => void,
  ): Promise<Instant> {
    const id = String(this.serial());
    const reached = defer<Instant>();
    this.alarms.set(id, reached);
    this.deadlines.set(`alarm:${id}`, newDeadline({ start, limit }));
    announce?.(`alarm:${id}`);
    try {
      return await untilCancelled(reached.promise);
    } finally {
      this.alarms.delete(id);
      this.deadlines.remove(`alarm:${id}`);
    }
  }

  /** Waits for an instant. */
  until(at: Instant): Promise<Instant> {
    return this.after({ amount: 0, unit: 'seconds', counting: 'wallClock' }, at);
  }

  /** Waits for the end of the phase or branch that it is part of. */
  forever(): Promise<never> {
    return untilCancelled(new Promise<never>(() => undefined));
  }

  /** Carries something out beside the phases. It lives until it is through or the case's work ends. */
  aside(run: () => Promise<void>): void {
    this.asides += 1;
    void this.asideScope
      .run(run)
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      })
      .finally(() => {
        this.asides -= 1;
      });
  }

  /** Ends what runs beside the phases and waits until it has put its things back. */
  async endAsides(): Promise<void> {
    this.asideScope.cancel();
    await condition(() => this.asides === 0);
    this.asideScope = new CancellationScope();
  }

  /** Whether something runs that a next run of the workflow would not know of. */
  hasAsides(): boolean {
    return this.asides > 0;
  }

  /** Waits until something of that name happens in the case, and gives what came with it. */
  next<Payload = undefined>(event: string): Promise<Payload> {
    const waiting = this.events.get(event) ?? defer<unknown>();
    this.events.set(event, waiting);
    return untilCancelled(waiting.promise) as Promise<Payload>;
  }

  /** Lets everything that waits for the event go on. */
  happened(event: string, payload?: unknown): void {
    this.events.get(event)?.resolve(payload);
    this.events.delete(event);
  }

  protected alarmReached(id: string, dueAt: Instant): void {
    this.alarms.get(id)?.resolve(dueAt);
  }
}
