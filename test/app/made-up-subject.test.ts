import { createHmac, timingSafeEqual } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { resolve } from '#app/token.ts';
import { type App, start } from '#app/start.ts';
import { ACCESS, SECRETS, STORE } from '#app/tokens.ts';
import { collectionsOf, consumersOf } from '#app/collected.ts';
import { subjects } from '#app/subjects.ts';
import { settingsFrom } from '#config/load.ts';
import { tenantParam } from '#contracts/api/parts.ts';
import { defineRoute, json } from '#contracts/api/route.ts';
import { served } from '#contracts/api/served.ts';
import { oneByOne } from '#contracts/bus-rules/one-by-one.ts';
import { epochMs } from '#contracts/clock.ts';
import { defineCollection } from '#contracts/collection.ts';
import { reading } from '#contracts/events/all.ts';
import { dataOf, defineEvent, happened } from '#contracts/events/define.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { dueEntries } from '#contracts/later.ts';
import { inboundLog } from '#contracts/records/messaging.ts';
import { connections, strays, tenants } from '#contracts/records/platform.ts';
import { againWhenStale, insert, put, remove } from '#contracts/store.ts';
import type { Subject, World } from '#contracts/subject.ts';
import type { OpenSource, SourceKind, WebhookPart, WebhookSource } from '#contracts/webhook-source.ts';
import { describeWebhookSource } from '#test/contracts/webhook-source.ts';
import { ask } from '#test/http/ask.ts';
import { cookiesOfEverybody } from '#test/support/access.ts';
import { testClock } from '#test/support/clock.ts';
import { givenTenant } from '#test/support/given.ts';
import { onEachEngine } from '#test/support/engines.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const UNTIL = { timeout: 20_000, interval: 20 };
vi.setConfig({ testTimeout: 60_000 });

// The subject: a doorbell. Its webhook says who rang; the ring is stored, read out by a route, and forgotten by a timer.

const ring = z.object({ id: z.string(), who: z.string(), at: epochMs, forgotten: z.boolean() });
const rings = defineCollection({ name: 'made_up_rings', scope: 'tenant', shape: ring, indexes: { byAt: ['at'] } });

const rang = defineEvent({
  kind: 'doorbell.rang',
  stream: 'people',
  says: 'Somebody rang.',
  data: z.object({ who: z.string() }),
});

const listRings = defineRoute({
  name: 'listRings',
  method: 'GET',
  path: '/api/tenants/:tenant/rings',
  boundary: 'tenant',
  permission: 'conversations.read',
  params: { tenant: tenantParam },
  answers: { 200: json(z.array(ring.pick({ who: true, forgotten: true })), 'The rings.') },
  says: 'Lists who rang.',
  tags: ['activity'],
});

const FORGET = 'doorbell.forget';
const HOUR_MS = 3_600_000;

interface Rang {
  readonly who: string;
}
type DoorbellPart = WebhookPart<Rang>;

/** A body is a JSON list of `{house, who}`; the signature is in the header `x-doorbell`. */
function doorbell(secrets: readonly string[]): WebhookSource<DoorbellPart> {
  return {
    acknowledgement: { status: 202, type: 'text/plain', body: 'ding' },
    handshake: () => undefined,
    receive({ headers, body }) {
      const given = Buffer.from(headers['x-doorbell'] ?? '', 'hex');
      const genuine = secrets.some((secret) => {
        const expected = createHmac('sha256', secret).update(body).digest();
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
      if (!genuine || given.toString('hex') !== headers['x-doorbell'])
        throw new AdapterFailure('doorbell', 'forged', 'the signature is wrong');
      return listIn(Buffer.from(body).toString()).map(partOf);
    },
  };
}

function listIn(body: string): readonly unknown[] {
  const failure = new AdapterFailure('doorbell', 'malformed', 'the body is not a JSON list');
  try {
    const list: unknown = JSON.parse(body);
    if (Array.isArray(list)) return list;
  } catch {
    throw failure;
  }
  throw failure;
}

function partOf(item: unknown): DoorbellPart {
  const read = z.object({ house: z.string(), who: z.string() }).safeParse(item);
  const raw = JSON.stringify(item);
  return read.success ? { address: read.data.house, raw, events: [{ who: read.data.who }] } : { raw, events: [] };
}

/** A house is a tenant of the same name. */
function doorbells({ store }: Pick<World, 'store'>): SourceKind {
  return {
    named: (name) => name === 'doorbell',
    async open({ id, name, config }): Promise<OpenSource<DoorbellPart>> {
      const { secrets } = z.object({ secrets: z.array(z.string()) }).parse(config);
      return {
        id,
        name,
        source: doorbell(secrets),
        async ownersOf({ address = '' }) {
          const house = await store.platform.get(tenants, address);
          return house ? [{ tenantId: house.value.id, senderId: '' }] : [];
        },
        meaningOf: ({ events }, { digest, receivedAt }) => ({
          events: events.map(({ who }, n) => happened(rang, { id: `${digest}.${n}`, key: who, at: receivedAt }, { who })),
          kinds: events.map(() => 'rang'),
          unrecognised: events.length === 0,
          customers: [],
        }),
      };
    },
  };
}

const doorbellSubject: Subject<Pick<World, 'store' | 'clock'>> = {
  name: 'doorbell',
  collections: [rings],
  consumers: ({ store, clock }) => [
    {
      name: 'doorbell',
      ...reading([rang]),
      ...oneByOne(async (event) => {
        const { who } = dataOf(rang, event);
        const tenant = store.tenant(event.tenantId);
        await againWhenStale(async () => {
          const entry = {
            id: `${FORGET}:${event.id}`,
            lane: who,
            class: 0,
            kind: FORGET,
            about: { ring: event.id },
            why: 'scheduled',
          };
          const outcome = await tenant.commit([
            insert(rings, { id: event.id, who, at: event.at, forgotten: false }),
            insert(dueEntries, { ...entry, dueAt: clock.now() + HOUR_MS, attempts: 0 }),
          ]);
          return outcome.kind === 'stale' ? outcome : { kind: 'done' };
        });
      }),
    },
  ],
  timers: () => [
    {
      kind: FORGET,
      async due(store, entry) {
        const was = await store.get(rings, entry.value.about['ring'] ?? '');
        await store.commit([remove(dueEntries, entry), ...(was ? [put(rings, was, { ...was.value, forgotten: true })] : [])]);
      },
    },
  ],
  routes: () => [
    served(listRings, async ({ tenant }) => {
      const page = await tenant.find(rings, { by: 'byAt', equals: [], limit: 100 });
      return { status: 200, body: page.items.map(({ value: { who, forgotten } }) => ({ who, forgotten })) };
    }),
  ],
  webhookSources: (world) => [doorbells(world)],
  verbs: [
    {
      words: ['doorbell', 'count'],
      group: 'Works with doorbells.',
      description: 'Counts the rings of a house.',
      options: [{ flags: '--house <id>', description: 'the house' }],
      async run({ store }, { house }, print) {
        if (typeof house !== 'string') return { kind: 'wrong_use', sentence: 'Name a house with --house.' };
        const { items } = await store.tenant(house).find(rings, { by: 'byAt', equals: [], limit: 100 });
        print(`${house}: ${items.length}`);
        return { kind: 'done' };
      },
    },
  ],
};

const SECRET = 'chime';
const CONNECTION = '0123456789abcdef';
const signed = (body: string, secret = SECRET) => createHmac('sha256', secret).update(body).digest('hex');

await onEachEngine((settings) => {
  describe('a made-up subject', () => {
    it('takes webhooks, handles their events, does what is due, and answers its route', async () => {
      await using folder = await temporaryFolder();
      const clock = testClock();
      const free = { DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0', DESKBELL_DATA: folder.path };
      await using app = await start(settingsFrom({ ...free, ...settings() }), {
        clock,
        log: quietLog,
        subjects: [...subjects, doorbellSubject],
        beforeWork: plant,
      });
      const store = resolve(app.container, STORE);
      const cookie = await cookiesOfEverybody(resolve(app.container, ACCESS), ['red-house']);
      const rung = async () =>
        JSON.parse((await ask(`${app.pagesUrl}/api/tenants/red-house/rings`, { headers: { cookie } })).text) as unknown;
      const body = JSON.stringify([
        { house: 'red-house', who: 'Ana' },
        { house: 'no-house', who: 'Bo' },
      ]);
      const ringAt = (signature: string) =>
        ask(`${app.webhooksUrl}/webhooks/doorbell/${CONNECTION}`, { method: 'POST', headers: { 'x-doorbell': signature }, body });

      expect(await ringAt(signed(body))).toMatchObject({ status: 202, text: 'ding' });
      expect(await ringAt(signed(body))).toMatchObject({ status: 202 });
      expect(await ringAt(signed(body, 'guess'))).toMatchObject({ status: 401 });
      await expect.poll(rung, UNTIL).toEqual([{ who: 'Ana', forgotten: false }]);

      const log = await store.tenant('red-house').find(inboundLog, { by: 'byTime', equals: [], limit: 10 });
      expect(log.items.map(({ value }) => [value.channel, value.kinds])).toEqual([['doorbell', ['rang']]]);
      const stray = await store.platform.find(strays, { by: 'byConnection', equals: [CONNECTION], limit: 10 });
      expect(stray.items.map(({ value }) => [value.reason, value.providerSender])).toEqual([['unknown_sender', 'no-house']]);

      clock.advance(HOUR_MS);
      await expect.poll(rung, UNTIL).toEqual([{ who: 'Ana', forgotten: true }]);
    });
  });
});

describe('the subjects together', () => {
  it('may not bring two things of one name', () => {
    const twice = [...subjects, doorbellSubject, { ...doorbellSubject, name: 'another' }];
    expect(() => collectionsOf(twice)).toThrow('two subjects bring the collection made_up_rings');
  });

  it('may not bring two consumers of one name, of which one would get what is for the other', async () => {
    await using world = await givenTenant();
    expect(() => consumersOf([doorbellSubject, doorbellSubject], world)).toThrow('two subjects bring the consumer doorbell');
  });
});

describe('the source of the made-up subject', () => {
  describeWebhookSource({
    connect: doorbell,
    write: (payload) => JSON.stringify(payload) ?? 'null',
    sign: (body, secret) => ({
      method: 'POST',
      url: 'https://desk.example/webhooks/doorbell/1',
      headers: { 'x-doorbell': signed(body, secret) },
      body: Buffer.from(body),
    }),
    signatureHeader: 'x-doorbell',
    hears: [{ what: 'a ring', payload: [{ house: 'red-house', who: 'Ana' }] }],
    unknown: [{ what: 'something else', payload: [{ knocked: true }], keeps: 'knocked' }],
    unreadable: { nothing: '', 'an object': '{}' },
    batch: {
      payload: [
        { house: 'red-house', who: 'Ana' },
        { house: 'blue-house', who: 'Bo' },
      ],
      addresses: ['red-house', 'blue-house'],
    },
    handshake: { none: 'a doorbell asks for none' },
  });
});

async function plant({ container }: Pick<App, 'container'>): Promise<void> {
  const store = resolve(container, STORE);
  const sealedConfig = await resolve(container, SECRETS).seal('platform', JSON.stringify({ secrets: [SECRET] }));
  await store.platform.commit([
    insert(tenants, { id: 'red-house', name: 'Red house', createdAt: 1 }),
    insert(connections, { id: CONNECTION, channel: 'doorbell', sealedConfig, createdAt: 1 }),
  ]);
}
