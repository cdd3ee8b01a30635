import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { scratchDirectory } from '../support/scratch.ts';

const BOOTSTRAP = join(import.meta.dirname, '../../local/bootstrap.mjs');

/** Does what npm does as far as the bootstrap can see: node_modules holds what the lockfile says. */
const NPM = `#!/bin/sh
echo "$*" >> npm-calls
mkdir -p node_modules/.bin
ln -sf ${process.execPath} node_modules/.bin/node
cp package-lock.json node_modules/.package-lock.json
`;

function checkout(): string {
  const root = scratchDirectory();
  mkdirSync(join(root, 'local'));
  mkdirSync(join(root, 'bin'));
  cpSync(BOOTSTRAP, join(root, 'local/bootstrap.mjs'));
  writeFileSync(join(root, 'bin/npm'), NPM);
  chmodSync(join(root, 'bin/npm'), 0o755);
  lock(root, '1.0.0');
  return root;
}

function lock(root: string, version: string): void {
  const packages = {
    '': {},
    'node_modules/a': { version },
    'node_modules/for-another-machine': { version, optional: true },
  };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
}

function bootstrap(root: string, script: string, ...args: string[]): ChildProcess {
  writeFileSync(join(root, 'entry.mjs'), script);
  return spawn(process.execPath, ['local/bootstrap.mjs', 'entry.mjs', ...args], {
    cwd: root,
    env: { PATH: [join(root, 'bin'), process.env['PATH']].join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

const installations = (root: string): number =>
  existsSync(join(root, 'npm-calls'))
    ? readFileSync(join(root, 'npm-calls'), 'utf8').trim().split('\n').length
    : 0;

describe('The bootstrap', () => {
  it('installs in a fresh clone, and not again while the lockfile stays as it is', async () => {
    const root = checkout();
    expect(await codeOf(bootstrap(root, ''))).toBe(0);
    expect(installations(root)).toBe(1);
    expect(readFileSync(join(root, 'npm-calls'), 'utf8')).toContain('ci --include=dev');
    await codeOf(bootstrap(root, ''));
    expect(installations(root)).toBe(1);
  });

  it('installs again when the lockfile wants another version', async () => {
    const root = checkout();
    await codeOf(bootstrap(root, ''));
    lock(root, '1.0.1');
    await codeOf(bootstrap(root, ''));
    expect(installations(root)).toBe(2);
  });

  it('takes packages for other machines as not needed', async () => {
    const root = checkout();
    await codeOf(bootstrap(root, ''));
    const installed = { packages: { 'node_modules/a': { version: '1.0.0' } } };
    writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify(installed));
    await codeOf(bootstrap(root, ''));
    expect(installations(root)).toBe(1);
  });

  it('installs once when two commands begin at the same time', async () => {
    const root = checkout();
    expect(await Promise.all([codeOf(bootstrap(root, '')), codeOf(bootstrap(root, ''))])).toEqual([0, 0]);
    expect(installations(root)).toBe(1);
  });

  it('passes arguments and the exit code on', async () => {
    expect(await codeOf(bootstrap(checkout(), 'process.exit(Number(process.argv[2]))', '7'))).toBe(7);
  });

  it('passes signals on and waits for a clean end', async () => {
    const root = checkout();
    const script = `process.on('SIGTERM', () => { console.log('stopping'); process.exit(0); });
      console.log('ready'); setInterval(() => {}, 1000);`;
    const child = bootstrap(root, script);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await vi.waitUntil(() => output.includes('ready'), { timeout: 10_000 });
    child.kill('SIGTERM');
    expect(await codeOf(child)).toBe(0);
    expect(output).toContain('stopping');
  });

  it('stops what it runs when npm, which started it, is killed', async () => {
    const root = checkout();
    const script = `import { writeFileSync } from 'node:fs';
      process.on('SIGTERM', () => { writeFileSync('stopped', ''); process.exit(0); });
      writeFileSync('ready', ''); setInterval(() => {}, 1000);`;
    writeFileSync(join(root, 'entry.mjs'), script);
    const npm = spawn('/bin/sh', ['-c', `${process.execPath} local/bootstrap.mjs entry.mjs & wait`], {
      cwd: root,
      env: { PATH: [join(root, 'bin'), process.env['PATH']].join(delimiter), npm_lifecycle_event: 'start' },
      stdio: 'ignore',
    });
    await vi.waitUntil(() => existsSync(join(root, 'ready')), { timeout: 20_000 });
    npm.kill('SIGKILL');
    await vi.waitUntil(() => existsSync(join(root, 'stopped')), { timeout: 20_000 });
  });
});
