import { timingSafeEqual } from 'node:crypto';
import type Koa from 'koa';
import type { TwilioSandbox } from './config.ts';
import { type Refusal, notFound, refusalBody, unauthorized } from './refusals.ts';

export function refuse(ctx: Koa.Context, refusal: Refusal): void {
  ctx.status = refusal.status;
  if (refusal === unauthorized) ctx.set('www-authenticate', 'Basic realm="Twilio API"');
  ctx.body = refusalBody(refusal);
}

export function refuseUnknown(ctx: Koa.Context): void {
  refuse(ctx, notFound(ctx.path));
}

/** HTTP Basic authentication with the account's SID and token. Nothing is found under another account's path. */
export function onlyAccount({ accountSid, authToken }: TwilioSandbox): Koa.Middleware {
  const expected = Buffer.from(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`);
  return async (ctx, next) => {
    const given = Buffer.from(ctx.get('authorization'));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return refuse(ctx, unauthorized);
    const inPath = /^\/2010-04-01\/Accounts\/([^/.]+)/.exec(ctx.path)?.[1];
    if (inPath !== undefined && inPath !== accountSid) return refuseUnknown(ctx);
    await next();
  };
}
