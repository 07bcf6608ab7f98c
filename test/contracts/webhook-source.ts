import { describe, expect, it } from 'vitest';
import { AdapterFailure } from '#contracts/failure.ts';
import { inboundLog } from '#contracts/records/messaging.ts';
import { strays } from '#contracts/records/platform.ts';
import type { OpenSource, WebhookAnswer, WebhookPart, WebhookRequest, WebhookSource } from '#contracts/webhook-source.ts';
import { ingest } from '#core/arrivals/ingest.ts';
import { givenTenant } from '#test/support/given.ts';
import { quietMetrics } from '#test/support/quiet.ts';
import { failureOf, withoutSecrets } from './channel/failures.ts';

export const NEW = 'new-secret-of-the-connection';
export const OLD = 'old-secret-of-the-connection';
const FOREIGN = 'secret-of-somebody-else';
export const RECEIVED_AT = Date.parse('2026-12-01T09:00:00Z');

/** Says why a case does not apply. The kit reports it as a skip. */
export interface None {
  readonly none: string;
}

/** The adapter brings samples, the kit has the cases. `write` converts a payload to a body. */
export interface SourceSamples {
  /** A connection with these secrets, newest first. */
  connect(secrets: readonly string[]): WebhookSource<WebhookPart>;
  /** The body of a webhook that contains `payload`. Any JSON value must work, hostile ones too. */
  write(payload: unknown): string;
  /** A webhook request with exactly this body, signed with `secret`. Any text must work. */
  sign(body: string, secret: string): WebhookRequest;
  readonly signatureHeader: string;
  /** Genuine webhooks. Give as many kinds as the provider has. */
  readonly hears: readonly { readonly what: string; readonly payload: unknown }[];
  /** Genuine webhooks of a kind that the adapter does not know. `keeps` is a text that must be found in the stored raw form. */
  readonly unknown: readonly { readonly what: string; readonly payload: unknown; readonly keeps: string }[];
  /** Bodies that are signed but cannot be read. */
  readonly unreadable: Readonly<Record<string, string>>;
  /** One webhook with parts for several addresses, in order. */
  readonly batch: { readonly payload: unknown; readonly addresses: readonly string[] } | None;
  readonly handshake:
    | { readonly genuine: WebhookRequest; readonly answer: WebhookAnswer; readonly wrongToken: WebhookRequest }
    | None;
}

/** What every adapter of `WebhookSource` promises. Whoever adds a promise to the port adds its case here. */
export function describeWebhookSource(kit: SourceSamples): void {
  const connection = () => kit.connect([NEW, OLD]);
  const signed = (payload: unknown, secret = NEW) => kit.sign(kit.write(payload), secret);

  describe('a genuine webhook', () => {
    it.each(kit.hears)('is split into parts that can be stored: $what', ({ payload }) => {
      const parts = [...connection().receive(signed(payload), RECEIVED_AT)];
      expect(parts.length).toBeGreaterThan(0);
      for (const { raw } of parts) expect(JSON.parse(raw)).toBeDefined();
    });

    it.each(kit.hears)('is the same when delivered again: $what', ({ payload }) => {
      const subject = connection();
      const first = [...subject.receive(signed(payload), RECEIVED_AT)];
      expect([...subject.receive(signed(payload), RECEIVED_AT)]).toEqual(first);
      const later = [...subject.receive(signed(payload), RECEIVED_AT + 60_000)];
      expect(later.map(({ raw, providerAt }) => ({ raw, providerAt }))).toEqual(
        first.map(({ raw, providerAt }) => ({ raw, providerAt })),
      );
    });

    it('is accepted with the new secret and with the old one', () => {
      const { payload } = sample();
      const withNew = [...connection().receive(signed(payload, NEW), RECEIVED_AT)];
      expect([...connection().receive(signed(payload, OLD), RECEIVED_AT)]).toEqual(withNew);
    });

    it('is read the same whatever the case of its signature', () => {
      const request = signed(sample().payload);
      expect(Object.keys(request.headers)).toContain(kit.signatureHeader.toLowerCase());
    });

    it('is answered with success', () => {
      expect(connection().acknowledgement.status).toBeGreaterThanOrEqual(200);
      expect(connection().acknowledgement.status).toBeLessThan(300);
    });
  });

  describe('through the way in', () => {
    it('each part is stored once, however often it is delivered', async () => {
      const { deliver, kept } = await givenWayIn(connection());
      const distinct = new Set(kit.hears.flatMap(({ payload }) => rawsOf(signed(payload))));
      for (let times = 0; times < 2; times += 1)
        for (const { payload } of kit.hears) expect(await deliver(signed(payload))).toEqual({ kind: 'stored' });
      expect(await kept()).toEqual({ log: distinct.size, strays: 0 });
    });

    it('a forged one leaves nothing behind', async () => {
      const { deliver, kept } = await givenWayIn(connection());
      expect(await deliver(signed(sample().payload, FOREIGN))).toEqual({ kind: 'forged' });
      expect(await kept()).toEqual({ log: 0, strays: 0 });
    });

    it('one that cannot be read is kept raw, without effect', async () => {
      const { deliver, kept } = await givenWayIn(connection());
      const bodies = Object.values(kit.unreadable);
      for (const body of bodies) expect(await deliver(kit.sign(body, NEW))).toEqual({ kind: 'stored' });
      expect(await kept()).toEqual({ log: 0, strays: new Set(bodies).size });
    });
  });

  describe('a forged webhook', () => {
    const forgeries: Record<string, (request: WebhookRequest) => WebhookRequest> = {
      'without a signature': (request) => withSignature(request, undefined),
      'with an empty signature': (request) => withSignature(request, ''),
      'with a truncated signature': (request) => withSignature(request, signatureOf(request).slice(0, -2)),
      'with a longer signature': (request) => withSignature(request, `${signatureOf(request)}00`),
      'with a signature of its length that is wrong': (request) => withSignature(request, flipped(signatureOf(request))),
      'with a signature that is no text of ours': (request) => withSignature(request, 'é\u0000☃'.repeat(30)),
      'with one byte changed': (request) => ({ ...request, body: request.body.with(request.body.length - 3, 0x41) }),
      'with a byte appended': (request) => ({ ...request, body: new Uint8Array([...request.body, 0x41]) }),
      'with another body': (request) => ({ ...request, body: new TextEncoder().encode(kit.write({ object: 'other' })) }),
    };

    it.each(Object.keys(forgeries))('%s', async (how) => {
      const forged = forgeries[how]!(signed(sample().payload));
      const failure = await failureOf(() => connection().receive(forged, RECEIVED_AT));
      expect(failure.code).toBe('forged');
      withoutSecrets(failure, [NEW, OLD, kit.write(sample().payload)]);
    });

    it('with somebody else’s secret', async () => {
      const failure = await failureOf(() => connection().receive(signed(sample().payload, FOREIGN), RECEIVED_AT));
      expect(failure.code).toBe('forged');
    });

    it('is not even parsed', async () => {
      for (const body of Object.values(kit.unreadable)) {
        const failure = await failureOf(() => connection().receive(kit.sign(body, FOREIGN), RECEIVED_AT));
        expect(failure.code).toBe('forged');
      }
    });
  });

  describe('a signed webhook that cannot be read', () => {
    it.each(Object.entries(kit.unreadable))('%s', async (_, body) => {
      const failure = await failureOf(() => connection().receive(kit.sign(body, NEW), RECEIVED_AT));
      expect(failure.code).toBe('malformed');
      withoutSecrets(failure, [NEW, OLD]);
    });
  });

  describe('an unknown kind', () => {
    it.each(kit.unknown)('is kept: $what', ({ payload, keeps }) => {
      const parts = [...connection().receive(signed(payload), RECEIVED_AT)];
      expect(parts.map((part) => part.raw).join('\n')).toContain(keeps);
    });
  });

  describe('a body of a hostile size', () => {
    const bodies: Readonly<Record<string, string>> = {
      'one long text': JSON.stringify('☃'.repeat(300_000)),
      'lists without end': '['.repeat(500_000),
      'objects without end': '{"a":'.repeat(200_000),
      'a list of very many things': `[${'{},'.repeat(300_000)}{}]`,
      'very many fields': new URLSearchParams(Array.from({ length: 5_000 }, (_, n) => [`f${n}`, 'x'])).toString(),
    };

    it.each(Object.entries(bodies))('(%s) is refused before it is parsed when it is forged', async (_, body) => {
      const failure = await failureOf(() => connection().receive(kit.sign(body, FOREIGN), RECEIVED_AT));
      expect(failure.code).toBe('forged');
    });

    it.each(Object.entries(bodies))('(%s) is refused or split, and does not grow, when it is signed', (_, body) => {
      const request = kit.sign(body, NEW);
      const raws = orNone(() => rawsOf(request));
      expect(raws.reduce((sum, raw) => sum + raw.length, 0)).toBeLessThanOrEqual(4 * body.length);
    });
  });

  describe('a webhook for several addresses', () => {
    const { batch } = kit;
    if ('none' in batch) return it.skip(`does not exist here: ${batch.none}`);

    it('gives each part its own address', () => {
      const parts = [...connection().receive(signed(batch.payload), RECEIVED_AT)];
      expect(parts.map((part) => part.address)).toEqual(batch.addresses);
      for (const part of parts) {
        const others = batch.addresses.filter((one) => one !== part.address);
        for (const other of others) expect(part.raw).not.toContain(other);
      }
    });
  });

  describe('the handshake', () => {
    const { handshake } = kit;
    if ('none' in handshake) {
      it.skip(`does not exist here: ${handshake.none}`);
    } else {
      it('answers the challenge', () => expect(connection().handshake(handshake.genuine)).toEqual(handshake.answer));
      it('is refused with a wrong token', () => expect(connection().handshake(handshake.wrongToken)).toBeUndefined());
    }
    it('is not mistaken for a delivery', () => expect(connection().handshake(signed(sample().payload))).toBeUndefined());
  });

  function rawsOf(request: WebhookRequest): readonly string[] {
    return [...connection().receive(request, RECEIVED_AT)].map(({ raw }) => raw);
  }

  function sample() {
    const first = kit.hears[0];
    if (!first) throw new Error('the adapter brings no samples');
    return first;
  }

  function signatureOf(request: WebhookRequest): string {
    return request.headers[kit.signatureHeader] ?? '';
  }

  function withSignature(request: WebhookRequest, signature: string | undefined): WebhookRequest {
    return { ...request, headers: { ...request.headers, [kit.signatureHeader]: signature } };
  }
}

/** The shared way in, with a source whose parts all belong to one tenant and mean nothing. */
async function givenWayIn(source: WebhookSource<WebhookPart>) {
  const { store, tenant, clock } = await givenTenant();
  const open: OpenSource = {
    id: 'connection-1',
    name: 'kit',
    source,
    ownersOf: async () => [{ tenantId: tenant.tenantId, senderId: '' }],
    meaningOf: () => ({ events: [], kinds: [], unrecognised: false, customers: [] }),
  };
  const take = ingest({ store, clock, metrics: quietMetrics });
  return {
    deliver: (request: WebhookRequest) => take(open, request),
    kept: async () => ({
      log: (await tenant.find(inboundLog, { by: 'byTime', equals: [], limit: 1000 })).items.length,
      strays: (await store.platform.find(strays, { by: 'byConnection', equals: ['connection-1'], limit: 1000 })).items.length,
    }),
  };
}

function orNone(work: () => readonly string[]): readonly string[] {
  try {
    return work();
  } catch (failure) {
    if (!(failure instanceof AdapterFailure)) throw failure;
    // A source that has to decode the body before it can verify it refuses one that is too large without looking.
    expect(['malformed', 'forged']).toContain(failure.code);
    return [];
  }
}

function flipped(signature: string): string {
  const at = signature.length - 4;
  return signature.slice(0, at) + (signature[at] === 'a' ? 'b' : 'a') + signature.slice(at + 1);
}
