import { isIP } from 'node:net';
import type { Middleware } from 'koa';
import { Problem } from './problem.ts';

/** Name or bracketed address, and a port. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/**
 * Refuses a `Host` by which a web page of somebody else could reach this port through a visitor's browser (DNS rebinding): that takes
 * a name of theirs, which has a dot. So an IP address, a name without a dot (`localhost`, a container, a machine of the network) and
 * the `names` of the settings are answered. So is no name at all: balancers that speak HTTP/1.0 send none, and every browser sends one.
 */
export function knownHost(names: readonly string[]): Middleware {
  return async (ctx, next) => {
    const { host = '' } = ctx.req.headers;
    if (host !== '' && !isKnown(host, names))
      throw new Problem(403, 'foreign_host', 'Ask by IP address, or name this host in DESKBELL_HEALTH_NAMES.');
    await next();
  };
}

function isKnown(host: string, names: readonly string[]): boolean {
  const name = (HOST.exec(host)?.[1] ?? '').toLowerCase();
  if (name === '') return false;
  return !name.includes('.') ? !name.startsWith('[') || isIP(name.slice(1, -1)) === 6 : isIP(name) === 4 || names.includes(name);
}
