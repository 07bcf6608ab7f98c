import type { Middleware } from 'koa';
import type { Family, Metrics } from '#contracts/metrics.ts';

/** Counts responses by the status that is sent, including those of errors. */
export function counted(familyOf: (path: string) => Family, metrics: Metrics): Middleware {
  return (ctx, next) => {
    const family = familyOf(ctx.path);
    ctx.res.once('finish', () => {
      metrics.count('responses_total', { family, class: `${Math.floor(ctx.res.statusCode / 100)}xx` });
    });
    return next();
  };
}

/** The family of a path on the pages port, which serves all but webhooks. */
export function familyOf(path: string): Family {
  if (path === '/api' || path.startsWith('/api/')) return 'api';
  return path === '/metrics' || path.startsWith('/health/') ? 'health' : 'pages';
}
