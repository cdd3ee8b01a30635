import { readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DeterminismViolationError } from '@temporalio/workflow';
import { type ReplayWorkerOptions, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../activities/worker.ts';
import { createLogger } from '../../logging.ts';
import { createPayloadCodec } from '../../payload-codec.ts';
import { dataConverter, readTemporalConfig } from '../../temporal.config.ts';
import { REPAIR_OUTCOMES } from '../../workflows/domain/repair-outcomes.ts';
import { SURVEY_OUTCOMES } from '../../workflows/domain/survey-rounds.ts';
import { WORKFLOW_TYPES } from '../../workflows/runtime/names.ts';
import type { CaseEnd } from '../../workflows/runtime/run-case.ts';
import { CORPUS_KEYS, recordedRuns } from './corpus.ts';

/** Nothing is connected to: only the keys matter. */
const TEMPORAL = { TEMPORAL_ADDRESS: '127.0.0.1:7233', PAYLOAD_KEYS: CORPUS_KEYS };

const runs = recordedRuns();

let options: ReplayWorkerOptions;
beforeAll(async () => {
  const temporal = readTemporalConfig(TEMPORAL);
  const workflowBundle = await bundleWorkflows(temporal, createLogger('worker', 'warn'));
  options = { workflowBundle, dataConverter: dataConverter(temporal) };
});

/** How the case ended; undefined for a run that went on in another one. */
async function outcomeOf(history: unknown): Promise<string | undefined> {
  const last = historyFromJSON(history).events?.at(-1)?.workflowExecutionCompletedEventAttributes;
  const payloads = (last?.result?.payloads ?? []).map(({ metadata = null, data = null }) => ({
    metadata,
    data,
  }));
  const [end] = await createPayloadCodec(readTemporalConfig(TEMPORAL).payloadKeys).decode(payloads);
  if (!end?.data) return undefined;
  return (JSON.parse(Buffer.from(end.data).toString()) as CaseEnd).outcome ?? undefined;
}

describe('the histories of cases that ran before', () => {
  it('are there for every workflow that workers run', () => {
    const index = readFileSync(new URL('../../workflows/index.ts', import.meta.url), 'utf8');
    const exported = [...index.matchAll(/export \{ (\w+) \}/g)].map(([, name]) => name ?? '');
    expect(exported.toSorted()).toEqual(Object.values(WORKFLOW_TYPES).toSorted());
    const recorded = new Set(runs.map(({ workflowType }) => workflowType));
    expect([...recorded].toSorted()).toEqual(exported.toSorted());
  });

  it.for([
    ['repair', REPAIR_OUTCOMES],
    ['survey', SURVEY_OUTCOMES],
  ] as const)('end in every way that a %s can end', async ([kind, outcomes]) => {
    const ofKind = runs.filter(({ workflowType }) => workflowType === WORKFLOW_TYPES[kind]);
    const ends = await Promise.all(ofKind.map(({ history }) => outcomeOf(history)));
    const known = new Set(ends.filter((outcome) => outcome !== undefined));
    expect([...known].toSorted()).toEqual(outcomes.toSorted());
  });

  it('replay on the workflows of today', async () => {
    const histories = runs.map(({ workflowType, name, history }) => ({
      workflowId: `${workflowType}/${name}`,
      history: historyFromJSON(history),
    }));
    const broken: string[] = [];
    let replayed = 0;
    for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
      replayed += 1;
      if (error !== undefined) broken.push(`${workflowId}: ${error.message}`);
    }
    expect(broken).toEqual([]);
    expect(replayed).toBe(runs.length);
  });

  it('would not replay if a step were another', async () => {
    const [run] = runs;
    const text = JSON.stringify(run?.history);
    const altered = text.replaceAll('"deliverMessages"', '"anotherActivity"');
    expect(altered).not.toBe(text);
    await expect(Worker.runReplayHistory(options, historyFromJSON(JSON.parse(altered)))).rejects.toThrow(
      DeterminismViolationError,
    );
  });
});
