import { describe, expect, it } from 'vitest';
import { inboundEvent } from '#contracts/inbound.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import type { ChannelKit } from '../channel.ts';
import { NEW, OLD, RECEIVED_AT, describeWebhookSource } from '../webhook-source.ts';
import { failureOf } from './failures.ts';

/** A channel's connection is a `WebhookSource`. What a channel promises beyond that: what its parts mean, and that a stored form gives it again. */
export function describeWebhooks({ webhooks: kit }: ChannelKit): void {
  const partsOf = (payload: unknown) => [...kit.connect([NEW, OLD]).receive(kit.sign(kit.write(payload), NEW), RECEIVED_AT)];
  describeWebhookSource(kit);

  describe('what a genuine webhook means', () => {
    it.each(kit.hears)('$what', ({ payload, means }) => {
      const parts = partsOf(payload);
      expect(parts.map(({ address, events }) => ({ address, events }))).toEqual(
        means.map(({ address, events }) => ({ address, events })),
      );
      for (const event of parts.flatMap((part) => part.events)) expect(inboundEvent.parse(event)).toEqual(event);
    });

    it.each(kit.hears)('can be normalized again from the stored form: $what', ({ payload }) => {
      for (const part of partsOf(payload)) expect(kit.normalize(part.raw, RECEIVED_AT)).toEqual([part]);
    });

    it.each(['', 'no json', 'null', '7'])('a stored form %j cannot be read', async (raw) => {
      const failure = await failureOf(() => kit.normalize(raw, RECEIVED_AT));
      expect(failure.code).toBe('malformed');
    });

    it.each(kit.unknown)('is visible as unrecognised when the kind is unknown: $what', ({ payload }) => {
      const events = partsOf(payload).flatMap((part) => part.events);
      expect(events.length).toBeGreaterThan(0);
      expect(events.every(isUnrecognised)).toBe(true);
    });
  });
}

function isUnrecognised(event: InboundEvent): boolean {
  if (event.kind === 'message' || event.kind === 'echo') return event.content.kind === 'unrecognised';
  return event.kind === 'unrecognised' || event.kind === 'notice';
}
