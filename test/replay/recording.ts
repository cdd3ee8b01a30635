import { afterAll, beforeAll, it } from 'vitest';
import { WORKFLOW_TYPES, workflowIdOf } from '../../workflows/runtime/names.ts';
import { stackEnvironment } from '../support/environment.ts';
import { openTemporal, type RawTemporal } from '../support/histories.ts';
import { openWorld, type World } from '../support/world.ts';
import { type Life, live } from './autopilot.ts';
import { CORPUS_KEYS, isRecorded, record } from './corpus.ts';
import { lifeInManyRuns, livesOfRepairs } from './lives.ts';
import { liveSurveys, SURVEY_IN_MANY_RUNS, SURVEY_LIVES } from './survey-lives.ts';

/** Lives what the corpus does not hold yet and records it; run by `record.ts`. */

const KEYS = { PAYLOAD_KEYS: CORPUS_KEYS };

let world: World;
let manyRuns: World;
let temporal: RawTemporal;
beforeAll(async () => {
  world = await openWorld(KEYS);
  manyRuns = await openWorld({ ...KEYS, HISTORY_EVENTS_PER_RUN: '1' });
  temporal = await openTemporal(stackEnvironment(world.databaseUrl, 'none', KEYS));
});
afterAll(async () => {
  await temporal.close();
  await manyRuns.close();
  await world.close();
});

type RecordedKind = keyof typeof WORKFLOW_TYPES;

async function recordCase(kind: RecordedKind, name: string, caseId: string): Promise<void> {
  const workflowId = workflowIdOf(kind, caseId);
  await temporal.client.workflow.getHandle(workflowId).result();
  record(WORKFLOW_TYPES[kind], name, await temporal.histories(workflowId));
  process.stdout.write(`recorded  ${name}\n`);
}

function isKept(kind: RecordedKind, { name }: { readonly name: string }): boolean {
  const kept = isRecorded(WORKFLOW_TYPES[kind], name);
  if (kept) process.stdout.write(`kept      ${name}\n`);
  return kept;
}

async function liveAndRecord(inWorld: World, life: Life): Promise<void> {
  if (isKept('repair', life)) return;
  const { caseId } = await live(inWorld, life);
  await recordCase('repair', life.name, caseId);
}

it('records the lives of repairs', async () => {
  const faults: unknown[] = [];
  for (const life of await livesOfRepairs(world)) {
    await liveAndRecord(world, life).catch((fault: unknown) => faults.push(fault));
  }
  await liveAndRecord(manyRuns, await lifeInManyRuns(manyRuns)).catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw new AggregateError(faults, faults.map(String).join('\n'));
});

it('records the lives of surveys', async () => {
  for (const [inWorld, lives] of [
    [world, SURVEY_LIVES],
    [manyRuns, [SURVEY_IN_MANY_RUNS]],
  ] as const) {
    const missing = lives.filter((life) => !isKept('survey', life));
    if (missing.length === 0) continue;
    await liveSurveys(inWorld, missing, ({ name }, caseId) => recordCase('survey', name, caseId));
  }
});
