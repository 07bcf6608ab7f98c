import type { Router, RouterContext } from '@koa/router';
import { z } from 'zod';
import { GraphError, noSuchNode } from './errors.ts';
import { authorizeApp, jsonBody } from './graph.ts';
import { handshake } from './handshake.ts';
import type { Meta } from './meta.ts';

const OBJECT = 'whatsapp_business_account';
const request = z.object({ object: z.string(), callback_url: z.string(), verify_token: z.string(), fields: z.string() });

/** The webhook of the app, for all business accounts. Meta's page "Subscriptions Edge". */
export function appSubscriptionsRoute(router: Router, meta: Meta): void {
  const { config, sandbox, subscriptions } = meta;
  const path = '/:version/:node/subscriptions';
  const ownApp = (ctx: RouterContext): void => {
    if (ctx.params['node'] !== config.appId) throw noSuchNode(ctx.method, ctx.params['node'] ?? '');
    authorizeApp(config, ctx);
  };

  router.get(path, (ctx) => {
    ownApp(ctx);
    const app = subscriptions.app();
    const version = config.graphVersion;
    ctx.body = {
      data: app
        ? [{ object: OBJECT, callback_url: app.url, active: true, fields: app.fields.map((name) => ({ name, version })) }]
        : [],
    };
  });

  router.post(path, async (ctx) => {
    ownApp(ctx);
    const asked = request.safeParse(await jsonBody(ctx));
    if (!asked.success || asked.data.object !== OBJECT) throw new GraphError(100, 'Invalid parameter');
    const { callback_url: url, verify_token: verifyToken, fields } = asked.data;
    if (!(await handshake(url, verifyToken, sandbox.random, sandbox.closing)))
      throw new GraphError(2200, 'Callback verification failed: the callback URL could not be validated.');
    await sandbox.file.write(() =>
      subscriptions.setApp({ url, verifyToken, fields: fields.split(',').map((one) => one.trim()) }),
    );
    ctx.body = { success: true };
  });
}
