import { isIP } from 'node:net';
import type { Context } from 'koa';
import type { Client } from '#contracts/access.ts';

const LONGEST_DEVICE = 200;

/**
 * Each proxy adds the address that it sees to `X-Forwarded-For`; whatever stands before those was made up by the client. So with n
 * proxies of ours the client's address is the nth from the right.
 */
export function clientOf({ req }: Pick<Context, 'req'>, proxies: number): Client {
  const device = (req.headers['user-agent'] ?? '').slice(0, LONGEST_DEVICE);
  const direct = req.socket.remoteAddress ?? '';
  if (proxies === 0) return { address: direct, device };
  const seen = [req.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const told = seen.at(-proxies)?.trim() ?? '';
  return { address: isIP(told) === 0 ? direct : told, device };
}
