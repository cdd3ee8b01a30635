import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type History, historyToJSON } from '@temporalio/common/lib/proto-utils.js';

const FOLDER = fileURLToPath(new URL('./histories/', import.meta.url));

/** Encrypts the payloads of the corpus and nothing else: a key that everybody may know. */
export const CORPUS_KEYS = 'corpus:cmVwbGF5LWNvcnB1cy1vZi1hZnRlci1zYWxlcy0wMDE=';

/** A recorded run of a workflow. */
export interface RecordedRun {
  readonly workflowType: string;
  readonly name: string;
  readonly history: unknown;
}

/** Every committed history. */
export function recordedRuns(): readonly RecordedRun[] {
  return globSync('*/*.json', { cwd: FOLDER })
    .sort()
    .map((file) => ({
      workflowType: dirname(file),
      name: basename(file, '.json'),
      history: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown,
    }));
}

const fileOf = (workflowType: string, name: string, run: number): string =>
  join(FOLDER, workflowType, `${name}${run === 0 ? '' : `.run-${run + 1}`}.json`);

export const isRecorded = (workflowType: string, name: string): boolean =>
  existsSync(fileOf(workflowType, name, 0));

/**
 * Adds the runs of a case to the corpus. What is recorded stays as it is: running cases have such histories, and a
 * change that cannot replay them needs `since()`.
 */
export function record(workflowType: string, name: string, runs: readonly History[]): void {
  mkdirSync(join(FOLDER, workflowType), { recursive: true });
  for (const [run, history] of runs.entries()) {
    writeFileSync(fileOf(workflowType, name, run), historyToJSON(history), { flag: 'wx' });
  }
}
