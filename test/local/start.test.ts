import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { acquireLock } from '../../local/lock.ts';
import { scratchDirectory } from '../support/scratch.ts';

const run = promisify(execFile);
const START = join(import.meta.dirname, '../../local/start.ts');

const dataDir = (): string => scratchDirectory();

/** What a start that must not succeed prints on standard error. */
async function refusal(env: Record<string, string>): Promise<string> {
  try {
    await run(process.execPath, [START], { env: { PATH: process.env['PATH'], ...env }, timeout: 60_000 });
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    expect(code).toBe(1);
    return stderr;
  }
  throw new Error('It started');
}

describe('npm start', () => {
  it('names every wrong variable and what would be right', async () => {
    const text = await refusal({
      PORT: 'abc',
      DATABASE_URL: 'mysql://x/y',
      SMTP_URL: 'mail',
      TEMPORAL_ADDRESS: 'a',
    });
    expect(text.trim().split('\n')).toEqual([
      'PORT: must be a port number from 0 to 65535, is "abc"',
      'TEMPORAL_ADDRESS: must be host:port without a scheme, for example 127.0.0.1:7233, is "a"',
      'DATABASE_URL: must begin with postgresql:// or postgres:// and name a host',
      'SMTP_URL: must be a URL that begins with smtp:// or smtps://',
    ]);
  });

  it('says when the port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    expect(await refusal({ PORT: String(port), DATA_DIR: dataDir() })).toContain(
      `PORT: must be free on 127.0.0.1, ${port} is taken`,
    );
    server.close();
  });

  it('says when the data directory cannot be one', async () => {
    expect(await refusal({ PORT: '0', DATA_DIR: `${START}/data` })).toContain(
      'DATA_DIR: must be a directory',
    );
  });

  it('says when the system runs on the data directory already', async () => {
    const path = dataDir();
    const release = acquireLock(join(path, 'lock'));
    expect(await refusal({ PORT: '0', DATA_DIR: path })).toContain(
      `The system runs on ${path} already (process ${process.pid})`,
    );
    release();
  });

  it('says when a given server does not answer', async () => {
    const unreachable = 'postgresql://user:password@127.0.0.1:1/after_sales';
    const text = await refusal({ PORT: '0', DATA_DIR: dataDir(), DATABASE_URL: unreachable });
    expect(text).toContain('DATABASE_URL: must name a PostgreSQL database that can be reached');
    expect(text).not.toContain('password');
  });
});
