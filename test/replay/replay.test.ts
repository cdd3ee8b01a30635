import { readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DeterminismViolationError } from '@temporalio/workflow';
import { type ReplayWorkerOptions, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../activities/worker.ts';
import { createLogger } from '../../logging.ts';
import { dataConverter, readTemporalConfig } from '../../temporal.config.ts';
import { WORKFLOW_TYPES } from '../../workflows/runtime/names.ts';
import { CORPUS_KEYS, recordedRuns } from './corpus.ts';

const runs = recordedRuns();

let options: ReplayWorkerOptions;
beforeAll(async () => {
  const temporal = readTemporalConfig({ TEMPORAL_ADDRESS: '127.0.0.1:7233', PAYLOAD_KEYS: CORPUS_KEYS });
  const workflowBundle = await bundleWorkflows(temporal, createLogger('worker', 'warn'));
  options = { workflowBundle, dataConverter: dataConverter(temporal) };
});

describe('the histories of cases that ran before', () => {
  it('are there for every workflow that workers run', () => {
    const index = readFileSync(new URL('../../workflows/index.ts', import.meta.url), 'utf8');
    const exported = [...index.matchAll(/export \{ (\w+) \}/g)].map(([, name]) => name ?? '');
    expect(exported.toSorted()).toEqual(Object.values(WORKFLOW_TYPES).toSorted());
    const recorded = new Set(runs.map(({ workflowType }) => workflowType));
    expect([...recorded].toSorted()).toEqual(exported.toSorted());
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
