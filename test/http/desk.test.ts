import { describe, expect, it } from 'vitest';
import { unsettledSends } from '#contracts/records/messaging.ts';
import { tenants } from '#contracts/records/platform.ts';
import { accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import { BATCH_LIMIT, FIND_LIMIT, type Write, insert } from '#contracts/store.ts';
import { givenApi } from './given-api.ts';

const MORE = FIND_LIMIT + 1;
const HOUR = 3_600_000;
const many = (make: (n: number) => Write): readonly Write[] => Array.from({ length: MORE }, (_, n) => make(n));

async function write(on: { commit(writes: readonly Write[]): Promise<unknown> }, all: readonly Write[]): Promise<void> {
  for (let n = 0; n < all.length; n += BATCH_LIMIT.writes) await on.commit(all.slice(n, n + BATCH_LIMIT.writes));
}

describe('lists that a page needs whole', () => {
  it('have every tenant', async () => {
    await using world = await givenApi();
    await write(
      world.store.platform,
      many((n) => insert(tenants, { id: `more-${n}`, name: `More ${n}`, createdAt: n })),
    );
    expect((await world.read('/api/admin/tenants')).tenants).toHaveLength(MORE + 1);
  });

  it('have every unsettled send', async () => {
    await using world = await givenApi();
    const one = { conversationId: 'conversation-1', since: 1 };
    await write(
      world.tenant,
      many((n) => insert(unsettledSends, { ...one, id: `message-${n}` })),
    );
    expect((await world.read('/api/tenants/tenant-1/unsettled')).items).toHaveLength(MORE);
  });
});

describe('the time in which an agent may answer freely', () => {
  const given = async (windowHours: Readonly<Record<string, number>>) => {
    const world = await givenApi({ windowHours });
    const account = { id: 'account-1', senderId: 'sender-1', connectionId: 'connection-1', channel: 'test', sealedConfig: '' };
    await world.tenant.commit([insert(accounts, account), insert(senderCurrents, { id: 'sender-1', accountId: 'account-1' })]);
    await world.converses({ id: 'conversation-1', lastInboundAt: 10 * HOUR, lastAt: 10 * HOUR });
    return world;
  };

  it('is what the channel of the conversation allows', async () => {
    await using world = await given({ test: 48 });
    const [card] = (await world.read('/api/tenants/tenant-1/conversations')).items;
    expect(card.windowUntil).toBe((10 + 48) * HOUR - 60_000);
  });

  it('is left out when the channel is no longer there', async () => {
    await using world = await given({});
    const [card] = (await world.read('/api/tenants/tenant-1/conversations')).items;
    expect([card.id, card.windowUntil]).toEqual(['conversation-1', undefined]);
  });
});
