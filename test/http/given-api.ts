import { type Conversation, conversations } from '#contracts/records/messaging.ts';
import { type InboxRow, inboxRows } from '#contracts/records/inbox.ts';
import { memberships } from '#contracts/records/access.ts';
import { BATCH_LIMIT, insert } from '#contracts/store.ts';
import { membershipId } from '#core/access/users.ts';
import { customerWrote, freshRow } from '#core/inbox/row.ts';
import { tagsOf } from '#core/inbox/tags.ts';
import { sessionCookies } from '#http/cookies.ts';
import { gate } from '#http/gate.ts';
import type { SetUpNeeds } from '#core/set-up/connect-number.ts';
import { type ProductNeeds, productRoutes } from '#http/product-routes.ts';
import { serveRoutes } from '#http/serve-routes.ts';
import { koaApp, listen } from '#http/servers.ts';
import { capabilities } from '#adapters/meta-cloud/capabilities.ts';
import { collections } from '#app/subjects.ts';
import { openFolderFiles } from '#adapters/folder/index.ts';
import { accessWorld, cookiesOfEverybody, quickPasswords } from '#test/support/access.ts';
import { givenTenant } from '#test/support/given.ts';
import { quietLog } from '#test/support/quiet.ts';
import { givenSetUp } from '#test/support/set-up.ts';
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

interface ApiOptions {
  readonly windowHours?: Readonly<Record<string, number>>;
  /** Whose owner the caller is. */
  readonly tenants?: readonly string[];
  readonly setUp?: Partial<SetUpNeeds>;
}

/** The product's routes over one tenant in memory, for somebody who may do everything. Each answer is checked against its description. */
export async function givenApi({ windowHours = {}, tenants = ['tenant-1'], setUp = {} }: ApiOptions = {}) {
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
    bus: world.bus,
    collections,
    files,
    clock: world.clock,
    newId: world.newId,
    channel,
    report: async () => report,
    setUp: givenSetUp(world, setUp),
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
    /** Makes the caller an owner of this tenant, too. */
    join: (tenantId: string) =>
      platform.commit([
        insert(memberships, {
          id: membershipId(tenantId, 'test-everybody'),
          tenantId,
          userId: 'test-everybody',
          role: 'owner',
          since: world.clock.now(),
        }),
      ]),
    /** A call with a body, and the version in `If-Match` if there is one. */
    call: async (method: string, path: string, body?: unknown, version?: number | string) => {
      const tag = typeof version === 'number' ? `"${version}"` : version;
      const headers = {
        ...own,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(tag === undefined ? {} : { 'if-match': tag }),
      };
      const answer = await ask(url, { path, method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      return { status: answer.status, etag: answer.headers['etag'], body: JSON.parse(answer.text), text: answer.text };
    },
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
