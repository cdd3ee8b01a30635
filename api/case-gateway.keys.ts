import { Client, Connection } from '@temporalio/client';
import { keyIdsIn } from '../payload-codec.ts';
import { connectionOptions, readTemporalConfig, type TemporalConfig } from '../temporal.config.ts';

/** How many runs of workflows need a key to be read. */
interface KeyUse {
  readonly open: number;
  /** Closed runs whose history the namespace still keeps. */
  readonly closed: number;
}

/**
 * Which payload keys the histories of the namespace were written with, by key id; the database holds nothing that is
 * encrypted with them. A key that is not among them may be dropped (S-02).
 */
export async function keysInUse(config: TemporalConfig): Promise<ReadonlyMap<string, KeyUse>> {
  const { namespace } = config;
  const connection = await Connection.connect(connectionOptions(config));
  try {
    const client = new Client({ connection, namespace });
    const uses = new Map<string, KeyUse>();
    for await (const { workflowId, runId, status } of client.workflow.list()) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      for (const id of keyIdsIn(history)) {
        const { open, closed } = uses.get(id) ?? { open: 0, closed: 0 };
        uses.set(id, status.name === 'RUNNING' ? { open: open + 1, closed } : { open, closed: closed + 1 });
      }
    }
    return uses;
  } finally {
    await connection.close();
  }
}

if (import.meta.main) {
  try {
    const config = readTemporalConfig(process.env);
    const uses = await keysInUse(config);
    for (const id of new Set([...config.payloadKeys.keys.keys(), ...uses.keys()])) {
      const { open, closed } = uses.get(id) ?? { open: 0, closed: 0 };
      const isNeeded = id === config.payloadKeys.activeId || open + closed > 0;
      console.log(`${id}: ${open} open, ${closed} closed runs${isNeeded ? '' : '; may be dropped'}`);
    }
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
