import type { Router, RouterContext } from '@koa/router';
import { z } from 'zod';
import { GraphError } from './errors.ts';
import { accountOf, jsonBody } from './graph.ts';
import { handshake } from './handshake.ts';
import type { Meta } from './meta.ts';
import type { Subscription } from './subscriptions.ts';

/** Meta's page "Webhook overrides". */
const LONGEST_URL = 200;
const request = z.object({ override_callback_uri: z.string().optional(), verify_token: z.string().optional() });

/** Which apps get the webhooks of a business account (reference sheet §2, §3.3). There is only one app here. */
export function subscribedAppsRoute(router: Router, meta: Meta): void {
  const { config, sandbox, subscriptions } = meta;
  const app = { id: config.appId, name: 'Sandbox app', link: `https://www.facebook.com/games/?app_id=${config.appId}` };
  const shown = ({ override }: Subscription) => ({
    ...(override && { override_callback_uri: override.url }),
    whatsapp_business_api_data: app,
  });
  const path = '/:version/:node/subscribed_apps';

  router.get(path, (ctx) => {
    const found = subscriptions.of(accountOf(meta, ctx));
    ctx.body = { data: found ? [shown(found)] : [] };
  });

  /** Without a URL it subscribes the app, and ends an override. */
  router.post(path, async (ctx) => {
    const account = accountOf(meta, ctx);
    const subscription = await asked(ctx);
    await sandbox.file.write(() => subscriptions.set(account, subscription));
    ctx.body = subscription.override ? { success: true, data: [shown(subscription)] } : { success: true };
  });

  router.delete(path, async (ctx) => {
    const account = accountOf(meta, ctx);
    await sandbox.file.write(() => subscriptions.set(account, undefined));
    ctx.body = { success: true };
  });

  /** Meta calls the URL before it keeps it. */
  async function asked(ctx: RouterContext): Promise<Subscription> {
    const body = request.safeParse(await jsonBody(ctx));
    if (!body.success) throw new GraphError(100, 'Invalid parameter');
    const { override_callback_uri: url, verify_token: verifyToken } = body.data;
    if (url === undefined) return {};
    if (verifyToken === undefined) throw new GraphError(100, 'The parameter verify_token is required.');
    if (url.length > LONGEST_URL || !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      throw new GraphError(100, 'Invalid callback URI format');
    if (!(await handshake(url, verifyToken, sandbox.random, sandbox.closing)))
      throw new GraphError(100, 'Webhook callback URL is not reachable or invalid', undefined, 422);
    return { override: { url, verifyToken } };
  }
}
