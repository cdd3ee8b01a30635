import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type History, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { NEWEST_GENERATION } from '../../workflows/runtime/generations.ts';

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
  return globSync('**/*.json', { cwd: FOLDER })
    .sort()
    .map((file) => ({
      workflowType: file.split(sep)[0] ?? '',
      name: file
        .split(sep)
        .slice(1)
        .join('/')
        .replace(/\.json$/, ''),
      history: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown,
    }));
}

/** Each generation of runs has histories of its own; those from before there were any stand beside its folder. */
const fileOf = (workflowType: string, name: string, run: number): string =>
  join(
    FOLDER,
    workflowType,
    `generation-${NEWEST_GENERATION}`,
    `${name}${run === 0 ? '' : `.run-${run + 1}`}.json`,
  );

/** Whether the newest generation has it. */
export const isRecorded = (workflowType: string, name: string): boolean =>
  existsSync(fileOf(workflowType, name, 0));

/**
 * Adds the runs of a case to the corpus. What is recorded stays as it is: running cases have such histories, and a
 * change that cannot replay them needs `since()`.
 */
export function record(workflowType: string, name: string, runs: readonly History[]): void {
  for (const [run, history] of runs.entries()) {
    const file = fileOf(workflowType, name, run);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, historyToJSON(history), { flag: 'wx' });
  }
}
