import type { Context } from 'koa';
import type { Caller } from '#contracts/access.ts';
import type { Route } from '#contracts/api/route.ts';
import type { Clock } from '#contracts/clock.ts';
import type { PlatformStore } from '#contracts/store.ts';
import { tokenHash } from '#core/access/token.ts';
import { whoCalls } from '#core/access/who-calls.ts';
import type { SessionCookies } from './cookies.ts';
import { refusal } from './problem.ts';

/** Who calls. @throws Problem for somebody who may not. */
export type Gate = (ctx: Context, route: Route, tenantId: string | undefined) => Promise<Caller>;

export const NOBODY: Caller = { kind: 'nobody', id: '' };
const LONGEST_TOKEN = 200;

export interface GateNeeds {
  readonly platform: PlatformStore;
  readonly clock: Clock;
  readonly cookies: SessionCookies;
  /** With this key the command line of the same machine reads the state of the platform. It changes with each start. */
  readonly localKey: string;
}

/** Lets people in by the cookie of the route's side, and other software by its key. */
export function gate({ platform, clock, cookies, localKey }: GateNeeds): Gate {
  const local = tokenHash(localKey);
  return async (ctx, { boundary, permission }, tenantId) => {
    if (boundary !== 'tenant' && boundary !== 'platform') return NOBODY;
    const [, key = ''] = /^Bearer (\S+)$/i.exec(ctx.get('authorization')) ?? [];
    if (tokenHash(key) === local && permission === 'platform.read') return { kind: 'key', id: 'local' };
    const session = cookies.read(ctx.req.headers.cookie, boundary);
    const shown = { key: key.slice(0, LONGEST_TOKEN), session: session.slice(0, LONGEST_TOKEN) };
    const judged = await whoCalls(platform, clock, shown, { boundary, permission, tenantId });
    if (judged.kind === 'caller') return judged.caller;
    if (judged.kind === 'not_there') throw refusal('not_found', 'There is no such tenant.');
    if (judged.kind === 'forbidden') throw refusal('forbidden', `This needs the permission ${permission || 'of a person'}.`);
    throw refusal('signed_out', 'Sign in, or send a key that is valid.');
  };
}

/** Without anybody who could sign in: for routes that are open to all. */
export const shut: Gate = async (_ctx, { boundary }) => {
  if (boundary === 'tenant' || boundary === 'platform') throw refusal('signed_out', 'Nobody can sign in here.');
  return NOBODY;
};
