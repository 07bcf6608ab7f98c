import { describe, expect, it } from 'vitest';
import { inboundEvent } from '#contracts/inbound.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import type { WebhookRequest } from '#contracts/webhook-source.ts';
import type { ChannelKit } from '../channel.ts';
import { failureOf, withoutSecrets } from './failures.ts';

export const NEW = 'new-secret-of-the-connection';
export const OLD = 'old-secret-of-the-connection';
const FOREIGN = 'secret-of-somebody-else';
export const RECEIVED_AT = Date.parse('2026-12-01T09:00:00Z');

export function describeWebhooks({ webhooks: kit }: ChannelKit): void {
  const connection = () => kit.connect([NEW, OLD]);
  const signed = (payload: unknown, secret = NEW) => kit.sign(kit.write(payload), secret);

  describe('a genuine webhook', () => {
    it.each(kit.hears)('$what', ({ payload, means }) => {
      const parts = [...connection().receive(signed(payload), RECEIVED_AT)];
      expect(parts.map(({ address, events }) => ({ address, events }))).toEqual(
        means.map(({ address, events }) => ({ address, events })),
      );
      for (const event of parts.flatMap((part) => part.events)) expect(inboundEvent.parse(event)).toEqual(event);
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

    it.each(kit.hears)('can be normalized again from the stored form: $what', ({ payload }) => {
      const parts = [...connection().receive(signed(payload), RECEIVED_AT)];
      for (const part of parts) expect(kit.normalize(part.raw, RECEIVED_AT)).toEqual([part]);
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

    it.each(['', 'no json', 'null', '7'])('a stored form %j cannot be read either', async (raw) => {
      const failure = await failureOf(() => kit.normalize(raw, RECEIVED_AT));
      expect(failure.code).toBe('malformed');
    });
  });

  describe('an unknown kind', () => {
    it.each(kit.unknown)('is kept and visible: $what', ({ payload, keeps }) => {
      const parts = [...connection().receive(signed(payload), RECEIVED_AT)];
      expect(parts.map((part) => part.raw).join('\n')).toContain(keeps);
      const events = parts.flatMap((part) => part.events);
      expect(events.length).toBeGreaterThan(0);
      expect(events.every(isUnrecognised)).toBe(true);
    });
  });

  describe('a webhook for several business numbers', () => {
    const { batch } = kit;
    if ('none' in batch) return it.skip(`does not exist here: ${batch.none}`);

    it('gives each part to its own sender', () => {
      const parts = [...connection().receive(signed(batch.payload), RECEIVED_AT)];
      expect(parts.map((part) => part.address)).toEqual(batch.senders);
      for (const part of parts) {
        const others = batch.senders.filter((sender) => sender !== part.address);
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

function isUnrecognised(event: InboundEvent): boolean {
  if (event.kind === 'message' || event.kind === 'echo') return event.content.kind === 'unrecognised';
  return event.kind === 'unrecognised' || event.kind === 'notice';
}

function flipped(signature: string): string {
  const at = signature.length - 4;
  return signature.slice(0, at) + (signature[at] === 'a' ? 'b' : 'a') + signature.slice(at + 1);
}
