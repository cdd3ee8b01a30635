import type { Api } from '../dependencies.ts';

/** Figures of this process for Prometheus, without personal data. */
export function registerMetricsRoute(api: Api): void {
  api.get('/metrics', { config: { quiet: true }, schema: { hide: true } }, async (_request, reply) => {
    reply.type(api.metrics.contentType);
    return api.metrics.metrics();
  });
}
