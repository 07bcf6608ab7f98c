import { appSubscriptionsRoute } from './app-subscriptions-route.ts';
import { controlRoutes } from '#sandbox/shared/control.ts';
import { seededRandom } from '#sandbox/shared/random.ts';
import type { RunningEmulator } from '#sandbox/shared/run.ts';
import { type Sandbox, openSandbox } from '#sandbox/shared/sandbox.ts';
import { serve } from '#sandbox/shared/server.ts';
import type { MetaConfig } from './config.ts';
import { delivery } from './delivery.ts';
import { graphAccess, graphErrors } from './graph.ts';
import { objectId } from './ids.ts';
import { ADDRESS_LIVES_MS, addressHash, mediaRoutes } from './media-route.ts';
import { messagesRoute } from './messages-route.ts';
import { type Meta, asBusiness } from './meta.ts';
import { nodeRoutes } from './nodes-route.ts';
import { phoneSide } from './phone-side.ts';
import { rates } from './rates.ts';
import { debugTokenRoute } from './debug-token-route.ts';
import { approveWhenDue } from './review.ts';
import { subscribedAppsRoute } from './subscribed-apps-route.ts';
import { type Subscriptions, subscriptionsIn } from './subscriptions.ts';
import { checkTemplate } from './template-rules.ts';
import { TEMPLATE_TABLE, templateStore } from './template-store.ts';
import { templateRoutes } from './templates-route.ts';

/** An emulator of Meta's Cloud API, with simulated phones behind it. */
export async function startMeta(config: MetaConfig): Promise<RunningEmulator & { readonly sandbox: Sandbox }> {
  const { dataFile, offsetMs, seed } = config;
  const businesses = config.businesses.map(asBusiness);
  let subscriptions: Subscriptions | undefined;
  const rules = delivery(config, seededRandom(seed), (url) => subscriptions?.verifyTokenOf(url) ?? '');
  const sandbox = await openSandbox({ dataFile, offsetMs, seed, businesses, moreTables: TEMPLATE_TABLE }, rules);
  subscriptions = subscriptionsIn(sandbox.file, config);
  let base = '';
  const meta: Meta = {
    config,
    sandbox,
    templates: templateStore(sandbox.file),
    subscriptions,
    rates: rates(sandbox.clock, config.limits),
    address(mediaId) {
      const until = String(Math.floor((sandbox.clock.now() + ADDRESS_LIVES_MS) / 1000));
      const hash = addressHash(config.appSecret, mediaId, until);
      return `${base}/lookaside/whatsapp_business/attachments?mid=${mediaId}&ext=${until}&hash=${hash}`;
    },
  };
  await addDemoTemplates(meta);
  for (const template of meta.templates.all()) if (template.status === 'PENDING') void approveWhenDue(meta, template);

  const server = await serve(config.port, (router) => {
    controlRoutes(router, sandbox, phoneSide(meta));
    router.use(graphErrors(sandbox.random));
    mediaRoutes(router, meta);
    router.use('/:version/:node', graphAccess(config));
    debugTokenRoute(router, config);
    appSubscriptionsRoute(router, meta);
    messagesRoute(router, meta);
    templateRoutes(router, meta);
    subscribedAppsRoute(router, meta);
    nodeRoutes(router, meta);
  });
  base = server.url;

  return {
    url: server.url,
    sandbox,
    async stop() {
      sandbox.changes.close();
      await server.stop();
      await sandbox.stop();
    },
  };
}

/** The templates of the configuration exist from the start and are approved. */
async function addDemoTemplates({ config, sandbox, templates }: Meta): Promise<void> {
  const shapes = config.templates.map(checkTemplate);
  await sandbox.file.write(() => {
    for (const shape of shapes) {
      if (templates.find(shape.name, shape.language)) continue;
      templates.add({ id: objectId(sandbox.random), status: 'APPROVED', approveAt: sandbox.clock.now(), shape });
    }
  });
}
