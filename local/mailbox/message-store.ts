import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message as it arrived, whatever the channel. */
export interface ReceivedMessage {
  readonly id: string;
  readonly channel: 'email' | 'sms' | 'wechat';
  /** ISO 8601, by the clock of this machine. */
  readonly receivedAt: string;
  /** Of an e-mail its Message-ID (RFC 5322); of others the id that the sender gave. */
  readonly messageId: string | null;
  readonly from: string | null;
  readonly to: readonly string[];
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
}

/** Keeps every message in order of arrival, twice the same one twice; in files too when it has a directory. */
export class MessageStore {
  readonly #directory: string | null;
  readonly #messages: ReceivedMessage[] = [];

  constructor(directory: string | null) {
    this.#directory = directory;
    if (directory === null) return;
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(directory).sort()) {
      if (!name.endsWith('.json')) continue;
      this.#messages.push(JSON.parse(readFileSync(join(directory, name), 'utf8')) as ReceivedMessage);
    }
  }

  add(message: Omit<ReceivedMessage, 'id' | 'receivedAt'>): ReceivedMessage {
    const received = { id: randomUUID(), receivedAt: new Date().toISOString(), ...message };
    if (this.#directory !== null) {
      const name = `${String(this.#messages.length).padStart(8, '0')}-${received.id}.json`;
      writeFileSync(join(this.#directory, name), JSON.stringify(received));
    }
    this.#messages.push(received);
    return received;
  }

  /** Oldest first; only those to one address or number when it is given. */
  list(recipient?: string): readonly ReceivedMessage[] {
    if (recipient === undefined) return [...this.#messages];
    return this.#messages.filter((message) => message.to.includes(recipient));
  }

  find(id: string): ReceivedMessage | undefined {
    return this.#messages.find((message) => message.id === id);
  }

  clear(): void {
    this.#messages.length = 0;
    if (this.#directory === null) return;
    rmSync(this.#directory, { recursive: true });
    mkdirSync(this.#directory);
  }
}
