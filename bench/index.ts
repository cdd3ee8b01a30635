import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { playPlainRepair } from '../local/demo/plain-repair.ts';
import { RestClient } from '../local/demo/rest-client.ts';
import { fromNextMonday } from '../local/demo/story-days.ts';
import { query } from '../local/postgres.ts';
import { workflowIdOf } from '../workflows/runtime/names.ts';
import { BARE_TABLE } from './bare/activities.ts';
import { type MeasuredProcess, residentMiB, startApi, startBareWorker, startWorker } from './processes.ts';
import { drainOutbox } from './outbox.ts';
import { processorTimeOf } from './processor-time.ts';
import { type HistoryFigures, historyFigures } from './repair-history.ts';
import { type Figures, type ProcessFigures, reportOf } from './report.ts';
import { compare, type Plan } from './rounds.ts';
import { logStatements, roundTripsOf } from './round-trips.ts';
import { type Servers, startServers } from './servers.ts';
import { BARE_TASK_QUEUE, createSides, type Sides } from './sides.ts';
import { benchWorkingTime } from './working-time.ts';

const PLAN = { callers: 20, pairs: 5, roundMs: 4_000 } as const;
const WARM_UP = { callers: 20, pairs: 1, roundMs: 2_500 } as const;
const COUNTED_OPERATIONS = 20;

/** `npm run bench`: measures the system beside the bare SDK in one run; under three minutes, no judgement. */
async function main(): Promise<void> {
  const loadBefore = loadavg()[0] ?? 0;
  say('working time');
  const workingTime = benchWorkingTime();
  say('starting servers');
  const servers = await startServers();
  try {
    publish(loadBefore, { workingTime, ...(await measure(servers)) });
  } finally {
    await servers.stop();
  }
}

type Measured = Omit<Figures, 'measuredAt' | 'machine' | 'callers' | 'workingTime'>;

async function measure(servers: Servers): Promise<Measured> {
  await query(servers.databaseUrl, BARE_TABLE);
  say('starting processes');
  const worker = await startWorker(servers);
  const api = await startApi(servers);
  const readyMiB = { api: residentMiB(api.child), worker: residentMiB(worker.child) };
  const bareWorker = await startBareWorker(servers, BARE_TASK_QUEUE);
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const client = new Client({ connection });
  const rest = new RestClient({ ...servers, apiUrl: api.url, mailboxUrl: null, temporalUiUrl: null });
  try {
    const pids = {
      API: api.child.pid,
      worker: worker.child.pid,
      'bare worker': bareWorker.pid,
      ...servers.pids,
      callers: process.pid,
    };
    const sides = createSides(rest, client, servers.databaseUrl);
    const compared = await measureThroughput(sides, servers, () => processorTimeOf(pids));
    say('whole repairs');
    const repairs = await measureRepairs(rest, client);
    return {
      ...compared,
      ...repairs,
      api: figuresOf(api, readyMiB.api),
      worker: figuresOf(worker, readyMiB.worker),
    };
  } finally {
    await Promise.all([api.child.stop(), worker.child.stop(), bareWorker.stop()]);
    await connection.close();
  }
}

function figuresOf({ child, startSeconds }: MeasuredProcess, readyMiB: number): ProcessFigures {
  return { startSeconds, readyMiB, loadedMiB: residentMiB(child) };
}

async function measureThroughput(sides: Sides, servers: Servers, spentMs: Plan['spentMs']) {
  const { openOurs, openBare, stepOurs, stepBare } = sides;
  say('warming up');
  await compare(openOurs, openBare, { ...WARM_UP, spentMs });
  await compare(stepOurs, stepBare, { ...WARM_UP, spentMs });
  say('opening cases');
  const opening = await compare(openOurs, openBare, { ...PLAN, spentMs });
  say('completing tasks');
  const step = await compare(stepOurs, stepBare, { ...PLAN, spentMs });
  say('sending what is left');
  const outbox = await drainOutbox(servers.databaseUrl);
  say('counting statements');
  await logStatements(servers, true);
  const openingRoundTrips = await roundTripsOf(servers, COUNTED_OPERATIONS, openOurs.once);
  await stepOurs.prepare?.();
  const stepRoundTrips = await roundTripsOf(servers, COUNTED_OPERATIONS, stepOurs.once);
  await logStatements(servers, false);
  return { opening, step, outbox, openingRoundTrips, stepRoundTrips };
}

async function measureRepairs(
  rest: RestClient,
  client: Client,
): Promise<{ repair: HistoryFigures; repairWithPart: HistoryFigures }> {
  const on = fromNextMonday(Date.now());
  const lived = async (wantsParts: boolean): Promise<HistoryFigures> => {
    const { caseId } = await playPlainRepair(rest, on, () => undefined, { wantsParts });
    return historyFigures(client, workflowIdOf('repair', caseId));
  };
  return { repair: await lived(false), repairWithPart: await lived(true) };
}

function publish(loadBefore: number, measured: Omit<Figures, 'measuredAt' | 'machine' | 'callers'>): void {
  const figures: Figures = {
    measuredAt: new Date().toISOString(),
    machine: { cores: cpus().length, node: process.versions.node, loadBefore },
    callers: PLAN.callers,
    ...measured,
  };
  const directory = join(import.meta.dirname, 'results');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${figures.measuredAt.replaceAll(':', '-')}.json`);
  writeFileSync(file, JSON.stringify(figures, null, 2));
  console.log(`\n${reportOf(figures)}\n\nAll figures: ${file}`);
}

function say(what: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${what}`);
}

await main();
