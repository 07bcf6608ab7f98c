import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collections } from '#app/subjects.ts';
import type { InboundPart } from '#contracts/channel.ts';
import { defineCollection } from '#contracts/collection.ts';
import type { Identities, InboundEvent } from '#contracts/inbound.ts';
import { inboundLog, inboundRaw } from '#contracts/records/messaging.ts';
import { insert } from '#contracts/store.ts';
import { ingest } from '#core/arrivals/ingest.ts';
import { partsOfCustomer } from '#core/arrivals/parts-of-customer.ts';
import { channelSource } from '#core/messaging/channel-source.ts';
import { customerKeys } from '#core/messaging/keys.ts';
import { onDisk } from '#test/adapters/sqlite-engine.ts';
import { productionEngine } from '#test/adapters/production-engine.ts';
import type { Engine, Subject } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { said, senderOne, status } from '#test/support/given.ts';
import { findProduction } from '#test/support/production.ts';
import { quietMetrics } from '#test/support/quiet.ts';

const ANA = { phone: '+34600000001', userId: 'ES.ana' };
const ANAS_NEXT_PHONE = '+34600000009';
const BO = { phone: '+34600000002' };

const part = (raw: string, ...events: InboundEvent[]): InboundPart => ({ address: '100', raw, events });

const production = await findProduction();

describe('the raw parts of a customer', () => {
  onEngine(onDisk);
  if ('reason' in production) it.skip(`on MongoDB and NATS [skipped: ${production.reason}]`, () => {});
  else {
    afterAll(() => production[Symbol.asyncDispose]());
    onEngine(productionEngine(production.name, production.mongo, production.natsUrl));
  }
});

function onEngine(engine: Engine): void {
  describe(`on ${engine.name}`, () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await engine.open(collections, testClock());
    });
    afterEach(() => subject.close());

    async function deliver(...parts: InboundPart[]): Promise<void> {
      const take = ingest({ store: subject.store, clock: testClock(), metrics: quietMetrics });
      const connection = {
        acknowledgement: { status: 200, type: 'text/plain', body: '' },
        handshake: () => undefined,
        receive: () => parts,
      };
      const open = channelSource({
        id: 'connection-1',
        name: 'test',
        connection,
        senderOf: async () => senderOne,
        tenantsOf: async () => [],
      });
      await take(open, { method: 'POST', url: '', headers: {}, body: new Uint8Array() });
    }

    async function rawsOf(who: Partial<Identities>, tenant = 'tenant-1'): Promise<readonly string[]> {
      const found = await Array.fromAsync(partsOfCustomer(subject.store.tenant(tenant), customerKeys(who)));
      return found.map(({ value }) => value.raw).toSorted();
    }

    it('are found by every identity in them: messages, echoes, delivery updates, and a change of number', async () => {
      const moved = said('moved', {
        from: { phone: ANAS_NEXT_PHONE },
        content: { kind: 'system', change: 'number_changed', was: { phone: ANA.phone } },
      });
      await deliver(
        part('message', said('hi', { from: ANA })),
        part('echo', {
          kind: 'echo',
          providerMessageId: 'e',
          to: { userId: ANA.userId },
          at: 1,
          content: { kind: 'text', body: '' },
        }),
        part('status', status('m', 'read', { recipient: { phone: ANA.phone } })),
        part('moved', moved),
        part('of another', said('hello', { from: BO })),
        part('of nobody', status('n', 'read')),
      );
      expect(await rawsOf(ANA)).toEqual(['echo', 'message', 'moved', 'status']);
      expect(await rawsOf({ userId: ANA.userId })).toEqual(['echo', 'message']);
      expect(await rawsOf({ phone: ANAS_NEXT_PHONE })).toEqual(['moved']);
      expect(await rawsOf(BO)).toEqual(['of another']);
      expect(await rawsOf({ phone: 'of another' })).toEqual([]);
      expect(await rawsOf(ANA, 'tenant-2')).toEqual([]);
    });

    it('are found where one part concerns more customers than a list of tags can hold, and an id is longer than a tag', async () => {
      const crowd = Array.from({ length: 100 }, (_, n) => ({ providerId: `${'x'.repeat(500)}${n}` }));
      await deliver(
        part('crowd', ...crowd.map((from, n) => said(`m${n}`, { from }))),
        part('alone', said('again', { from: crowd[99] ?? BO })),
      );
      for (const who of crowd.slice(0, 99)) expect(await rawsOf(who)).toEqual(['crowd']);
      expect(await rawsOf(crowd[99] ?? BO)).toEqual(['alone', 'crowd']);
    });

    it('can be read where a version kept them that knew no keys, and are nobody’s', async () => {
      await subject.close();
      const older = defineCollection({ name: inboundLog.name, scope: 'tenant', shape: inboundRaw.omit({ customers: true }) });
      subject = await engine.open([older], testClock());
      const rest = { connectionId: 'c', senderId: 's', channel: 'test', kinds: [], unrecognised: false, receivedAt: 1 };
      await subject.store.tenant('tenant-1').commit([insert(older, { ...rest, id: 'old', raw: 'old' })]);
      subject = (await subject.reopen?.(collections)) ?? subject;
      const found = await subject.store.tenant('tenant-1').get(inboundLog, 'old');
      expect(found?.value).toMatchObject({ raw: 'old', customers: [] });
      expect(await rawsOf(ANA)).toEqual([]);
    });
  });
}
