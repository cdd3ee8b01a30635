import type { Context } from '@temporalio/activity';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storableInputs } from '../../activities/worker-interceptors.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { openRecording, type OpenRecording } from './open-recording.ts';

let recording: OpenRecording;
let lines: string[] = [];
const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });

beforeAll(async () => {
  recording = await openRecording();
});
afterAll(async () => {
  await recording.close();
});
beforeEach(() => {
  lines = [];
});

/** Runs an activity through the interceptor as that attempt of a case. */
async function attempt(
  number: number,
  activity: (...args: unknown[]) => Promise<unknown>,
  ...args: unknown[]
) {
  const workflowExecution = { workflowId: 'repair-5f0f', runId: 'r' };
  const info = { activityType: 'recordStep', attempt: number, workflowExecution };
  const execute = storableInputs(logger)({ info } as unknown as Context).inbound?.execute;
  return execute?.({ args, headers: {} }, (input) => activity(...input.args));
}

const insert = (text: unknown) =>
  recording.pool.query('insert into people (handle, name) values ($1, $1)', [text]);

describe('an activity', () => {
  it('is given texts that PostgreSQL can store', async () => {
    const echo = (text: unknown) => recording.pool.query('select $1::text as text', [text]);
    expect(await attempt(1, echo, 'a\u0000b\ud83d')).toMatchObject({ rows: [{ text: 'a\uFFFDb\uFFFD' }] });
  });

  it('that the database refuses again and again is told to operation, without values', async () => {
    for (let number = 1; number <= 9; number += 1) {
      await expect(attempt(number, insert, 'secret name')).rejects.toThrow();
    }
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 50, workflowId: 'repair-5f0f', attempt: 4, sqlState: '23502', table: 'people' },
      { level: 50, workflowId: 'repair-5f0f', attempt: 8, sqlState: '23502', table: 'people' },
    ]);
    expect(lines.join('')).not.toContain('secret name');
  });

  it('that fails for another reason, or is refused by a rule, tells nothing', async () => {
    const cancelled = () => recording.pool.query(`set statement_timeout = 1; select pg_sleep(1)`);
    await expect(attempt(4, cancelled)).rejects.toThrow();
    await expect(attempt(4, () => Promise.reject(new DomainError('OVER_CHARGE', 'x')))).rejects.toThrow();
    expect(lines).toEqual([]);
  });
});
