import { randomUUID } from 'node:crypto';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { RestClient } from '../local/demo/rest-client.ts';
import { query } from '../local/postgres.ts';
import { bareCase, opened, stepped } from './bare/bare.workflow.ts';
import type { Side } from './rounds.ts';

export const BARE_TASK_QUEUE = 'bare';

/** Agents take turns, as the people of a desk would. */
const AGENTS = ['zhang.min', 'liu.yang', 'mei.lan'];

/** A report by e-mail of a unit without a serial number: nothing is found that could be a duplicate. */
const REPORT = {
  company: 'A',
  channel: 'email',
  unit: { productModel: 'CT-900' },
  description: 'The display stays dark',
};

export interface Sides {
  readonly openOurs: Side;
  readonly openBare: Side;
  readonly stepOurs: Side;
  readonly stepBare: Side;
}

/** Opening a case and completing a task: through REST, and with the SDK alone from this process. */
export function createSides(rest: RestClient, client: Client, databaseUrl: string): Sides {
  const bareIds: string[] = [];
  let openTasks: string[] = [];
  let nextBare = 0;
  let turn = 0;
  return {
    openOurs: {
      once: async () => {
        await rest.post('shen.qiang', '/v1/repairs', REPORT);
        return true;
      },
    },
    openBare: {
      once: async () => {
        bareIds.push(await openBareCase(client));
        return true;
      },
    },
    stepOurs: {
      prepare: async () => {
        openTasks = await openContactTasks(databaseUrl);
      },
      once: async () => {
        const taskId = openTasks.pop();
        if (taskId === undefined) return false;
        const agent = AGENTS[turn++ % AGENTS.length] ?? '';
        // Not reached: the case asks for another attempt, and stays in its phase.
        const form = { at: new Date().toISOString(), reached: false };
        await rest.post(agent, `/v1/tasks/${taskId}/complete`, form);
        return true;
      },
    },
    stepBare: {
      once: async () => {
        const id = bareIds[nextBare++ % bareIds.length];
        if (id === undefined) return false;
        await client.workflow.getHandle(id).executeUpdate(stepped);
        return true;
      },
    },
  };
}

async function openBareCase(client: Client): Promise<string> {
  const workflowId = randomUUID();
  await client.workflow.executeUpdateWithStart(opened, {
    startWorkflowOperation: new WithStartWorkflowOperation(bareCase, {
      workflowId,
      taskQueue: BARE_TASK_QUEUE,
      args: [workflowId],
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  });
  return workflowId;
}

/** The last are taken first: first attempts, which set nothing else in motion. */
async function openContactTasks(databaseUrl: string): Promise<string[]> {
  const rows = (await query(
    databaseUrl,
    `select id from tasks where kind = 'contactCustomer' and status = 'open'
     order by (about ->> 'attempt')::int desc, opened_at`,
  )) as { id: string }[];
  return rows.map(({ id }) => id);
}
