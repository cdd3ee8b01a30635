/** Brings what customers wrote to their cases, each message once, whatever dies on the way. */
export interface MessageCourier {
  /** Brings these now; what cannot be brought yet is brought by a later round. */
  send(ids: readonly string[]): Promise<void>;
  /** Starts a round, and one every minute after it. */
  start(): void;
  /** Ends the rounds; resolves when what is under way is through. */
  stop(): Promise<void>;
}
