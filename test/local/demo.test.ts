import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { scratchDirectory } from '../support/scratch.ts';

const run = promisify(execFile);

it('plays its four repairs to the end on a system of its own', { timeout: 300_000 }, async () => {
  const environment = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'],
    DATA_DIR: scratchDirectory(),
    PORT: '0',
  };
  const demo = join(import.meta.dirname, '../../local/demo.ts');
  const { stdout } = await run(process.execPath, [demo], { env: environment, maxBuffer: 10_000_000 });
  const summary = stdout.slice(stdout.indexOf('Played:')).split('\n').slice(1, 5);
  expect(summary.map((line) => line.replace(/^ *RP-\d{8}-/, ''))).toEqual([
    '0001  repaired   1 round(s), 10 promises met in time, 0 missed',
    '0002  withdrawn  1 round(s), 2 promises met in time, 1 missed',
    '0003  repaired   2 round(s), 16 promises met in time, 0 missed',
    '0004  replaced   1 round(s), 10 promises met in time, 0 missed',
  ]);
  expect(stdout).toContain('CLIMBS to level 3: firstResponse; told: general_manager');
  expect(stdout).toContain('Stopped.');
});
