// Runs under any Node from 20 on, before anything is installed: it may import built-in modules only.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODE = join(ROOT, 'node_modules/.bin/node');
/** What npm installed last; npm writes it when it has finished. */
const INSTALLED = join(ROOT, 'node_modules/.package-lock.json');
const WANTED = join(ROOT, 'package-lock.json');
/** What `npm start` runs. */
const SYSTEM = 'local/start.ts';

const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) throw new Error('usage: node local/bootstrap.mjs <entry point> [argument …]');
if (!isInstalled()) await holdingInstallLock(install);
run([join(ROOT, entry), ...args]);

/** Whether node_modules holds what package-lock.json says; packages for other machines may be missing. */
function isInstalled() {
  if (!existsSync(INSTALLED) || !existsSync(NODE)) return false;
  const installed = packagesOf(INSTALLED);
  return Object.entries(packagesOf(WANTED)).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return installed[path] === undefined ? optional === true : installed[path].version === version;
  });
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}

function install() {
  if (isInstalled()) return;
  console.error('Installing the dependencies (npm ci)');
  const result = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status === 0) return;
  throw new Error(`npm ci failed: ${result.error?.message ?? `exit code ${result.status}`}`);
}

/** Two commands in a fresh clone at the same time must not install over each other. */
async function holdingInstallLock(work) {
  const name = createHash('sha256').update(ROOT).digest('hex').slice(0, 16);
  const lock = join(tmpdir(), `after-sales-install-${name}.lock`);
  while (!tryToLock(lock)) await sleep(500);
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryToLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isAlive(lock) {
  try {
    // Signal 0 only asks whether the process is there.
    return process.kill(Number(readFileSync(lock, 'utf8')), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Hands over to the Node that npm installed, and ends as that ends. */
function run(command) {
  const child = spawn(NODE, command, { cwd: ROOT, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well, and a second one breaks tests off; the system heeds one only.
      if (signal !== 'SIGINT' || !process.stdin.isTTY || entry === SYSTEM) child.kill(signal);
    });
  }
  // npm passes a hang-up of the terminal on to nobody, and nothing when it is killed.
  if (process.env.npm_lifecycle_event !== undefined) whenParentIsGone(() => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + constants.signals[signal]);
  });
}

function whenParentIsGone(act) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, 500);
  watch.unref();
}
