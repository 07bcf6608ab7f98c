import type { Middleware } from 'koa';
import { Problem } from './problem.ts';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;
/** A year, as browsers' lists of such sites ask for. */
const ONLY_TLS = 'max-age=31536000; includeSubDomains';

/**
 * Answers requests that name this site only, and that no other site caused: a foreign `Host` (DNS rebinding) or `Origin` (another web
 * page) is refused. `address` is the public address of the pages; without one they are on this machine only.
 */
export function ownSite(address: URL | undefined): Middleware {
  return async (ctx, next) => {
    const { host, origin } = ctx.req.headers;
    const local = host !== undefined && LOOPBACK.test(host);
    if (!local && (host === undefined || host.toLowerCase() !== address?.host))
      throw new Problem(403, 'foreign_host', `Open this page as ${address?.origin ?? 'http://localhost'}.`);
    if (origin !== undefined && origin !== (local ? `http://${host}` : address?.origin))
      throw new Problem(403, 'foreign_origin', 'This server answers its own pages only.');
    if (ctx.req.headers['sec-fetch-site'] === 'cross-site' && ctx.get('sec-fetch-mode') !== 'navigate')
      throw new Problem(403, 'foreign_origin', 'This server answers its own pages only.');
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Referrer-Policy', 'no-referrer');
    if (!local && address?.protocol === 'https:') ctx.set('Strict-Transport-Security', ONLY_TLS);
    await next();
  };
}
