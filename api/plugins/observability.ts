import fp from 'fastify-plugin';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

declare module 'fastify' {
  interface FastifyInstance {
    /** The figures of this process, in Prometheus' text format at `/metrics`. */
    readonly metrics: Registry;
  }
  interface FastifyContextConfig {
    /** Asked every few seconds by machines: measured, but not logged. */
    quiet?: boolean;
  }
}

const DURATION_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** One log line and one measurement per request, by route pattern: an address as sent may name a person. */
export const observabilityPlugin = fp(
  (app) => {
    const metrics = new Registry();
    collectDefaultMetrics({ register: metrics });
    const duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: DURATION_BUCKETS_SECONDS,
      registers: [metrics],
    });
    app.decorate('metrics', metrics);
    app.addHook('onRequest', (request, reply, done) => {
      reply.header('x-request-id', request.id);
      done();
    });
    app.addHook('onResponse', (request, reply, done) => {
      const labels = {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: String(reply.statusCode),
      };
      duration.observe(labels, reply.elapsedTime / 1_000);
      if (request.routeOptions.config.quiet !== true) {
        request.log.info({ ...labels, milliseconds: Math.round(reply.elapsedTime) }, 'request answered');
      }
      done();
    });
    app.addHook('onClose', (_app, done) => {
      metrics.clear();
      done();
    });
  },
  { name: 'observability' },
);
