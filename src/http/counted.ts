import type { Middleware } from 'koa';
import type { Family, Metrics } from '#contracts/metrics.ts';

/** Counts what is answered, by its status as it goes out: also what becomes of errors. */
export function counted(familyOf: (path: string) => Family, metrics: Metrics): Middleware {
  return (ctx, next) => {
    const family = familyOf(ctx.path);
    ctx.res.once('finish', () => {
      metrics.count('responses_total', { family, class: `${Math.floor(ctx.res.statusCode / 100)}xx` });
    });
    return next();
  };
}

/** Of the port that has them all. */
export function familyOf(path: string): Family {
  if (path === '/api' || path.startsWith('/api/')) return 'api';
  return path === '/metrics' || path.startsWith('/health/') ? 'health' : 'pages';
}
