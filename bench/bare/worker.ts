import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pg from 'pg';
import { optional, postgresUrl, readSettings, required, hostAndPort, text } from '../../environment.ts';
import { bareActivities } from './activities.ts';

/** The worker process of the bare baseline, with the SDK's own settings. */
const { address, databaseUrl, taskQueue } = readSettings(process.env, {
  address: required('TEMPORAL_ADDRESS', hostAndPort, '127.0.0.1:7233'),
  databaseUrl: required('DATABASE_URL', postgresUrl, 'postgresql://user:password@host:5432/after_sales'),
  taskQueue: optional('TEMPORAL_TASK_QUEUE', text, 'bare'),
});
Runtime.install({ logger: new DefaultLogger('WARN') });
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowBundle: await bundleWorkflowCode({ workflowsPath: join(import.meta.dirname, 'bare.workflow.ts') }),
  activities: bareActivities(pool),
});
await worker.run();
await connection.close();
await pool.end();
