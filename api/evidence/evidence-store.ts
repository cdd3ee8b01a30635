import type { Readable } from 'node:stream';

/** Where the bytes of evidence lie: the port that a folder, or a bucket, stands behind. */
export interface EvidenceStore {
  /** Keeps what the source gives under a new key: all of it, durably, or nothing. */
  put(key: string, source: AsyncIterable<Buffer>): Promise<void>;
  /** The bytes under a key, from the first on; rejects where there are none. */
  open(key: string): Promise<Readable>;
  /** Forgets a key; one that is not there is no fault. */
  remove(key: string): Promise<void>;
}
