import { describe, expect, it } from 'vitest';
import type { Account, InboundPart } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { accountEvents } from '#contracts/events/accounts.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { dueEntries } from '#contracts/later.ts';
import { conversations, messages } from '#contracts/records/messaging.ts';
import { addresses, connections, tenants } from '#contracts/records/platform.ts';
import { accounts } from '#contracts/records/tenancy.ts';
import { insert } from '#contracts/store.ts';
import { accountBook } from '#app/accounts.ts';
import { connectionBook } from '#core/arrivals/connection-book.ts';
import { counts } from '#app/counts.ts';
import { openFolderFiles } from '#adapters/folder/index.ts';
import { resumeAccount } from '#core/messaging/account-states.ts';
import { makeCurrent } from '#core/messaging/current-account.ts';
import { fetchMedia } from '#core/messaging/fetch-media.ts';
import { messageDue } from '#core/messaging/message-due.ts';
import { ingest } from '#core/arrivals/ingest.ts';
import { channelSources } from '#core/messaging/channel-source.ts';
import { sendMessage } from '#core/messaging/send-message.ts';
import { wantMessages } from '#core/messaging/want-message.ts';
import { openSecrets, scriptedChannel } from '#test/support/channel.ts';
import { oneAtATime } from '#test/contracts/subject.ts';
import { addressOne, givenTenant, said, status } from '#test/support/given.ts';
import { quietLog, quietMetrics } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { live } from '#workers/live.ts';
import { dueWork } from '#workers/later.ts';
import { recorder } from '#core/messaging/recorder.ts';
import { sender } from '#core/messaging/sender.ts';

const SOON = { timeout: 10_000 };

/** One number that two providers bring messages for: `old`, whose account is current, and `new`. Recorder, sender and due work run. */
async function given(old: Partial<Account> = {}) {
  await using opened = new AsyncDisposableStack();
  const world = opened.use(await givenTenant());
  const { store, tenant, clock, newId, bus } = world;
  const channels = { old: scriptedChannel('old', old), new: scriptedChannel('new') };
  const channelNamed = async (name: string) => channels[name === 'old' ? 'old' : 'new'];
  for (const name of ['old', 'new'])
    await store.platform.commit([
      insert(connections, { id: `connection-${name}`, channel: name, sealedConfig: '{}', createdAt: 1 }),
      insert(addresses, {
        ...addressOne,
        id: name,
        connectionId: `connection-${name}`,
        providerSender: `number-${name}`,
        channel: name,
      }),
    ]);
  await tenant.commit(
    ['old', 'new'].map((name) =>
      insert(accounts, { id: name, senderId: 'sender-1', connectionId: `connection-${name}`, channel: name, sealedConfig: '{}' }),
    ),
  );
  await makeCurrent(tenant, clock, 'sender-1', 'old');

  const book = accountBook(channelNamed, openSecrets, clock, quietLog, () => 'http://127.0.0.1:9');
  const connectionOf = connectionBook({
    store,
    secrets: openSecrets,
    clock,
    kinds: [channelSources({ store, log: quietLog, channels: { names: ['old', 'new'], named: channelNamed } })],
  });
  const take = ingest({ store, clock, metrics: counts() });
  const pages = live({ tell() {}, hear: () => () => {} });
  const files = await openFolderFiles({ folder: opened.use(await temporaryFolder()).path });
  const send = sendMessage(clock, book, { deadlineMs: 10_000, settleForMs: 60_000 });
  opened.use(bus.subscribe(recorder(store, newId, pages)));
  opened.use(bus.subscribe(sender(store, send, pages)));
  const timers = [messageDue(clock, book), fetchMedia({ clock, files, accounts: book, limit: 1_000, changed: pages.changed })];
  opened.use(dueWork({ ...world, timers, log: quietLog, metrics: quietMetrics }));

  async function hooks(name: 'old' | 'new', part: Omit<InboundPart, 'raw'>): Promise<void> {
    const connection = await connectionOf(name, `connection-${name}`);
    if (!connection) throw new Error('no connection');
    const body = Buffer.from(JSON.stringify([{ ...part, raw: JSON.stringify(part) }]));
    await take(connection, { method: 'POST', url: '', headers: {}, body });
  }
  const all = async () => (await tenant.find(messages, { by: 'byId', equals: [], limit: 100 })).items.map(({ value }) => value);
  const closing = opened.move();
  return {
    ...world,
    book,
    hooks,
    says: (name: 'old' | 'new', body: string, over = {}) =>
      hooks(name, { address: `number-${name}`, events: [said(body, over)] }),
    heard: async () => (await all()).filter((one) => one.direction === 'in'),
    ours: async () => (await all()).filter((one) => one.direction === 'out'),
    conversations: async () => (await tenant.find(conversations, { by: 'byLastAt', equals: [], limit: 10 })).items,
    /** Wants one message more in the only conversation. */
    async want(body: string) {
      const page = await tenant.find(conversations, { by: 'byLastAt', equals: [], limit: 1 });
      const [conversation] = page.items;
      if (!conversation) throw new Error('no conversation');
      const { writes, events } = wantMessages(
        conversation,
        [{ id: newId(), author: 'bot', content: { kind: 'text', body } }],
        clock.now(),
      );
      expect(await tenant.commit(writes, events)).toEqual({ kind: 'committed' });
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

describe('a number with two addresses', () => {
  it('has one conversation with a customer, whichever provider brings what is said', async () => {
    await using world = await given();
    await world.says('old', 'one');
    await world.says('new', 'two');
    await world.says('old', 'three');
    await expect.poll(async () => (await world.heard()).length, SOON).toBe(3);

    expect(await world.conversations()).toHaveLength(1);
    expect((await world.heard()).map(({ connectionId }) => connectionId).toSorted()).toEqual([
      'connection-new',
      'connection-old',
      'connection-old',
    ]);
  });

  it('knows no address of another connection', async () => {
    await using world = await given();
    await world.hooks('new', { address: 'number-old', events: [said('not ours')] });
    await world.says('new', 'ours');
    await expect.poll(async () => (await world.heard()).length, SOON).toBe(1);
  });

  it('joins a late delivery update to what its earlier account sent', async () => {
    await using world = await given();
    await world.says('old', 'hi');
    await expect.poll(async () => (await world.conversations()).length, SOON).toBe(1);
    await world.want('hello');
    await expect.poll(async () => (await world.ours()).map(({ state }) => state), SOON).toEqual(['accepted']);
    await makeCurrent(world.tenant, world.clock, 'sender-1', 'new');
    const [sent] = await world.ours();
    const event = status(sent?.providerMessageId ?? '', 'read', { recipient: { phone: '+34600000001' } });
    await world.hooks('old', { address: 'number-old', events: [event] });
    await expect.poll(async () => (await world.ours())[0]?.receipts.readAt, SOON).toBe(1_000);

    await world.want('from the new one');
    await expect
      .poll(async () => (await world.ours()).map(({ providerMessageId }) => providerMessageId.split('-')[0]).toSorted(), SOON)
      .toEqual(['new', 'old']);
  });

  it('fetches media that came by the old connection through the old account, after the switch', async () => {
    const asked: string[] = [];
    await using world = await given({
      async download({ providerMediaId }) {
        asked.push(providerMediaId ?? '');
        return { mimeType: 'image/png', bytes: new Blob(['picture']).stream() };
      },
    });
    await makeCurrent(world.tenant, world.clock, 'sender-1', 'new');
    const source = { mimeType: 'image/png', providerMediaId: 'media-1' };
    await world.says('old', 'picture', { content: { kind: 'media', media: 'image', source } });
    await expect
      .poll(async () => (await world.heard()).map((one) => one.direction === 'in' && one.media?.state), SOON)
      .toEqual(['stored']);
    expect(asked).toEqual(['media-1']);
  });
});

describe('a paused account', () => {
  it('lets sends wait, and sends them in order when it is resumed, each once', async () => {
    let refused = true;
    const sent: string[] = [];
    await using world = await given({
      async send({ messageId, content }) {
        if (refused) throw new AdapterFailure('old', 'unauthorized', 'as scripted');
        sent.push(content.kind === 'text' ? content.body : content.kind);
        return { providerMessageId: `out-${messageId}` };
      },
    });
    const told: string[] = [];
    await using _told = world.bus.subscribe(
      oneAtATime(
        { name: 'told', streams: ['account'] },
        async ({ kind, data }) => void told.push(`${kind} ${String(data['accountId'])}`),
      ),
    );
    await world.says('old', 'hi');
    await expect.poll(async () => (await world.conversations()).length, SOON).toBe(1);
    for (const body of ['a', 'b', 'c']) await world.want(body);
    await expect.poll(async () => (await world.book.byId(world.tenant, 'old'))?.kind, SOON).toBe('paused');
    await expect.poll(async () => (await world.ours()).map(({ state }) => state), SOON).toEqual(['wanted', 'wanted', 'wanted']);

    refused = false;
    world.clock.advance(31_000);
    expect(sent).toEqual([]);
    await resumeAccount(world.tenant, world.clock, 'old');
    await expect
      .poll(async () => {
        world.clock.advance(31_000);
        return (await world.ours()).map(({ state }) => state);
      }, SOON)
      .toEqual(['accepted', 'accepted', 'accepted']);
    expect(sent).toEqual(['a', 'b', 'c']);
    await expect.poll(() => told, SOON).toEqual(['account.paused old', 'account.resumed old']);
  });
});

describe('a switch to another account', () => {
  it('sends what waits for the earlier one at once', async () => {
    await using world = await given({
      send: () => Promise.reject(new AdapterFailure('old', 'rate_limited', 'as scripted', { retryAfterMs: 600_000 })),
    });
    await world.says('old', 'hi');
    await expect.poll(async () => (await world.conversations()).length, SOON).toBe(1);
    for (const body of ['a', 'b']) await world.want(body);
    const waits = async () => (await world.tenant.find(dueEntries, { by: 'byDue', equals: [], limit: 10 })).items.length;
    await expect.poll(waits, SOON).toBe(2);
    await makeCurrent(world.tenant, world.clock, 'sender-1', 'new');
    await expect
      .poll(async () => (await world.ours()).map(({ providerMessageId }) => providerMessageId.split('-')[0]), SOON)
      .toEqual(['new', 'new']);
    expect(await waits()).toBe(0);
  });
});

describe('news about a business account', () => {
  const about = 'message_template_status_update.REJECTED';
  const notice: InboundEvent = { kind: 'notice', about, at: 5_000, errors: [{ code: '132000' }] };

  it('reaches the tenants of that account and of addresses whose account nobody said, and no other', async () => {
    await using world = await given();
    const told: string[] = [];
    await using _told = world.bus.subscribe(
      oneAtATime({ name: 'told', streams: ['account'], kinds: [accountEvents.noticed.kind] }, async ({ tenantId, data }) => {
        const { connectionId, about, code, senderId } = accountEvents.noticed.data.parse(data);
        told.push([tenantId, connectionId, about, code, senderId].join(' '));
      }),
    );
    const others = { same: 'waba-1', other: 'waba-2' };
    for (const [id, businessAccount] of Object.entries(others))
      await world.store.platform.commit([
        insert(tenants, { id, name: id, createdAt: 1 }),
        insert(addresses, {
          ...addressOne,
          id: `address-${id}`,
          connectionId: 'connection-old',
          providerSender: id,
          tenantId: id,
          senderId: id,
          businessAccount,
        }),
      ]);
    for (let n = 0; n < 2; n += 1) await world.hooks('old', { businessAccount: 'waba-1', events: [notice] });
    const rest = 'connection-old message_template_status_update.REJECTED 132000 ';
    await expect.poll(() => told.toSorted(), SOON).toEqual([`same ${rest}`, `tenant-1 ${rest}`]);
  });
});
