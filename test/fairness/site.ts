import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import * as t from '#app/tokens.ts';
import { work } from '#app/work.ts';
import { settingsFrom } from '#config/load.ts';
import type { Account, Download, Outbound } from '#contracts/channel.ts';
import type { InboundContent } from '#contracts/content.ts';
import type { MessageReceived } from '#contracts/inbound.ts';
import { dueEntries } from '#contracts/later.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import { messages } from '#contracts/records/messaging.ts';
import { addresses, connections, senders, tenants } from '#contracts/records/platform.ts';
import { accounts, profiles } from '#contracts/records/tenancy.ts';
import { type TenantStore, insert } from '#contracts/store.ts';
import { makeCurrent } from '#core/messaging/current-account.ts';
import { idOf } from '#core/ids/id-of.ts';
import { aMember, aProfile, aService } from '#test/core/booking/given.ts';
import { scriptedChannel } from '#test/support/channel.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

/** Two tenants: the provider of one is in trouble. */
export const TENANTS = ['trouble', 'calm'] as const;
export type TenantName = (typeof TENANTS)[number];

export type Script = Partial<Pick<Account, 'send' | 'download' | 'acknowledge'>>;

export interface Site extends AsyncDisposable {
  tenant(name: TenantName): TenantStore;
  /** Webhooks with these messages, a hundred in each. Resolves when all are acknowledged. */
  hear(name: TenantName, said: readonly MessageReceived[]): Promise<void>;
  /** Consumers and timers begin; or one of the two. */
  work(...roles: ('worker' | 'scheduler')[]): void;
  /** What the provider of a tenant was asked to send. */
  sent(name: TenantName): readonly Outbound[];
  mediaState(name: TenantName, event: MessageReceived): Promise<string | undefined>;
  /** Messages of a tenant that wait in the due-queue, by why. */
  waiting(name: TenantName): Promise<Readonly<Record<string, number>>>;
}

const WEBHOOK = 100;

/** The whole app but its servers, with scripted accounts below the account book and its breakers. */
export async function openSite(
  engine: Readonly<Record<string, string>>,
  trouble: Script,
  calm: Script = { download: async () => picture() },
): Promise<Site> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await temporaryFolder());
  const settings = settingsFrom({ DESKBELL_DATA: folder.path, DESKBELL_LOG_LEVEL: 'silent', ...engine });
  const container = await open(settings, {}, opened);
  const sent: Record<TenantName, Outbound[]> = { trouble: [], calm: [] };
  const scripts: Record<TenantName, Script> = { trouble, calm };
  const channels = Object.fromEntries(
    TENANTS.map((name) => {
      const { send, ...rest } = scripts[name];
      const counted: Account['send'] = async (outbound, signal) => {
        sent[name].push(outbound);
        return send ? send(outbound, signal) : { providerMessageId: `out-${outbound.messageId}` };
      };
      return [name, scriptedChannel(name, { ...rest, send: counted })];
    }),
  );
  container.rebind(t.CHANNELS as symbol).toConstantValue({ names: TENANTS, named: async (name: string) => channels[name] });

  const store = resolve(container, t.STORE);
  const secrets = resolve(container, t.SECRETS);
  const take = resolve(container, t.INGEST);
  const connectionOf = resolve(container, t.CONNECTIONS);
  for (const name of TENANTS) {
    const sealed = { platform: await secrets.seal('platform', '{}'), own: await secrets.seal(name, '{}') };
    await store.platform.commit([
      insert(tenants, { id: name, name, createdAt: Date.now() }),
      insert(senders, { id: `sender-${name}`, tenantId: name, displayNumber: '+34910000001', identityScope: name }),
      insert(connections, { id: name, channel: name, sealedConfig: sealed.platform, createdAt: 1 }),
      insert(addresses, {
        id: name,
        connectionId: name,
        providerSender: name,
        senderId: `sender-${name}`,
        tenantId: name,
        channel: name,
        businessAccount: '',
      }),
    ]);
    const account = { id: name, senderId: `sender-${name}`, connectionId: name, channel: name, sealedConfig: sealed.own };
    await store
      .tenant(name)
      .commit([insert(profiles, aProfile()), insert(services, aService()), insert(staff, aMember()), insert(accounts, account)]);
    await makeCurrent(store.tenant(name), resolve(container, t.CLOCK), `sender-${name}`, name);
  }

  const closing = opened.move();
  return {
    tenant: (name) => store.tenant(name),
    async hear(name, said) {
      const connection = await connectionOf(name, name);
      if (!connection) throw new Error(`no connection ${name}`);
      for (let n = 0; n < said.length; n += WEBHOOK) {
        const parts = said
          .slice(n, n + WEBHOOK)
          .map((event) => ({ address: name, raw: event.providerMessageId, events: [event] }));
        await take(connection, { method: 'POST', url: '', headers: {}, body: Buffer.from(JSON.stringify(parts)) });
      }
    },
    work: (...roles) => void closing.use(work(container, roles.length > 0 ? roles : ['worker', 'scheduler'])),
    sent: (name) => sent[name],
    async mediaState(name, { at, providerMessageId }) {
      const found = await store.tenant(name).get(messages, idOf(at, `sender-${name}`, providerMessageId));
      return found?.value.direction === 'in' ? found.value.media?.state : undefined;
    },
    async waiting(name) {
      const counts: Record<string, number> = {};
      let cursor: string | undefined;
      do {
        const query = { by: 'byDue', equals: [], limit: 1_000, ...(cursor === undefined ? {} : { cursor }) } as const;
        const page = await store.tenant(name).find(dueEntries, query);
        for (const { value } of page.items) if (value.kind === 'message.due') counts[value.why] = (counts[value.why] ?? 0) + 1;
        cursor = page.next;
      } while (cursor !== undefined);
      return counts;
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** A message of a customer who has written nothing before, unless `from` says who. */
export function said(id: string, content: InboundContent, from: string = id): MessageReceived {
  return { kind: 'message', providerMessageId: id, from: { userId: from }, profileName: from, at: Date.now(), content };
}

export function text(id: string): MessageReceived {
  return said(id, { kind: 'text', body: 'Hi' });
}

export function image(id: string, from: string = id): MessageReceived {
  return said(id, { kind: 'media', media: 'image', source: { mimeType: 'image/png', providerMediaId: id } }, from);
}

export function picture(): Download {
  return { mimeType: 'image/png', bytes: new Blob(['the bytes of a picture']).stream() };
}

/** A download that ends only when it is told to. */
export function hangs(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

export async function until(holds: () => boolean | Promise<boolean>, patienceMs: number): Promise<boolean> {
  const from = performance.now();
  while (!(await holds())) {
    if (performance.now() - from > patienceMs) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}
