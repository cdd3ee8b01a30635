import type { Instant } from '../../workflows/domain/limits.ts';

/** A message as one recipient gets it. */
export interface OutgoingMessage {
  /** The same in every attempt, so that a second copy can be told. */
  readonly id: string;
  /** Messages of one case belong together; null: of several. */
  readonly caseId: string | null;
  /** E-mail address, phone number or WeChat id. */
  readonly address: string;
  readonly recipientName: string;
  /** BCP 47 tag of the texts. */
  readonly language: string;
  readonly subject: string;
  readonly body: string;
  /** When it is sent, on the case's clock. */
  readonly at: Instant;
}

/** `deferred`: to be tried again. `failed`: never by this channel. The reason holds no personal data. */
export type SendResult =
  | { readonly status: 'sent' }
  | {
      readonly status: 'deferred' | 'failed';
      readonly reason: string;
      /** The answer was lost: the other side may have taken the message. */
      readonly mayHaveArrived?: boolean;
    };

/** The way out to one kind of address. */
export interface ChannelAdapter {
  send(message: OutgoingMessage): Promise<SendResult>;
  /** Ends connections that wait for the next message. */
  close(): void;
}
