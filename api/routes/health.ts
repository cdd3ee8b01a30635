import { Type } from 'typebox';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { object, oneOf } from '../schemas/common.schema.ts';

/** A database that has not answered by then counts as down; the gateway bounds its own questions. */
const ANSWER_WITHIN_MS = 3_000;

const State = oneOf(['up', 'down']);

const Readiness = object({
  ready: Type.Boolean(),
  checks: object({ database: State, temporal: State, worker: State }),
});

/** Liveness (this process runs) and readiness (what it needs answers), as orchestrators ask for them. */
export function registerHealthRoutes(api: Api, { db, gateway }: ApiDependencies): void {
  api.get(
    '/healthz',
    {
      config: { quiet: true },
      schema: {
        tags: ['operation'],
        operationId: 'readLiveness',
        summary: 'This process runs',
        response: { 200: object({ status: oneOf(['ok']) }) },
      },
    },
    () => ({ status: 'ok' as const }),
  );

  api.get(
    '/readyz',
    {
      config: { quiet: true },
      schema: {
        tags: ['operation'],
        operationId: 'readReadiness',
        summary: 'The database, Temporal and a worker answer',
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (request, reply) => {
      const check = async (part: string, ask: () => Promise<boolean>) => {
        try {
          return (await ask()) ? 'up' : 'down';
        } catch (error) {
          request.log.warn({ err: error, part }, 'readiness check failed');
          return 'down';
        }
      };
      const [database, temporal, worker] = await Promise.all([
        check('database', () => withinTime(isReachable(db))),
        check('temporal', () => gateway.temporalAlive()),
        check('worker', () => gateway.workerAlive()),
      ]);
      const ready = database === 'up' && temporal === 'up' && worker === 'up';
      return reply.status(ready ? 200 : 503).send({ ready, checks: { database, temporal, worker } });
    },
  );
}

async function isReachable(db: ApiDependencies['db']): Promise<boolean> {
  return (await db.execute('select 1')).rowCount === 1;
}

async function withinTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`));
    }, ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
