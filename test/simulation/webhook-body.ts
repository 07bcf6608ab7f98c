import { createHmac } from 'node:crypto';
import type { DeliveryStatus } from '#contracts/inbound.ts';
import type { EpochMs } from '#contracts/clock.ts';

export const PHONE_NUMBER_ID = '106540352242922';
export const APP_SECRET = 'a secret of the simulation';

export interface Person {
  readonly name: string;
  /** E.164. */
  readonly number: string;
  readonly userId: string;
  /** Shows no phone number, only a user id. */
  readonly hidden: boolean;
}

/** The content of a message as the Cloud API writes it. */
export interface Content {
  readonly type: 'text' | 'interactive';
  readonly text?: { readonly body: string };
  readonly context?: { readonly id: string };
  readonly interactive?: { readonly type: string; readonly [reply: string]: any };
}

export interface Said {
  readonly id: string;
  readonly writer: Person;
  /** Whole seconds, as Meta gives no finer ones. */
  readonly at: EpochMs;
  readonly content: Content;
}

export interface Told {
  readonly id: string;
  readonly to: Person;
  readonly status: DeliveryStatus;
  readonly at: EpochMs;
  /** Our id, as it was sent along; missing when the provider forgets it. */
  readonly ref?: string;
}

/** What one webhook brings: `groups` become changes, each with texts or statuses. */
export interface Parcel {
  readonly groups: readonly { readonly said: readonly Said[]; readonly told: readonly Told[] }[];
  /** Makes the same news differ in bytes, as a second subscription would. */
  readonly copy: number;
}

/** A webhook as the Cloud API posts it, with its signature. */
export function webhookOf({ groups, copy }: Parcel): { readonly body: Uint8Array; readonly signature: string } {
  const changes = groups.map(({ said, told }) => ({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '442079460018', phone_number_id: PHONE_NUMBER_ID },
      ...(said.length > 0 && { contacts: contactsOf(said, copy), messages: said.map(messageOf) }),
      ...(told.length > 0 && { statuses: told.map(statusOf) }),
    },
  }));
  const body = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '102290129340398', changes }] }));
  return { body, signature: `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}` };
}

function contactsOf(said: readonly Said[], copy: number) {
  const writers = new Map(said.map(({ writer }) => [writer.userId, writer]));
  return [...writers.values()].map(({ name, number, userId, hidden }) => ({
    profile: { name: copy > 0 ? `${name} ${copy}` : name },
    ...(!hidden && { wa_id: number.slice(1) }),
    user_id: userId,
  }));
}

function messageOf({ id, writer, at, content }: Said) {
  return {
    ...(!writer.hidden && { from: writer.number.slice(1) }),
    from_user_id: writer.userId,
    id,
    timestamp: String(at / 1000),
    ...content,
  };
}

function statusOf({ id, to, status, at, ref }: Told) {
  return {
    id,
    status,
    timestamp: String(at / 1000),
    ...(!to.hidden && { recipient_id: to.number.slice(1) }),
    recipient_user_id: to.userId,
    ...(ref !== undefined && { biz_opaque_callback_data: ref }),
  };
}
