import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild, whenReady } from '../../../local/child-process.ts';
import { freePort } from '../../../local/ports.ts';
import { waitUntil } from '../../../local/wait.ts';

/** Of the module that `go.mod` pins. */
const VERSION = '1.8.0';
const PACKAGE = 'github.com/versity/versitygw/cmd/versitygw';

const run = promisify(execFile);

export interface S3Server {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Where it keeps buckets, as folders, and their objects, as files. */
  readonly root: string;
  readonly stop: () => Promise<void>;
}

/** Starts a gateway that speaks S3, checks signatures, and keeps objects in a folder; it has one bucket. */
export async function startS3Server(bucket: string): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), 'after-sales-s3-'));
  const root = join(directory, 'objects');
  mkdirSync(join(root, bucket), { recursive: true });
  mkdirSync(join(directory, 'metadata'));
  const [accessKeyId, secretAccessKey] = ['evidence', 'a-secret-of-the-tests'];
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const spec = {
    name: 'The S3 server',
    command: await gateway(),
    args: [
      ...['--port', endpoint.replace('http://', ''), '--access', accessKeyId, '--secret', secretAccessKey],
      ...['posix', '--sidecar', join(directory, 'metadata'), root],
    ],
    env: { PATH: process.env['PATH'] },
    logFile: join(directory, 's3.log'),
    pidFile: join(directory, 's3.pid'),
    stopSignal: 'SIGTERM',
    stopWithinMs: 5_000,
  } as const;
  const child = await startChild(spec);
  await whenReady(child, spec, (signal) => waitUntil(spec.name, () => fetch(endpoint), 30_000, signal));
  const stop = async (): Promise<void> => {
    await child.stop();
    rmSync(directory, { recursive: true });
  };
  return { endpoint, accessKeyId, secretAccessKey, root, stop };
}

/** Built with Go once for this machine, every module checked against `go.sum`. */
async function gateway(): Promise<string> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const directory = join(cache, 'after-sales', `versitygw-${VERSION}`);
  const built = join(directory, 'versitygw');
  if (existsSync(built)) return built;
  mkdirSync(directory, { recursive: true });
  for (const name of ['go.mod', 'go.sum']) {
    copyFileSync(new URL(name, import.meta.url), join(directory, name));
  }
  const unfinished = `versitygw-${process.pid}`;
  const flags = ['build', '-trimpath', '-ldflags', '-s -w', '-o', unfinished, PACKAGE];
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' };
  await run('go', flags, { cwd: directory, env });
  renameSync(join(directory, unfinished), built);
  return built;
}
