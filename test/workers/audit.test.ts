import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { auditEntries, platformAuditEntries } from '#contracts/records/audit.ts';
import { domainEvents } from '#contracts/events/all.ts';
import { replace } from '#contracts/store.ts';
import { auditFactOf } from '#core/audit/fact.ts';
import { verifyChain } from '#core/audit/verify.ts';
import { demoTenants } from '#sandbox/tenants/demo.ts';
import { plant } from '#sandbox/tenants/plant.ts';
import { audit } from '#core/audit/consumer.ts';
import { givenTenant } from '#test/support/given.ts';
import { bookingOf, messageOf, shaky, wantedOf } from './events.ts';

const { signal } = new AbortController();

describe('the audit', () => {
  it('writes every kind of event down by its ids, and nothing that anybody said or is called', async () => {
    const { tenant, store } = await givenTenant();
    const { handle } = audit(store);
    const { data } = messageOf('received', 'm0');
    await handle([messageOf('received', 'm0', { data: { ...data, text: 'my secret wish' } })], signal);
    await handle([messageOf('read', 'm0', { data: { ...data, recipient: '+34600000001', name: 'Ana' } })], signal);
    await handle([wantedOf('m1')], signal);
    await handle([bookingOf('confirmed', 'e4')], signal);
    const page = await tenant.find(auditEntries, { by: 'bySequence', equals: [], limit: 10 });
    expect(page.items.map(({ value }) => [value.id, value.kind, value.about])).toEqual([
      ['received-m0', 'message.received', data],
      ['read-m0', 'message.read', data],
      ['wanted-m1', 'message.wanted', { ...data, messageId: 'm1' }],
      [
        'e4',
        'booking.confirmed',
        { bookingId: 'booking-1', contactId: 'contact-1', serviceId: 'cut', staffId: 'ana', by: 'customer' },
      ],
    ]);
    expect(JSON.stringify(page)).not.toMatch(/secret|34600000001|Ana|wamid/);
  });

  it.each(domainEvents)('takes $kind, whoever did it', (event) => {
    for (const by of ['zoe', 'bot', 'system']) {
      const data = { ...sampleOf(z.toJSONSchema(event.data)), ...('by' in event.data.shape && { by }) };
      // A booking names a role, not a person.
      if (!event.data.safeParse(data).success) continue;
      const fact = auditFactOf({
        id: 'e',
        tenantId: 'tenant-1',
        stream: event.stream,
        key: 'k',
        kind: event.kind,
        version: 1,
        at: 1,
        data,
      });
      if ('by' in event.data.shape) expect(fact.about.by).toBe(by);
    }
  });

  it('keeps one chain while three instances write and every event comes twice', async () => {
    const { tenant, store } = await givenTenant();
    const instances = [audit(store), audit(store), audit(store)];
    const events = Array.from({ length: 300 }, (_, n) => wantedOf(`m${n}`));
    const slices = Array.from({ length: 15 }, (_, n) => events.slice(20 * n, 20 * n + 20));
    const twice = slices.flatMap((slice, n) => [n, n + 1].map(async (who) => instances[who % 3]?.handle(slice, signal)));
    await Promise.all(twice);
    expect(await verifyChain(tenant)).toMatchObject({ kind: 'holds', entries: 300 });
  });

  it('writes what operators make into a chain of the platform, and tenants have none of it', async () => {
    const { tenant, store, bus, clock } = await givenTenant();
    await using _ = bus.subscribe(audit(store));
    const secrets = { seal: async () => 'sealed', open: async () => '', shred: async () => {}, rotateMaster: async () => {} };
    const [salon] = demoTenants('');
    if (!salon) throw new Error('no demo tenant');
    const planting = {
      tenant: salon,
      connectionId: 'connection-9',
      connectionConfig: {},
      accountConfig: {},
      providerSender: '900',
      identityScope: 'portfolio-9',
    };
    await plant(store, secrets, clock, planting);
    await plant(store, secrets, clock, planting);
    const entries = async () =>
      (await store.platform.find(platformAuditEntries, { by: 'bySequence', equals: [], limit: 10 })).items.map(
        ({ value }) => value,
      );
    await vi.waitFor(async () => expect(await entries()).toHaveLength(4));

    const { id } = salon;
    expect((await entries()).map(({ kind, about }) => [kind, about]).toSorted()).toEqual([
      ['address.created', { addressId: `${id}-address`, connectionId: 'connection-9', senderId: `${id}-sender`, tenantId: id }],
      ['connection.created', { connectionId: 'connection-9' }],
      ['sender.created', { senderId: `${id}-sender`, tenantId: id }],
      ['tenant.created', { tenantId: id }],
    ]);
    expect(await verifyChain(store.platform)).toMatchObject({ kind: 'holds', entries: 4 });
    expect(await verifyChain(tenant)).toMatchObject({ kind: 'holds', entries: 0 });
    const first = await store.platform.get(platformAuditEntries, (await entries())[0]?.id ?? '');
    if (!first) throw new Error('there is a first entry');
    await store.platform.commit([replace(platformAuditEntries, first, { ...first.value, at: 7 })]);
    expect(await verifyChain(store.platform)).toMatchObject({ kind: 'broken', fault: 'changed', sequence: 1 });
  });

  it('writes a slice in one batch', async () => {
    const { tenant, store } = await givenTenant();
    const commit = vi.fn(tenant.commit);
    const { handle } = audit({ ...store, tenant: () => ({ ...tenant, commit }) });
    await handle(
      Array.from({ length: 64 }, (_, n) => wantedOf(`m${n}`)),
      signal,
    );
    expect(commit).toHaveBeenCalledTimes(1);
  });

  it.each(['before', 'after'] as const)(
    'has each event once when the store fails %s the write, and it comes again',
    async (when) => {
      const { tenant, store } = await givenTenant();
      const shaken = shaky(store);
      const { handle } = audit(shaken.store);
      const events = Array.from({ length: 20 }, (_, n) => wantedOf(`m${n}`));
      shaken.failing = when;
      const first = await Promise.allSettled(events.map((event) => handle([event], signal)));
      expect(new Set(first.map((one) => one.status))).toEqual(new Set(['rejected']));
      shaken.failing = undefined;
      await Promise.all([...events, wantedOf('m20')].map((event) => handle([event], signal)));
      expect(await verifyChain(tenant)).toMatchObject({ kind: 'holds', entries: 21 });
    },
  );

  it('gets every committed event from the bus', async () => {
    const { tenant, store, bus } = await givenTenant();
    await using _ = bus.subscribe(audit(store));
    const { tenantId: _own, ...event } = wantedOf('m1');
    for (let n = 0; n < 90; n += 1) await tenant.commit([], [{ ...event, id: `e${n}`, key: `c${n % 5}` }]);
    await vi.waitFor(async () => expect(await verifyChain(tenant)).toMatchObject({ kind: 'holds', entries: 90 }));
  });
});

/** The least that has a shape. */
function sampleOf(shape: z.core.JSONSchema.BaseSchema): Record<string, unknown> {
  const properties = Object.entries(shape.properties ?? {}).filter(([name]) => shape.required?.includes(name));
  return Object.fromEntries(properties.map(([name, part]) => [name, valueOf(part)]));
}

function valueOf(part: z.core.JSONSchema._JSONSchema): unknown {
  if (typeof part === 'boolean') return null;
  if (part.enum) return part.enum[0];
  if (part.type === 'array') return [];
  if (part.type === 'object') return sampleOf(part);
  return part.type === 'integer' ? (part.minimum ?? 0) : 'x';
}
