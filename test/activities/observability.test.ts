import { pino } from 'pino';
import { expect, it } from 'vitest';
import { workerMetrics } from '../../activities/observability.ts';
import type { WaitingMessages } from '../../db/repositories/outbox.repository.ts';

const AT = Date.parse('2026-04-28T01:00:00Z');

/** The lines of one reading that tell of waiting messages. */
async function readings(answers: readonly (WaitingMessages | Error)[]) {
  const left = [...answers];
  const log: unknown[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => log.push(JSON.parse(line)) });
  const { registry } = workerMetrics(() => {
    const answer = left.shift();
    return answer === undefined || answer instanceof Error
      ? Promise.reject(answer ?? new Error('asked once too often'))
      : Promise.resolve(answer);
  }, logger);
  const found: string[][] = [];
  for (let read = 0; read < answers.length; read += 1) {
    const lines = (await registry.metrics()).split('\n');
    found.push(lines.filter((line) => line.startsWith('messages_')).toSorted());
  }
  return { found, log };
}

it('both figures of waiting messages tell of the same instant, that of their reading', async () => {
  const { found } = await readings([
    { count: 2, oldestAt: AT },
    { count: 0, oldestAt: null },
    { count: 1, oldestAt: AT + 60_000 },
  ]);
  expect(found).toEqual([
    [`messages_oldest_waiting_timestamp_seconds ${AT / 1000}`, 'messages_waiting 2'],
    ['messages_oldest_waiting_timestamp_seconds 0', 'messages_waiting 0'],
    [`messages_oldest_waiting_timestamp_seconds ${AT / 1000 + 60}`, 'messages_waiting 1'],
  ]);
});

it('figures that the database does not tell are left out and logged, and the others are still told', async () => {
  const { found, log } = await readings([
    { count: 2, oldestAt: AT },
    new Error('away'),
    { count: 3, oldestAt: AT },
  ]);
  expect(found[1]).toEqual([]);
  expect(found[2]).toContain('messages_waiting 3');
  expect(log).toMatchObject([{ msg: 'the messages that wait could not be counted' }]);
});
