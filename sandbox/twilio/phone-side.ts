import { randomUUID } from 'node:crypto';
import { shown } from '../shared/customers.ts';
import type { ProviderSide, Said } from '../shared/phone.ts';
import { writeAddress } from './address.ts';
import type { Emulator } from './emulator.ts';
import { inboundFields } from './inbound-fields.ts';
import { statusUpdates } from './sending.ts';
import { vcard } from './vcard.ts';
import { writePayload } from './webhooks.ts';

/** Stored until it is deleted: a hundred years. */
const MEDIA_LIVES_MS = 3_155_760_000_000;

/**
 * Converts what the simulated phone does to Twilio's webhooks. Reactions stay on the phone, because Twilio does not document
 * passing them on.
 */
export function twilioPhone({ config, media, messages, newSid, sandbox, url, webhooks }: Emulator): ProviderSide {
  const businessOf = (sid: string) => config.businesses.find((each) => each.senderSid === sid);

  /** A picture already has its bytes. Shared contacts become a vCard, as at Twilio. */
  function attach(said: Said): { readonly url: string; readonly mimeType: string } | undefined {
    const { says, id, at, business } = said;
    const stored = said.media;
    const card =
      says.kind === 'contacts'
        ? sandbox.media.put(
            { id: newSid('ME'), mimeType: 'text/vcard', owner: business.id, expiresAt: at + MEDIA_LIVES_MS },
            Buffer.from(vcard(says.contacts)),
          )
        : undefined;
    const file = stored ?? card;
    if (!file) return undefined;
    media.add({ sid: file.id, message: id, mimeType: file.mimeType }, at);
    return { url: `${url()}/2010-04-01/Accounts/${config.accountSid}/Messages/${id}/Media/${file.id}`, mimeType: file.mimeType };
  }

  return {
    newMessageId: (_business, _customer, says) => newSid(says.kind === 'media' || says.kind === 'contacts' ? 'MM' : 'SM'),
    newMediaId: () => newSid('ME'),
    mediaLivesMs: MEDIA_LIVES_MS,
    said(said) {
      const { says, id, at, choice, to } = said;
      const business = businessOf(said.business.id);
      if (says.kind === 'reaction' || !business) return [];

      const customer = shown(said.customer);
      const attached = attach(said);
      const fields = inboundFields({
        sid: id,
        accountSid: config.accountSid,
        ...(business.messagingServiceSid !== undefined && { serviceSid: business.messagingServiceSid }),
        businessNumber: business.number,
        from: customer,
        said: says,
        ...(choice && { choice }),
        ...(attached && { media: attached }),
        ...(to?.sender === 'business' && { answers: { sid: to.id, sender: writeAddress(business.number) } }),
      });
      const field = (name: string): string => fields.find(([each]) => each === name)?.[1] ?? '';
      messages.add({
        sid: id,
        direction: 'inbound',
        sender: field('From'),
        recipient: field('To'),
        body: field('Body'),
        status: 'received',
        num_media: attached ? 1 : 0,
        service_sid: business.messagingServiceSid ?? null,
        created_at: at,
        sent_at: at,
        updated_at: at,
        error_code: null,
        error_message: null,
        business: business.senderSid,
        customer: said.customer.id,
        callback: '',
        leave_at: 0,
        expires_at: 0,
        due: null,
        outgoing: '',
      });
      const lane = `${business.senderSid} ${said.customer.id}`;
      const callback = webhooks.of(business).callback_url;
      if (!callback) return [];
      return [{ lane, kind: 'message', about: id, url: callback, payload: writePayload(fields, randomUUID()) }];
    },
    read: (read, _business, customer) =>
      read.flatMap(({ id }) => {
        const row = messages.get(id);
        if (!row) return [];
        const now = sandbox.clock.now();
        // If a message is read on arrival, the delivery is reported first.
        const delivered = row.status === 'sent' ? [messages.step(row, { status: 'delivered' }, now)] : [];
        const after = messages.step(row, { status: 'read' }, now);
        return [...delivered, after].flatMap((each) => statusUpdates(config, each, customer.userId));
      }),
  };
}
