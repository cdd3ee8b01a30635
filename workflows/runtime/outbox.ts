import { proxyActivities } from '@temporalio/workflow';
import type {
  CaseActivities,
  DeliveryResult,
  MessageRecord,
  MessageVariables,
  Recipient,
  StepRecord,
} from '../../activities/contracts.ts';
import type { Instant } from '../domain/limits.ts';
import type { CaseState, ProcessShape } from './case-state.ts';
import { since } from './generations.ts';
import type { Recorder } from './recorder.ts';

/**
 * A mail server or webhook may be down for days. Back-off doubles from 5 seconds to 5 minutes, so an outage
 * of an hour costs about 16 attempts and mail flows at most 5 minutes after it ends.
 */
const { deliverMessages } = proxyActivities<CaseActivities>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** Messages only shown in the recipient's inbox: the list of tasks carries the same news. */
const INBOX_ONLY: readonly string[] = [
  'taskAssigned',
  'linkedClosed',
  'approvalWithdrawn',
  'approvalDecided',
  'ownerReleased',
];

/** Told when a message could not be brought to its recipient by a channel, for good, or waits for long. */
export type FailedDelivery = { readonly message: MessageRecord; readonly result: DeliveryResult };

/**
 * The messages of one case. They are written with the step that causes them and sent beside the main path; the
 * case closes only when each has been sent or has failed for good (design idea 7, X-12).
 */
export class Outbox {
  private readonly state: CaseState<ProcessShape>;
  private readonly recorder: Recorder;
  private readonly now: () => Instant;
  private readonly onFailure: (failed: FailedDelivery) => void;

  constructor(
    state: CaseState<ProcessShape>,
    recorder: Recorder,
    now: () => Instant,
    onFailure: (failed: FailedDelivery) => void,
  ) {
    this.state = state;
    this.recorder = recorder;
    this.now = now;
    this.onFailure = onFailure;
  }

  /** `dueFrom`: the deadline whose due instant the message tells. */
  queue(kind: string, to: Recipient, variables: MessageVariables, dueFrom: string | null = null): void {
    this.state.lastId += 1;
    const dueAt = dueFrom === null ? null : (this.state.deadlines[dueFrom]?.dueAt ?? null);
    this.enqueue({
      id: `${this.state.opening.caseId}.m${this.state.lastId}`,
      kind,
      to,
      channel: INBOX_ONLY.includes(kind) ? 'inbox' : null,
      failedChannels: [],
      variables: dueAt === null ? variables : { ...variables, dueAt },
      dueFrom: dueAt === null ? dueFrom : null,
      queuedAt: this.now(),
    });
  }

  isSettled(): boolean {
    return Object.keys(this.state.messages).length === 0;
  }

  /** Sends what a step has written. */
  sendRecorded(step: StepRecord): void {
    const ids = step.messages.filter((message) => message.channel !== 'inbox').map((message) => message.id);
    for (const id of ids) this.fillDue(id);
    if (ids.length > 0) void this.send(ids);
  }

  /** The calendar has answered: should the message go out again by another channel, it tells the same instant. */
  private fillDue(id: string): void {
    const message = this.state.messages[id];
    if (message === undefined || message.dueFrom === null) return;
    const dueAt = this.state.deadlines[message.dueFrom]?.dueAt ?? null;
    if (dueAt === null) return;
    this.state.messages[id] = { ...message, variables: { ...message.variables, dueAt }, dueFrom: null };
  }

  /** After a continue as new: whatever was under way is taken up again; what was sent already stays sent. */
  resume(): void {
    const ids = Object.keys(this.state.messages);
    if (ids.length > 0) void this.send(ids);
  }

  private enqueue(message: MessageRecord): void {
    if (message.channel !== 'inbox') this.state.messages[message.id] = message;
    this.recorder.message(message);
  }

  private async send(messageIds: readonly string[]): Promise<void> {
    const { caseId, clockOffsetMs } = this.state.opening;
    // Deliveries from before are answered once all of a step is settled.
    const inPart = since(1, 'deliveries-answered-in-part');
    let waiting = messageIds;
    while (waiting.length > 0) {
      const delaysUntold = waiting.filter((id) => this.isDelayUntold(id));
      const request = { caseId, messageIds: waiting, clockOffsetMs, inPart, delaysUntold };
      const results = await deliverMessages(request);
      for (const result of results) this.settle(result);
      const settled = results.filter(({ status }) => status !== 'delayed');
      waiting = waiting.filter((id) => !settled.some(({ messageId }) => messageId === id));
    }
  }

  /** Staff learn of customers who wait for word, and not of each other's notices. */
  private isDelayUntold(id: string): boolean {
    const message = this.state.messages[id];
    return message?.to.type === 'customer' && message.delayTold !== true;
  }

  private settle(result: DeliveryResult): void {
    const message = this.state.messages[result.messageId];
    if (message === undefined) return;
    if (result.status === 'delayed') {
      this.state.messages[message.id] = { ...message, delayTold: true };
      this.onFailure({ message, result });
      return;
    }
    Reflect.deleteProperty(this.state.messages, message.id);
    if (result.status === 'sent') return;
    this.onFailure({ message, result });
    if (result.nextChannel === null || result.failedChannel === null) return;
    this.enqueue({
      ...message,
      id: `${message.id}.${result.nextChannel}`,
      channel: result.nextChannel,
      failedChannels: [...message.failedChannels, result.failedChannel],
      queuedAt: this.now(),
    });
  }
}
