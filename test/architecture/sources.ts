import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './cruise.ts';

const NOT_OURS = ['node_modules', 'data', 'coverage', '.git'];

export interface SourceFile {
  /** From the root of the product. */
  readonly path: string;
  readonly text: string;
}

/** Every file of the product that people write or read, hidden ones included. */
export function productFiles(): readonly SourceFile[] {
  const entries = globSync(['**/*', '**/.*', '**/.*/**'], {
    cwd: ROOT,
    withFileTypes: true,
    exclude: (entry) => NOT_OURS.includes(entry.name),
  });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.log'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('bench/results/'));
  return [...new Set(paths)].sort().map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** `path:line: text` of every line that matches. */
export function linesMatching(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ line, where: `${path}:${index + 1}` }))
      .filter(({ line }) => pattern.test(line))
      .map(({ line, where }) => `${where}: ${line.trim()}`),
  );
}
