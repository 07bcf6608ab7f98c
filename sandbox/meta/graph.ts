import { createHmac } from 'node:crypto';
import type Koa from 'koa';
import type { RouterContext } from '@koa/router';
import { statusOf } from '#sandbox/shared/control.ts';
import type { Random } from '#sandbox/shared/random.ts';
import { readBody } from '#sandbox/shared/server.ts';
import type { MetaBusiness, MetaConfig } from './config.ts';
import { GraphError, noSuchNode } from './errors.ts';
import { traceId } from './ids.ts';
import type { Meta } from './meta.ts';

const MOST_JSON_BYTES = 1_000_000;
/** v20.0 ended on 24 September 2026 (reference sheet §1). */
const OLDEST_VERSION = 21;

/** Converts every failure to the Graph API's error body. */
export function graphErrors(random: Random) {
  return async function graphErrors(ctx: Koa.Context, next: Koa.Next): Promise<void> {
    try {
      await next();
    } catch (error) {
      const known = error instanceof GraphError ? error : fromServer(error);
      ctx.status = known.status;
      ctx.body = known.body(traceId(random));
    }
  };
}

const fromServer = (error: unknown): GraphError =>
  statusOf(error) < 500 ? new GraphError(100, 'The request body could not be read') : new GraphError(131000);

/** Refuses unknown versions and unknown tokens. */
export function graphAccess(config: MetaConfig) {
  const newest = Number.parseInt(config.graphVersion.slice(1), 10);
  return async function graphAccess(ctx: RouterContext, next: Koa.Next): Promise<void> {
    const version = /^v(\d+)\.0$/.exec(ctx.params['version'] ?? '')?.[1];
    if (version === undefined || Number(version) > newest || Number(version) < OLDEST_VERSION) {
      throw new GraphError(2500, `Unknown path components: ${ctx.path}`);
    }
    // The edge of the app itself takes the token of the app.
    if (ctx.params['node'] === config.appId) return next();
    const [{ accessToken } = { accessToken: '' }] = authorize(config, ctx);
    proven(config, ctx, accessToken);
    await next();
  };
}

/** Whether the caller is the app itself: its id and its secret. @throws GraphError 190 */
export function authorizeApp({ appId, appSecret }: MetaConfig, ctx: Koa.Context): void {
  const token = /^(?:Bearer|OAuth) (.+)$/i.exec(ctx.get('authorization'))?.[1];
  if (token === undefined) throw new GraphError(190, 'An access token is required to request this resource.');
  if (token !== `${appId}|${appSecret}`) throw new GraphError(190, 'Invalid OAuth access token signature.');
}

/** The numbers the token may use. @throws GraphError 190 */
export function authorize(config: MetaConfig, ctx: Koa.Context): readonly MetaBusiness[] {
  const token = /^(?:Bearer|OAuth) (.+)$/i.exec(ctx.get('authorization'))?.[1];
  const mine = config.businesses.filter(({ accessToken }) => accessToken === token);
  if (token === undefined) throw new GraphError(190, 'An access token is required to request this resource.');
  if (mine.length === 0) throw new GraphError(190, 'Invalid OAuth access token - Cannot parse access token');
  return mine;
}

/** The number in the path. If the token may not use it, it looks as if it did not exist. */
export function businessOf({ config }: Meta, ctx: RouterContext): MetaBusiness {
  const node = ctx.params['node'] ?? '';
  const found = authorize(config, ctx).find(({ phoneNumberId }) => phoneNumberId === node);
  if (!found) throw noSuchNode(ctx.method, node);
  return found;
}

/** Meta's page "Secure Graph API calls": a proof is optional, and one that is wrong is refused. */
function proven({ appSecret }: MetaConfig, ctx: RouterContext, accessToken: string): void {
  const proof = ctx.query['appsecret_proof'];
  if (proof === undefined) return;
  if (proof !== createHmac('sha256', appSecret).update(accessToken).digest('hex'))
    throw new GraphError(100, 'Invalid appsecret_proof provided in the API argument');
}

/** The business account in the path. If the token may not use it, it looks as if it did not exist. */
export function accountOf({ config }: Meta, ctx: RouterContext): string {
  const node = ctx.params['node'] ?? '';
  const own = authorize(config, ctx).filter((number) => wabaOf(config, number) === node);
  const [first] = own;
  if (!first) throw noSuchNode(ctx.method, node);
  if (!first.scopes.includes('whatsapp_business_management'))
    throw new GraphError(200, "Your app doesn't have permission to access this WhatsApp Business Account");
  return node;
}

export const wabaOf = ({ wabaId }: MetaConfig, number: Pick<MetaBusiness, 'wabaId'>): string => number.wabaId ?? wabaId;

/** Templates exist in the account of the configuration only. */
export function requireAccount(meta: Meta, ctx: RouterContext): void {
  const node = accountOf(meta, ctx);
  if (node !== meta.config.wabaId) throw noSuchNode(ctx.method, node);
}

export async function jsonBody(ctx: Koa.Context): Promise<unknown> {
  const text = (await readBody(ctx, MOST_JSON_BYTES)).toString('utf8');
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new GraphError(100, 'The request body is not valid JSON');
  }
}
