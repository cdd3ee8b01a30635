import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { writeWhole } from './data-directory.ts';
import { readStartSettings } from './settings.ts';

/** Where the parts of the running stack are, for the commands that work beside it. */
export interface RunningStack {
  readonly apiUrl: string;
  readonly databaseUrl: string;
  readonly tokenKeyFile: string;
  /** null: messages go to a mail server of one's own. */
  readonly mailboxUrl: string | null;
  /** null: the Temporal server is not ours. */
  readonly temporalUiUrl: string | null;
}

const fileIn = (dataDir: string): string => join(dataDir, 'running.json');

export function announceStack(dataDir: string, stack: RunningStack): void {
  writeWhole(fileIn(dataDir), JSON.stringify(stack, null, 2));
}

export function withdrawStack(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** The stack that `npm start` runs on the data directory. */
export function findRunningStack(env: Environment): RunningStack {
  const file = fileIn(readStartSettings(env).dataDir);
  if (!existsSync(file)) {
    throw new Error('Nothing runs on this data directory: begin with `npm start` in another terminal');
  }
  return JSON.parse(readFileSync(file, 'utf8')) as RunningStack;
}
