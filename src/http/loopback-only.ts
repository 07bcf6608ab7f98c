import type { Middleware } from 'koa';
import { Problem } from './problem.ts';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/**
 * Restricts access to this machine until sign-in exists. The server listens on loopback, and a foreign `Host` (DNS rebinding) or
 * `Origin` (another web page) is refused, so that no page on the internet can use it.
 */
export function loopbackOnly(): Middleware {
  return async (ctx, next) => {
    const { host, origin } = ctx.req.headers;
    if (host === undefined || !LOOPBACK.test(host)) throw new Problem(403, 'foreign_host', 'Open this page as http://localhost.');
    if (origin !== undefined && origin !== `http://${host}`)
      throw new Problem(403, 'foreign_origin', 'This server answers its own pages only.');
    if (ctx.req.headers['sec-fetch-site'] === 'cross-site')
      throw new Problem(403, 'foreign_origin', 'This server answers its own pages only.');
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Referrer-Policy', 'no-referrer');
    await next();
  };
}
