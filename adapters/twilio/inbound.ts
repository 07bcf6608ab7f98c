import type { InboundPart } from '#contracts/channel.ts';
import type { EpochMs } from '#contracts/clock.ts';
import { isProviderId } from '#contracts/inbound-rules/provider-id.ts';
import type { DeliveryStatus, Identities, InboundEvent } from '#contracts/inbound.ts';
import { failure } from './failures.ts';
import { idIn, one } from './fields.ts';
import type { Fields } from './fields.ts';
import { contentOf } from './inbound-content.ts';

/** Twilio's statuses. `failed` never left Twilio; `undelivered` was refused by WhatsApp. */
const STATUSES: Readonly<Record<string, DeliveryStatus>> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  undelivered: 'failed',
  canceled: 'failed',
};
const RECEIVED = new Set(['received', 'receiving']);

/**
 * A webhook is one part: a customer's message, or a delivery update. `ref` is our message id, from the query of the status
 * callback's URL. Twilio gives no time, so the time of receipt is used.
 * @throws AdapterFailure `malformed`
 */
export function partOf(fields: Fields, receivedAt: EpochMs): InboundPart {
  const raw = JSON.stringify(fields);
  const sid = idIn(fields, 'MessageSid') ?? idIn(fields, 'SmsMessageSid') ?? idIn(fields, 'SmsSid');
  if (sid === undefined) {
    if (one(fields, 'AccountSid') === undefined) throw failure('malformed', 'it has none of the fields of a Twilio webhook');
    return { raw, events: [unrecognised(receivedAt, 'MessageSid', 'the webhook is not about a message')] };
  }
  const status = one(fields, 'MessageStatus') ?? one(fields, 'SmsStatus');
  const inbound = status === undefined || RECEIVED.has(status);
  const address = idIn(fields, inbound ? 'To' : 'From');
  const events = inbound ? received(fields, sid, receivedAt) : [statusOf(fields, sid, status, receivedAt)];
  return { ...(address === undefined ? {} : { address }), raw, events };
}

function received(fields: Fields, providerMessageId: string, at: EpochMs): InboundEvent[] {
  const from = identitiesOf(fields, 'From');
  if (from === undefined) return [unrecognised(at, 'From', 'a message without an author')];
  const profileName = one(fields, 'ProfileName');
  const replyTo = idIn(fields, 'OriginalRepliedMessageSid');
  const forwarded = one(fields, 'Forwarded') === 'true' || one(fields, 'FrequentlyForwarded') === 'true';
  const referral = referralOf(fields);
  const message: InboundEvent = {
    kind: 'message',
    providerMessageId,
    from,
    ...(profileName === undefined ? {} : { profileName }),
    at,
    content: contentOf(fields),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(forwarded ? { forwarded } : {}),
    ...(referral === undefined ? {} : { referral }),
  };
  // WhatsApp sends one file per message. If there were more, they must not be lost silently.
  const further = Object.keys(fields).filter((name) => /^MediaUrl[1-9]\d*$/.test(name) && one(fields, name) !== undefined);
  return [message, ...further.map((name) => unrecognised(at, name, 'another file of the same message'))];
}

function statusOf(fields: Fields, providerMessageId: string, word: string, at: EpochMs): InboundEvent {
  const status = Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined;
  if (status === undefined) return unrecognised(at, 'MessageStatus', 'an unknown status');
  const recipient = identitiesOf(fields, 'To');
  const ref = idIn(fields, 'ref');
  const code = one(fields, 'ErrorCode');
  const title = one(fields, 'ErrorMessage') ?? one(fields, 'ChannelStatusMessage');
  return {
    kind: 'status',
    providerMessageId,
    status,
    at,
    ...(recipient === undefined ? {} : { recipient }),
    ...(ref === undefined ? {} : { ref }),
    errors: code === undefined || code === '0' ? [] : [{ code, ...(title === undefined ? {} : { title }) }],
  };
}

/**
 * If the phone number is known, From and To contain it, and `ExternalUserId` contains the business-scoped user id. If the
 * customer hides it, all of them contain the user id.
 */
function identitiesOf(fields: Fields, name: 'From' | 'To'): Identities | undefined {
  const address = bare(one(fields, name));
  const phone = address !== undefined && /^\+\d{4,15}$/.test(address) ? address : undefined;
  const userId = [bare(one(fields, 'ExternalUserId')), address].find(
    (id) => isProviderId(id) && /^[A-Z]{2}\.\S{1,138}$/.test(id),
  );
  const providerId = phone === undefined && userId === undefined && isProviderId(address) ? address : undefined;
  if (phone === undefined && userId === undefined && providerId === undefined) return undefined;
  return {
    ...(phone === undefined ? {} : { phone }),
    ...(userId === undefined ? {} : { userId }),
    ...(providerId === undefined ? {} : { providerId }),
  };
}

function bare(address: string | undefined): string | undefined {
  return address?.replace(/^whatsapp:/, '') || undefined;
}

/** Converts `ReferralSourceUrl` to `source_url`, Meta's name for it. */
function referralOf(fields: Fields): Record<string, unknown> | undefined {
  const entries = Object.keys(fields)
    .filter((name) => /^Referral[A-Z]/.test(name) && name !== 'ReferralNumMedia')
    .flatMap((name): [string, unknown][] => {
      const value = one(fields, name);
      if (value === undefined) return [];
      return [
        [
          name
            .slice('Referral'.length)
            .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
            .toLowerCase(),
          value,
        ],
      ];
    });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function unrecognised(at: EpochMs, where: string, reason: string): InboundEvent {
  return { kind: 'unrecognised', at, where, reason };
}
