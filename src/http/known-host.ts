import { isIP } from 'node:net';
import type { Middleware } from 'koa';
import { Problem } from './problem.ts';

/** A name or a bracketed address, and an optional port. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/**
 * Protects against DNS rebinding, where a website reaches this port through a visitor's browser. The attacker needs a host name
 * of their own, which has a dot. So these are accepted: an IP address, a name without a dot (`localhost`, a container, a machine
 * on the local network), and the `names` from the settings. A missing `Host` is accepted too: load balancers that speak HTTP/1.0
 * send none, and every browser sends one.
 */
export function knownHost(names: readonly string[]): Middleware {
  return async (ctx, next) => {
    const { host = '' } = ctx.req.headers;
    if (host !== '' && !isKnown(host, names))
      throw new Problem(403, 'foreign_host', 'Use an IP address, or add this host name to DESKBELL_HEALTH_NAMES.');
    await next();
  };
}

function isKnown(host: string, names: readonly string[]): boolean {
  const name = (HOST.exec(host)?.[1] ?? '').toLowerCase();
  if (name === '') return false;
  return !name.includes('.') ? !name.startsWith('[') || isIP(name.slice(1, -1)) === 6 : isIP(name) === 4 || names.includes(name);
}
