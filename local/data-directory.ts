import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../environment.ts';
import { generateKey } from '../payload-codec.ts';
import { acquireLock } from './lock.ts';
import { freePort } from './ports.ts';

/** Made once for a data directory; without them its data cannot be read again. */
export interface Secrets {
  readonly databasePassword: string;
  readonly payloadKeys: string;
  readonly webhookSecret: string;
}

/** The directory of everything that the embedded parts keep, held by this process alone. */
export class DataDirectory {
  readonly path: string;
  readonly secrets: Secrets;
  readonly #ports: Record<string, number>;
  readonly #release: () => void;

  /**
   * Opens the directory and makes it where it is missing.
   * @throws LockedError while another process holds it; ConfigurationError when it cannot be used.
   */
  constructor(path: string) {
    this.path = path;
    try {
      mkdirSync(path, { recursive: true });
    } catch (error) {
      throw new ConfigurationError([
        `DATA_DIR: must be a directory that can be written to, ${path} is not (${(error as Error).message})`,
      ]);
    }
    this.#release = acquireLock(join(path, 'lock'));
    this.#ports = this.#once('ports.json', () => ({}));
    this.secrets = this.#once('secrets.json', () => ({
      databasePassword: randomBytes(24).toString('hex'),
      payloadKeys: generateKey('local'),
      webhookSecret: randomBytes(24).toString('hex'),
    }));
  }

  /** Path of a folder inside, which is made where it is missing. */
  folder(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** A free port, the same as at the last start where it is still free, so that bookmarks last. */
  async port(name: string): Promise<number> {
    this.#ports[name] = await freePort(this.#ports[name]);
    writeWhole(join(this.path, 'ports.json'), JSON.stringify(this.#ports, null, 2));
    return this.#ports[name];
  }

  release(): void {
    this.#release();
  }

  #once<T>(name: string, make: () => T): T {
    const file = join(this.path, name);
    if (!existsSync(file)) writeWhole(file, JSON.stringify(make(), null, 2));
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  }
}

/** Written aside and moved into place: a crash leaves the old content or the new, never half of it. */
export function writeWhole(file: string, content: string): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
