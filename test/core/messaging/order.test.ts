import { oneAtATime } from '#test/contracts/subject.ts';
import { describe, expect, it } from 'vitest';
import { type Conversation, inboundLog } from '#contracts/records/messaging.ts';
import { counts } from '#app/counts.ts';
import { ingest } from '#core/arrivals/ingest.ts';
import { channelSource } from '#core/messaging/channel-source.ts';
import { risingOrder } from '#core/ids/order.ts';
import { wantMessages } from '#core/messaging/want-message.ts';
import { givenTenant, said } from '#test/support/given.ts';

const TEXTS = Array.from({ length: 12 }, (_, n) => `text ${n}`);

describe('the order of acceptance', () => {
  it('rises within a millisecond, and while the clock is behind itself', () => {
    const next = risingOrder();
    const orders = [5_000, 5_000, 5_000, 6_000, 4_000, 6_000, 6_001].map(next);
    expect(orders).toEqual(orders.toSorted());
    expect(new Set(orders).size).toBe(orders.length);
  });

  it('is that of the changes in their webhook, and of webhooks that came in the same millisecond', async () => {
    const world = await givenTenant();
    const take = ingest({ store: world.store, clock: world.clock, metrics: counts() });
    const delivered = (texts: readonly string[]) =>
      take(
        channelSource({
          id: 'connection-1',
          name: 'test',
          connection: {
            acknowledgement: { status: 200, type: 'text/plain', body: '' },
            handshake: () => undefined,
            receive: () => texts.map((raw) => ({ address: '100', raw, events: [said(raw)] })),
          },
          senderOf: async () => world.sender,
          tenantsOf: async () => [],
        }),
        { method: 'POST', url: '', headers: {}, body: new Uint8Array() },
      );
    await delivered(TEXTS.slice(0, 6));
    await delivered(TEXTS.slice(6));

    const orders = new Map<string, string>();
    world.bus.subscribe(oneAtATime({}, async ({ data }) => void orders.set(String(data['rawId']), String(data['order']))));
    await expect.poll(() => orders.size).toBe(TEXTS.length);
    const log = (await world.tenant.find(inboundLog, { by: 'byTime', equals: [], limit: 100 })).items.map(({ value }) => value);
    const inOrder = log.toSorted((a, b) => ((orders.get(a.id) ?? '') < (orders.get(b.id) ?? '') ? -1 : 1));
    expect(inOrder.map(({ raw }) => raw)).toEqual(TEXTS);
  });

  it('is that in which several messages were wanted at once', () => {
    const conversation = { value: { id: 'c', lastAt: 0 } as Conversation, version: 1 };
    const wanted = TEXTS.map((body, n) => ({
      id: `id-${99 - n}`,
      author: 'bot' as const,
      content: { kind: 'text' as const, body },
    }));
    const { writes } = wantMessages(conversation, wanted, 5_000);

    const orders = writes.flatMap((line) => (line.kind === 'insert' && 'order' in line.value ? [String(line.value.order)] : []));
    expect(orders).toHaveLength(TEXTS.length);
    expect(orders).toEqual(orders.toSorted());
    expect([orders[0], risingOrder()(5_000)].toSorted()[0]).not.toBe(orders[0]);
  });
});
