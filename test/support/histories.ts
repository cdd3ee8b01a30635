import { Client, Connection } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { Environment } from '../../environment.ts';
import { connectionOptions, dataConverter, readTemporalConfig } from '../../temporal.config.ts';

/** A client of its own for what no route shows: single runs, histories, and messages that the API would refuse. */
export interface RawTemporal {
  readonly client: Client;
  /** Histories of all runs of a workflow, the first run first; payloads stay encrypted. */
  histories(workflowId: string): Promise<readonly History[]>;
  close(): Promise<void>;
}

export async function openTemporal(environment: Environment): Promise<RawTemporal> {
  const config = readTemporalConfig(environment);
  const connection = await Connection.connect(connectionOptions(config));
  const { namespace } = config;
  const client = new Client({ connection, namespace, dataConverter: dataConverter(config) });
  return {
    client,
    histories: (workflowId) => historiesOf(client, workflowId),
    close: () => connection.close(),
  };
}

async function historiesOf(client: Client, workflowId: string): Promise<readonly History[]> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const histories: History[] = [];
  let runId = raw.workflowExecutionInfo?.firstRunId ?? undefined;
  while (runId !== undefined) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    histories.push(history);
    const last = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes;
    runId = last?.newExecutionRunId ?? undefined;
  }
  return histories;
}
