import { type Conversation, conversations } from '#contracts/records/messaging.ts';
import { type InboxRow, inboxRows } from '#contracts/records/inbox.ts';
import { BATCH_LIMIT, insert } from '#contracts/store.ts';
import { customerWrote, freshRow } from '#core/inbox/row.ts';
import { tagsOf } from '#core/inbox/tags.ts';
import { sessionCookies } from '#http/cookies.ts';
import { gate } from '#http/gate.ts';
import { type ProductNeeds, productRoutes } from '#http/product-routes.ts';
import { serveRoutes } from '#http/serve-routes.ts';
import { koaApp, listen } from '#http/servers.ts';
import { capabilities } from '#adapters/meta-cloud/capabilities.ts';
import { openFolderFiles } from '#adapters/folder/index.ts';
import { accessWorld, cookiesOfEverybody, quickPasswords } from '#test/support/access.ts';
import { givenTenant } from '#test/support/given.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { ask } from './ask.ts';

const report = {
  ok: true,
  node: 'v26',
  timeZoneData: '2026a',
  data: './data',
  tenants: [],
  consumers: {},
  counts: {},
};

/** The product's routes over one tenant in memory, for somebody who may do everything. Each answer is checked against its description. */
interface GivenApi {
  readonly windowHours?: Readonly<Record<string, number>>;
  /** Whose owner the caller is. */
  readonly tenants?: readonly string[];
}

export async function givenApi({ windowHours = {}, tenants = ['tenant-1'] }: GivenApi = {}) {
  await using opened = new AsyncDisposableStack();
  const world = await givenTenant();
  const files = await openFolderFiles({ folder: opened.use(await temporaryFolder()).path });
  const changed: string[] = [];
  const channel = async (name: string) => {
    const hours = windowHours[name];
    if (hours === undefined) throw new Error(`there is no channel ${name}`);
    return { capabilities: { ...capabilities, windowHours: hours } };
  };
  const { platform } = world.store;
  const access = accessWorld({ ...world, platform }, { passwords: quickPasswords });
  const cookies = sessionCookies(false);
  const own = { cookie: await cookiesOfEverybody(access, tenants) };
  const needs: ProductNeeds = {
    access,
    cookies,
    store: world.store,
    files,
    clock: world.clock,
    newId: world.newId,
    channel,
    report: async () => report,
    follow: () => () => {},
    changed: (tenantId, conversationId) => void changed.push(`${tenantId} ${conversationId}`),
  };
  const routes = productRoutes(needs);
  const door = gate({ platform, clock: world.clock, cookies, localKey: 'local' });
  const app = koaApp(quietLog, [
    serveRoutes(routes, {
      store: world.store,
      clock: world.clock,
      gate: door,
      checkAnswers: true,
    }),
  ]);
  const server = opened.use(await listen(app, '127.0.0.1', 0));
  const url = `http://127.0.0.1:${server.port}`;
  const closing = opened.move();
  async function write(method: string, path: string, more: Readonly<Record<string, string>>, body?: unknown) {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { ...own, 'content-type': 'application/json', ...more };
    const answer = await ask(url, { path, method, headers, ...sent });
    return { status: answer.status, body: JSON.parse(answer.text) };
  }
  return {
    ...world,
    files,
    routes,
    changed,
    access,
    /** What another instance on the same store is made of, and what its caller sends. */
    needs,
    door,
    own,
    /** As whoever the headers say, or nobody. */
    askAs: (headers: Readonly<Record<string, string>>, path: string, asking: Parameters<typeof ask>[1] = {}) =>
      ask(url, { path, ...asking, headers: { ...asking.headers, ...headers } }),
    ask: (path: string, asking: Parameters<typeof ask>[1] = {}) =>
      ask(url, { path, ...asking, headers: { ...own, ...asking.headers } }),
    get: (path: string) => ask(url, { path, headers: own }),
    /** The body of the answer, parsed. */
    read: async (path: string) => JSON.parse((await ask(url, { path, headers: own })).text),
    post: (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) => write('POST', path, headers, body),
    put: (path: string, body: unknown) => write('PUT', path, {}, body),
    remove: (path: string, headers: Readonly<Record<string, string>> = {}) => write('DELETE', path, headers),
    /** Conversations as the recorder makes them: the thread, and its row of the inbox. */
    async converses(...all: readonly (Partial<Conversation> & Pick<Conversation, 'id'>)[]): Promise<void> {
      const lines = all.flatMap((one) => {
        const thread = { ...conversation, ...one };
        return [insert(conversations, thread), insert(inboxRows, rowOf(thread))];
      });
      for (let n = 0; n < lines.length; n += BATCH_LIMIT.writes)
        await world.tenant.commit(lines.slice(n, n + BATCH_LIMIT.writes));
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

const conversation: Omit<Conversation, 'id'> = {
  contactId: 'contact-1',
  senderId: 'sender-1',
  key: 'key',
  to: { phone: '+34600000001' },
  lastInboundAt: 0,
  lastAt: 1,
  preview: 'hi',
  unread: 1,
};

function rowOf(thread: Conversation): InboxRow {
  const row = customerWrote(freshRow(thread, thread.lastAt), thread.lastAt);
  return { ...row, tags: tagsOf(row) };
}
