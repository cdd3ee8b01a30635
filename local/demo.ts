import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { playNeglectedRepair } from './demo/neglected-repair.ts';
import { playPlainRepair } from './demo/plain-repair.ts';
import { playReplacedUnit } from './demo/replaced-unit.ts';
import { playReworkedRepair } from './demo/reworked-repair.ts';
import type { Audience, PlayedCase } from './demo/played-case.ts';
import { RestClient } from './demo/rest-client.ts';
import { fromNextMonday } from './demo/story-days.ts';
import { type Handles, lineOf, promiseLines } from './demo/timeline-lines.ts';
import { findRunningStack, type RunningStack } from './running-stack.ts';

const LOOK_AGAIN_AFTER_MS = 200;

/**
 * `npm run demo`: plays four repairs through the REST API, each on a clock of its own, and prints what happens as it
 * happens. It plays on the system that `npm start` runs; when none runs it starts one, and stops that again.
 */
async function main(): Promise<void> {
  const running = await answeringStack();
  if (running !== null) {
    await play(running);
    return;
  }
  console.log('Nothing runs on this data directory: starting the system for the demo.\n');
  const own = spawn(process.execPath, [join(import.meta.dirname, 'start.ts')], { stdio: 'inherit' });
  try {
    await play(await startedStack(own));
  } finally {
    await stop(own);
  }
}

/** The stack of this data directory, if it is there and its API answers. */
async function answeringStack(): Promise<RunningStack | null> {
  let stack: RunningStack;
  try {
    stack = findRunningStack(process.env);
  } catch {
    // It says so when nothing runs; then there is none.
    return null;
  }
  const answers = await fetch(`${stack.apiUrl}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
  return answers ? stack : null;
}

async function startedStack(own: ChildProcess): Promise<RunningStack> {
  for (;;) {
    if (own.exitCode !== null) throw new Error('The system could not be started');
    const stack = await answeringStack();
    if (stack !== null) return stack;
    await sleep(LOOK_AGAIN_AFTER_MS);
  }
}

async function stop(own: ChildProcess): Promise<void> {
  if (own.exitCode !== null) return;
  own.kill('SIGTERM');
  await once(own, 'exit');
}

async function play(stack: RunningStack): Promise<void> {
  const client = new RestClient(stack);
  const handles = await handlesOf(client);
  const on = fromNextMonday(Date.now());
  const audience: Audience = (entries) => {
    for (const entry of entries) {
      const line = lineOf(entry, handles);
      if (line !== null) console.log(line);
    }
  };
  console.log('\nA repair under warranty, as it should go\n');
  const plain = await curtain(await playPlainRepair(client, on, audience, { wantsParts: true }));
  console.log('\nAn urgent repair that nobody answers\n');
  const neglected = await curtain(await playNeglectedRepair(client, on, audience));
  console.log('\nA customer who says no\n');
  const reworked = await curtain(await playReworkedRepair(client, on, audience));
  console.log('\nA unit beyond repair\n');
  const replaced = await curtain(await playReplacedUnit(client, on, audience));
  console.log('\nPlayed:');
  for (const line of [plain, neglected, reworked, replaced]) console.log(line);
  console.log(
    `\nRead on: ${stack.apiUrl}/docs, and the mails at ${stack.mailboxUrl ?? 'your mail server'}\n`,
  );
}

/** Says how it ended, and what was promised on the way; resolves with one line for the summary. */
async function curtain(repair: PlayedCase): Promise<string> {
  const [{ number, outcome, round }, commitments] = await Promise.all([repair.read(), repair.commitments()]);
  console.log(`\n  ${number} is closed: ${outcome ?? 'no outcome'}. What was promised:`);
  for (const line of commitments.flatMap(promiseLines)) console.log(line);
  const missed = commitments.filter(({ isMissed }) => isMissed).length;
  const met = commitments.filter(({ metAt, isMissed }) => metAt !== null && !isMissed).length;
  return `  ${number}  ${(outcome ?? '').padEnd(10)} ${round} round(s), ${met} promises met in time, ${missed} missed`;
}

async function handlesOf(client: RestClient): Promise<Handles> {
  const { items } = await client.get<{ items: readonly { id: string; handle: string }[] }>(
    'song.qi',
    '/v1/people?limit=200',
  );
  return new Map(items.map(({ id, handle }) => [id, handle]));
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
