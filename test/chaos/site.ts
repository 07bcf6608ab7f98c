import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { credentialsIn } from '#sandbox/stage/credentials.ts';
import { phonesOf, plantTenants, startProviders } from '#sandbox/stage/providers.ts';
import { type Site, withStore } from '#test/crash/site.ts';
import { frontDoor } from './front-door.ts';
import type { Place } from './instance.ts';
import type { Members } from './members.ts';
import { renamed } from './members.ts';
import type { Servers } from './servers.ts';
import { type Wire, wireTo } from './wire.ts';

/** All that stays while instances come and go. `settings` are those of an instance without wires: to look at the data. */
export interface ChaosSite extends Site {
  readonly places: readonly Place[];
  /** Ports of the instances that a balancer would use now. */
  route(to: () => readonly Place[]): void;
}

/** Several of each, and a scheduler beside them. */
const SPLIT = ['api', 'api', 'worker', 'worker', 'scheduler'];
export const rolesOf = (split: boolean): readonly string[] => (split ? SPLIT : ['all', 'all', 'all']);

export async function openSite(folder: string, servers: Servers, roles: readonly string[]): Promise<ChaosSite> {
  await using opened = new AsyncDisposableStack();
  await mkdir(folder, { recursive: true });
  let routed: () => readonly Place[] = () => [];
  const webhookDoor = opened.use(await frontDoor(() => routed().map(({ webhookPort }) => webhookPort)));
  const pagesDoor = opened.use(await frontDoor(() => routed().map(({ pagesPort }) => pagesPort)));
  const webhooksUrl = `http://127.0.0.1:${webhookDoor.port}`;

  const credentials = await credentialsIn(join(folder, 'providers.json'));
  const ports = { metaPort: 0, twilioPort: 0, offsetMs: 0 };
  const providers = await startProviders({ folder, credentials, webhooksUrl, ...ports, unlimited: true });
  opened.use(providers.meta);
  opened.use(providers.twilio);

  const name = `chaos-${randomBytes(4).toString('hex')}`;
  const settings = {
    // Whoever only looks brings nothing to the bus.
    DESKBELL_ROLES: 'api',
    DESKBELL_DATA: join(folder, 'app'),
    DESKBELL_PUBLIC_URL: webhooksUrl,
    DESKBELL_LOG_LEVEL: 'warn',
    DESKBELL_MONGODB_DATABASE: name,
    DESKBELL_NATS_PREFIX: name,
    DESKBELL_SEND_DEADLINE_MS: '3000',
    DESKBELL_SETTLE_DEADLINE_MS: '4000',
    DESKBELL_MONGODB_URL: servers.mongoUrl,
    DESKBELL_NATS_URL: servers.natsUrl,
  };
  opened.defer(() => servers.forget(name));
  await withStore(settings, (ground) => plantTenants(ground, credentials, providers, `${webhooksUrl}/pictures`));
  const path = `webhooks/meta-cloud/${credentials.meta.connectionId}`;

  const places: Place[] = [];
  for (const [n, role] of roles.entries()) {
    const [pagesPort = 0, webhookPort = 0, healthPort = 0] = await freePorts(3);
    const store = await wiresTo(servers.members, opened);
    const bus = opened.use(await wireTo('127.0.0.1', Number(new URL(servers.natsUrl).port)));
    const own = {
      ...settings,
      DESKBELL_ROLES: role,
      DESKBELL_PORT: String(pagesPort),
      DESKBELL_WEBHOOK_PORT: String(webhookPort),
      DESKBELL_HEALTH_PORT: String(healthPort),
      DESKBELL_MONGODB_URL: servers.members.urlAt(store.map(({ port }) => `127.0.0.1:${port}`)),
      DESKBELL_NATS_URL: `nats://127.0.0.1:${bus.port}`,
    };
    places.push({
      name: `instance ${n + 1}`,
      serves: role === 'all' || role.includes('api'),
      home: {
        folder: join(folder, `instance-${n + 1}`),
        settings: own,
        credentials,
        metaWebhook: `http://127.0.0.1:${webhookPort}/${path}`,
      },
      pagesPort,
      webhookPort,
      health: `http://127.0.0.1:${healthPort}`,
      store,
      bus: [bus],
    });
  }

  const closing = opened.move();
  return {
    folder,
    credentials,
    phones: phonesOf(credentials, providers),
    settings,
    metaWebhook: `${webhooksUrl}/${path}`,
    pages: `http://127.0.0.1:${pagesDoor.port}`,
    places,
    route(to) {
      routed = to;
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** One before each member, and each member tells of the wires instead of the members. */
async function wiresTo({ hosts }: Members, opened: AsyncDisposableStack): Promise<readonly Wire[]> {
  const places = new Map<string, string>();
  const wires: Wire[] = [];
  for (const host of hosts) {
    const { hostname, port } = new URL(`mongodb://${host}`);
    const wire = opened.use(await wireTo(hostname, Number(port || 27017), renamed(places)));
    places.set(host, `127.0.0.1:${wire.port}`);
    wires.push(wire);
  }
  return wires;
}

/** Ports that were free just now; an instance keeps them over all its lives. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
