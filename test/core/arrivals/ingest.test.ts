import { oneAtATime } from '#test/contracts/subject.ts';
import { describe, expect, it } from 'vitest';
import type { InboundPart } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { inboundLog } from '#contracts/records/messaging.ts';
import { strays } from '#contracts/records/platform.ts';
import { BATCH_LIMIT } from '#contracts/store.ts';
import { ingest } from '#core/arrivals/ingest.ts';
import { channelSource } from '#core/messaging/channel-source.ts';
import { counts } from '#app/counts.ts';
import { givenTenant, said } from '#test/support/given.ts';

const request = { method: 'POST', url: '', headers: {}, body: Buffer.from('the body') } as const;

function aPart(raw: string, over: Partial<InboundPart> = {}): InboundPart {
  return { address: '100', raw, events: [said(raw)], ...over };
}

const notice: InboundEvent = { kind: 'notice', about: 'account_update.DISABLED_UPDATE', at: 5_000, errors: [] };

async function given() {
  const world = await givenTenant();
  const take = ingest({ store: world.store, clock: world.clock, metrics: counts() });
  const delivered = (first: InboundPart | Iterable<InboundPart>, ...more: InboundPart[]) =>
    take(
      channelSource({
        id: 'connection-1',
        name: 'test',
        connection: {
          acknowledgement: { status: 200, type: 'text/plain', body: '' },
          handshake: () => undefined,
          receive: () => (Symbol.iterator in first ? first : [first, ...more]),
        },
        senderOf: async (providerSender) => (providerSender === '100' ? world.sender : undefined),
        tenantsOf: async (account) => (account === 'nobody' ? [] : ['tenant-1', 'tenant-2']),
      }),
      request,
    );
  const log = async () =>
    (await world.tenant.find(inboundLog, { by: 'byTime', equals: [], limit: 1000 })).items.map(({ value }) => value);
  const events: string[] = [];
  const listen = () => world.bus.subscribe(oneAtATime({}, async ({ data }) => void events.push(String(data['rawId']))));
  return { ...world, take, delivered, log, events, listen };
}

describe('the way in', () => {
  it.each([{ providerAt: 1_764_579_600_000 }, {}])('keeps a change once, however late it comes again (%j)', async (when) => {
    const { clock, delivered, log, events, listen } = await given();
    await using _listening = listen();
    await delivered(aPart('hello', when));
    clock.advance(3 * 24 * 3_600_000);
    expect(await delivered(aPart('hello', when))).toEqual({ kind: 'stored' });
    await delivered(aPart('and another', when));

    const kept = await log();
    expect(kept.map(({ raw }) => raw)).toEqual(['hello', 'and another']);
    await expect.poll(() => events).toEqual(kept.map(({ id }) => id));
  });

  it('keeps two changes of the same second apart', async () => {
    const { delivered, log } = await given();
    await delivered(aPart('one', { providerAt: 5_000 }), aPart('two', { providerAt: 5_000 }));
    expect((await log()).map(({ raw }) => raw).toSorted()).toEqual(['one', 'two']);
  });

  it('keeps the raw log in the order of the provider, whatever the texts are', async () => {
    const { delivered, log } = await given();
    const texts = Array.from({ length: 20 }, (_, n) => `text ${n}`);
    for (const [n, raw] of texts.entries()) await delivered(aPart(raw, { providerAt: 1_764_579_600_000 + n * 1000 }));
    const kept = await log();
    expect(kept.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ raw }) => raw)).toEqual(texts);
  });

  it('keeps what belongs to nobody under its connection, once and without effect', async () => {
    const { delivered, log, store } = await given();
    await delivered(aPart('stray', { address: '999' }));
    await delivered(aPart('stray', { address: '999' }));

    const page = await store.platform.find(strays, { by: 'byConnection', equals: ['connection-1'], limit: 10 });
    expect(page.items.map(({ value }) => value)).toMatchObject([
      { raw: 'stray', reason: 'unknown_sender', providerSender: '999' },
    ]);
    expect(await log()).toEqual([]);
  });

  it('keeps what the store can never take whole, and its neighbours as they are', async () => {
    const { delivered, log, store } = await given();
    const halfACharacter = said('bad', { from: { userId: 'ES.\ud800' } });
    const parts = [
      aPart('one'),
      aPart('bad', { events: [halfACharacter] }),
      aPart('sender', { address: '\ud800' }),
      aPart('two'),
    ];
    expect(await delivered(parts)).toEqual({ kind: 'stored' });

    expect((await log()).map(({ raw }) => raw).toSorted()).toEqual(['one', 'two']);
    const page = await store.platform.find(strays, { by: 'byConnection', equals: ['connection-1'], limit: 10 });
    expect(page.items.map(({ value }) => [value.reason, Buffer.from(value.raw, 'base64').toString()])).toContainEqual([
      'malformed',
      'the body',
    ]);
  });

  it.each([
    ['changes', 1, 1_000],
    ['events', 10, 500],
  ])('takes a webhook with too many %s apart up to the most, and keeps it whole as well', async (_, events, most) => {
    const { delivered, log, store } = await given();
    let asked = 0;
    function* endless() {
      for (;;) yield aPart(`part ${(asked += 1)}`, { events: Array.from({ length: events }, (__, n) => said(`${asked}.${n}`)) });
    }
    expect(await delivered(endless())).toEqual({ kind: 'stored' });
    expect(await log()).toHaveLength(most);
    expect(asked).toBe(most + 1);
    const page = await store.platform.find(strays, { by: 'byConnection', equals: ['connection-1'], limit: 10 });
    expect(page.items.map(({ value }) => [value.reason, value.raw])).toEqual([
      ['too_large', Buffer.from('the body').toString('base64')],
    ]);
  });

  it('lets other requests have their turn while it takes a large webhook apart', async () => {
    const { delivered } = await given();
    let translated = 0;
    function* many() {
      for (; translated < 1_000; translated += 1) yield aPart(`part ${translated}`);
    }
    let ended = false;
    const large = delivered(many()).finally(() => (ended = true));
    const seen = new Set<number>();
    while (!ended) {
      await new Promise((turn) => void setImmediate(turn));
      seen.add(translated);
    }
    await large;
    expect(seen.size).toBeGreaterThan(3);
  });

  it('keeps news about an account for each tenant that it may concern, once, with an event for each', async () => {
    const { delivered, log, store, bus } = await given();
    const seen: string[] = [];
    await using _listening = bus.subscribe(oneAtATime({}, async ({ tenantId, kind }) => void seen.push(`${tenantId} ${kind}`)));
    const { address: _, ...part } = aPart('news', { businessAccount: 'waba', events: [notice] });
    await delivered(part);
    await delivered(part);

    const other = await store.tenant('tenant-2').find(inboundLog, { by: 'byTime', equals: [], limit: 10 });
    expect([await log(), other.items.map(({ value }) => value)]).toMatchObject([
      [{ raw: 'news', senderId: '', kinds: ['notice'] }],
      [{ raw: 'news', senderId: '', kinds: ['notice'] }],
    ]);
    await expect.poll(() => seen.toSorted()).toEqual(['tenant-1 arrival.notice', 'tenant-2 arrival.notice']);
    expect((await store.platform.find(strays, { by: 'byConnection', equals: ['connection-1'], limit: 10 })).items).toEqual([]);
  });

  it.each<[string, Partial<InboundPart>]>([
    ['news that concern no tenant', { businessAccount: 'nobody', events: [notice] }],
    ['what is no news and names no number', { events: [said('who is it for?')] }],
    ['what nobody understands and names no number', { events: [] }],
  ])('keeps %s under the connection', async (_, over) => {
    const { delivered, log, store } = await given();
    const { address: _none, ...part } = aPart('stray', over);
    await delivered(part);
    const page = await store.platform.find(strays, { by: 'byConnection', equals: ['connection-1'], limit: 10 });
    expect([page.items.map(({ value }) => value.reason), await log()]).toEqual([['no_sender'], []]);
  });

  it('keeps nothing that is forged', async () => {
    const { take, log, sender } = await given();
    const forged = await take(
      channelSource({
        id: 'connection-1',
        name: 'test',
        connection: {
          acknowledgement: { status: 200, type: 'text/plain', body: '' },
          handshake: () => undefined,
          receive() {
            throw new AdapterFailure('test', 'forged', 'no');
          },
        },
        senderOf: async () => sender,
        tenantsOf: async () => [],
      }),
      request,
    );
    expect(forged).toEqual({ kind: 'forged' });
    expect(await log()).toEqual([]);
  });

  it('keeps a webhook that is too large to be taken apart whole under its connection, once and without effect', async () => {
    const { store, log, events, listen, delivered } = await given();
    await using _listening = listen();
    const raw = '"'.repeat(BATCH_LIMIT.bytes / 2);
    expect(await delivered(aPart(raw))).toEqual({ kind: 'stored' });
    expect(await delivered(aPart(raw))).toEqual({ kind: 'stored' });

    const kept = await store.platform.find(strays, { by: 'byConnection', equals: ['connection-1'], limit: 10 });
    expect(kept.items.map(({ value }) => [value.reason, value.providerSender])).toEqual([['too_large', '100']]);
    expect(kept.items[0]?.value.raw).toBe(Buffer.from(request.body).toString('base64'));
    expect([await log(), events]).toEqual([[], []]);
  });
});
