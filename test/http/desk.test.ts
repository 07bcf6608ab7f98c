import { describe, expect, it } from 'vitest';
import type { Capabilities } from '#contracts/channel.ts';
import { type Conversation, conversations, unsettledSends } from '#contracts/records/messaging.ts';
import { tenants } from '#contracts/records/platform.ts';
import { accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import { BATCH_LIMIT, FIND_LIMIT, type Write, insert } from '#contracts/store.ts';
import { desk } from '#http/desk.ts';
import { koaApp, listen } from '#http/servers.ts';
import { openFolderFiles } from '#adapters/folder/index.ts';
import { givenTenant } from '#test/support/given.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { ask } from './ask.ts';

const account = { id: 'account-1', senderId: 'sender-1', connectionId: 'connection-1', channel: 'test', sealedConfig: '' };
const sendsThrough = [insert(accounts, account), insert(senderCurrents, { id: 'sender-1', accountId: account.id })];
const MORE = FIND_LIMIT + 1;
const HOUR = 3_600_000;
const many = (make: (n: number) => Write): readonly Write[] => Array.from({ length: MORE }, (_, n) => make(n));

const conversation: Conversation = {
  id: 'conversation-1',
  contactId: 'nobody',
  senderId: 'sender-1',
  key: 'key',
  to: { phone: '+34600000001' },
  lastInboundAt: 10 * HOUR,
  lastAt: 10 * HOUR,
  preview: 'hi',
  unread: 1,
};

async function given(windowHours: Readonly<Record<string, number>> = {}) {
  await using opened = new AsyncDisposableStack();
  const world = await givenTenant();
  const files = await openFolderFiles({ folder: opened.use(await temporaryFolder()).path });
  const channel = async (name: string) => {
    const hours = windowHours[name];
    if (hours === undefined) throw new Error(`there is no channel ${name}`);
    return { capabilities: { windowHours: hours } as Capabilities };
  };
  const router = desk({ store: world.store, files, clock: world.clock, channel, follow: () => () => {} });
  const server = opened.use(await listen(koaApp(quietLog, [router]), '127.0.0.1', 0));
  const closing = opened.move();
  return {
    ...world,
    get: async (path: string) => JSON.parse((await ask(`http://127.0.0.1:${server.port}`, { path })).text),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

async function write(on: { commit(writes: readonly Write[]): Promise<unknown> }, all: readonly Write[]): Promise<void> {
  for (let n = 0; n < all.length; n += BATCH_LIMIT.writes) await on.commit(all.slice(n, n + BATCH_LIMIT.writes));
}

describe('lists that a page needs whole', () => {
  it('have every tenant', async () => {
    await using world = await given();
    await write(
      world.store.platform,
      many((n) => insert(tenants, { id: `more-${n}`, name: `More ${n}`, createdAt: n })),
    );
    expect((await world.get('/api/tenants')).tenants).toHaveLength(MORE + 1);
  });

  it('have every unsettled send', async () => {
    await using world = await given();
    const one = { conversationId: 'conversation-1', since: 1 };
    await write(
      world.tenant,
      many((n) => insert(unsettledSends, { ...one, id: `message-${n}` })),
    );
    expect((await world.get('/api/tenants/tenant-1/unsettled')).items).toHaveLength(MORE);
  });
});

describe('the time in which an agent may answer freely', () => {
  it('is what the channel of the current account allows', async () => {
    await using world = await given({ test: 48 });
    await world.tenant.commit([...sendsThrough, insert(conversations, conversation)]);
    const [card] = (await world.get('/api/tenants/tenant-1/conversations')).items;
    expect(card.windowUntil).toBe((10 + 48) * HOUR - 60_000);
  });

  it.each([
    ['the channel is no longer there', {}, sendsThrough],
    ['the number has no current account', { test: 48 }, []],
  ])('is left out when %s', async (_, windowHours, own) => {
    await using world = await given(windowHours);
    await world.tenant.commit([...own, insert(conversations, conversation)]);
    const [card] = (await world.get('/api/tenants/tenant-1/conversations')).items;
    expect([card.id, card.windowUntil]).toEqual(['conversation-1', undefined]);
  });
});
