import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject, describe, expect, it } from 'vitest';
import { freePort } from '../../local/ports.ts';
import { ensureDatabase, query, startPostgres } from '../../local/postgres.ts';
import { isServerNewEnough } from '../../local/temporal-executable.ts';
import { probeTemporal, startTemporal } from '../../local/temporal-server.ts';
import '../support/provided.ts';
import { scratchDirectory } from '../support/scratch.ts';

describe('The embedded PostgreSQL', () => {
  it('comes back after a crash with everything that was committed, whoever has its old pid', async () => {
    const directory = scratchDirectory();
    const options = { directory, port: await freePort(), password: 'secret', durable: true };
    const first = await startPostgres(options);
    await ensureDatabase(first.urlOf('postgres'), 'kept');
    await query(first.urlOf('kept'), 'CREATE TABLE cases AS SELECT 42 AS number');
    await first.child.kill();
    const second = await startPostgres(options);
    expect(await query(second.urlOf('kept'), 'SELECT number FROM cases')).toEqual([{ number: 42 }]);
    await second.child.kill();
    writeFileSync(join(directory, 'cluster/postmaster.pid'), `${process.pid}\n`);
    const third = await startPostgres(options);
    expect(await query(third.urlOf('kept'), 'SELECT number FROM cases')).toEqual([{ number: 42 }]);
    await third.child.stop();
  });

  it('says why it does not start', async () => {
    const directory = scratchDirectory();
    const port = await freePort();
    const holder = await startPostgres({ directory, port, password: 'secret', durable: false });
    const other = scratchDirectory();
    await expect(startPostgres({ directory: other, port, password: 'x', durable: false })).rejects.toThrow(
      /ended at once[^]*could not bind/,
    );
    await holder.child.stop();
  });
});

describe('The embedded Temporal server', () => {
  it('answers at the same address after a crash', async () => {
    const directory = scratchDirectory();
    const executable = inject('stack').temporalExecutable;
    const options = { executable, directory, port: await freePort(), uiPort: null, durable: true };
    const first = await startTemporal(options);
    await first.child.kill();
    const second = await startTemporal(options);
    await probeTemporal({ address: first.address, namespace: 'default', tls: false, apiKey: null });
    await second.child.stop();
  });

  it.each([
    ['temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)', true],
    ['temporal version 2.0.0 (Server 2.0.0, UI 3.0.0)', true],
    ['temporal version 1.5.0 (Server 1.29.1, UI 2.42.1)', false],
    ['tctl version 1.18.0', false],
  ])('is taken from the PATH when it is new enough: %s', (line, newEnough) => {
    expect(isServerNewEnough(line)).toBe(newEnough);
  });
});
