import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isReadyAt } from '#test/harness/instance.ts';
import { type Place, type Site, newPorts, openSite, placeOn, urlAt } from '#test/harness/site.ts';
import { frontDoor } from './front-door.ts';
import { type Members, renamed } from './members.ts';
import type { Servers } from './servers.ts';
import { type Wire, wireTo } from './wire.ts';

/** An instance with lines to the servers that only it uses. */
export interface WiredPlace extends Place {
  /** Has the role `api`. */
  readonly serves: boolean;
  readonly store: readonly Wire[];
  readonly bus: readonly Wire[];
}

/** All that stays while instances come and go. `settings` are those of an instance without wires: to look at the data. */
export interface ChaosSite extends Site {
  readonly places: readonly WiredPlace[];
  /** The instances that a balancer would use now. */
  route(to: () => readonly Place[]): void;
}

/** Several of each, and a scheduler beside them. */
const SPLIT = ['api', 'api', 'worker', 'worker', 'scheduler'];
export const rolesOf = (split: boolean): readonly string[] => (split ? SPLIT : ['all', 'all', 'all']);

export async function openChaosSite(folder: string, servers: Servers, roles: readonly string[]): Promise<ChaosSite> {
  await using opened = new AsyncDisposableStack();
  let routed: () => readonly Place[] = () => [];
  const webhookDoor = opened.use(await frontDoor(() => routed().map(({ ports }) => ports.webhooks)));
  const pagesDoor = opened.use(await frontDoor(() => routed().map(({ ports }) => ports.pages)));
  const webhooksUrl = urlAt(webhookDoor.port);

  const name = `chaos-${randomBytes(4).toString('hex')}`;
  const settings = {
    // Without the workers' roles: it only reads, and publishes nothing to the bus.
    DESKBELL_ROLES: 'api',
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
  const site = opened.use(await openSite({ folder, settings, webhooksUrl, pages: urlAt(pagesDoor.port) }));

  const places: WiredPlace[] = [];
  for (const [n, role] of roles.entries()) {
    const ports = await newPorts();
    const store = await wiresTo(servers.members, opened);
    const bus = opened.use(await wireTo('127.0.0.1', Number(new URL(servers.natsUrl).port)));
    const place = placeOn(site, ports, {
      name: `instance ${n + 1}`,
      folder: join(folder, `instance-${n + 1}`),
      isReady: () => isReadyAt(`${urlAt(ports.health)}/health/ready`),
      settings: {
        DESKBELL_ROLES: role,
        DESKBELL_MONGODB_URL: servers.members.urlAt(store.map(({ port }) => `127.0.0.1:${port}`)),
        DESKBELL_NATS_URL: `nats://127.0.0.1:${bus.port}`,
      },
    });
    places.push({ ...place, serves: role === 'all' || role.includes('api'), store, bus: [bus] });
  }

  const closing = opened.move();
  return {
    ...site,
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
