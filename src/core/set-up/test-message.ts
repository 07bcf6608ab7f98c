import type { Capabilities } from '#contracts/channel.ts';
import type { Clock, EpochMs } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { identityRecords } from '#contracts/records/people.ts';
import { senders } from '#contracts/records/platform.ts';
import { type Store, type TenantStore, againWhenStale } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { currentRecord } from '#core/messaging/current-account.ts';
import { timelessIdOf } from '#core/ids/id-of.ts';
import { wantMessages } from '#core/messaging/want-message.ts';
import { refusedFrom } from '#core/messaging/window.ts';
import { type Also, nothingElse } from './also.ts';
import { raced } from '#core/batches/raced.ts';

export interface TestNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly channel: (name: string) => Promise<{ readonly capabilities: Pick<Capabilities, 'windowHours'> }>;
}

export interface WantedTest {
  readonly kind: 'wanted';
  readonly messageId: string;
  readonly conversationId: string;
  readonly windowUntil: EpochMs;
}

export type TestSent =
  | WantedTest
  | { readonly kind: 'no_number' }
  /** This person has not written to the business lately, so nothing may be sent to them. They have to write first. */
  | { readonly kind: 'window_closed'; readonly writeTo: string };

const TEXTS = {
  en: 'This is a test message. Your desk can send.',
  es: 'Este es un mensaje de prueba. Tu recepción puede enviar.',
} as const;

/** Wants a test message to somebody who has written to the business. The sender takes it from there, as any other message. */
export async function sendTestMessage(
  { store, clock, newId, channel }: TestNeeds,
  own: TenantStore,
  to: string,
  locale: 'en' | 'es',
  also: Also<WantedTest> = nothingElse,
): Promise<TestSent> {
  const known = await all(store.platform, senders, { by: 'byTenant', equals: [own.tenantId] });
  const [first] = known;
  if (!first) return { kind: 'no_number' };
  const identities = await own.find(identityRecords, { by: 'byValue', equals: ['phone', '', to, 0], limit: 1 });
  const contactId = identities.items[0]?.value.contactId;
  const closed: TestSent = { kind: 'window_closed', writeTo: first.value.displayNumber };
  if (contactId === undefined) return closed;

  for (const { value: sender } of known) {
    const account = await currentRecord(own, sender.id);
    if (!account) continue;
    const { windowHours } = (await channel(account.value.channel)).capabilities;
    const sent = await againWhenStale<TestSent>(async () => {
      const conversation = await own.get(conversations, timelessIdOf(sender.id, contactId));
      const now = clock.now();
      const windowUntil = conversation ? refusedFrom(conversation.value, windowHours) : 0;
      if (!conversation || windowUntil <= now) return closed;
      const messageId = newId();
      const text = { kind: 'text', body: TEXTS[locale] } as const;
      const { writes, events } = wantMessages(conversation, [{ id: messageId, content: text, author: 'app' }], now);
      const wanted: WantedTest = { kind: 'wanted', messageId, conversationId: conversation.value.id, windowUntil };
      return raced(await own.commit([...writes, ...also(wanted)], events), wanted);
    });
    if (sent.kind === 'wanted') return sent;
  }
  return closed;
}
