import { createHash, createHmac } from 'node:crypto';
import { PHONE_NUMBER_ID, WABA_ID } from '#sandbox/stage/providers.ts';

export interface Text {
  readonly id: string;
  readonly body: string;
  /** Who writes it: each name has a number of its own. */
  readonly name?: string;
  /** Seconds, as Meta writes them. */
  readonly at?: string;
}

const seconds = () => String(Math.floor(Date.now() / 1000));

/** One change of the field `messages`, as the Cloud API posts it. */
export function textChange({ id, body, name = 'Ana', at = seconds() }: Text, number = PHONE_NUMBER_ID) {
  return messagesChange([{ id, timestamp: at, type: 'text', text: { body } }], name, number);
}

/** Messages of one customer, each with the customer's number in `from`. */
export function messagesChange(messages: readonly object[], name = 'Ana', number = PHONE_NUMBER_ID) {
  const from = numberOf(name);
  return {
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '442079460018', phone_number_id: number },
      contacts: [{ profile: { name }, wa_id: from }],
      messages: messages.map((message) => ({ from, ...message })),
    },
  };
}

/** Digits; each name has its own. */
export function numberOf(name: string): string {
  return `346${String(createHash('sha256').update(name).digest().readUInt32BE() % 100_000_000).padStart(8, '0')}`;
}

export function metaBody(...changes: readonly unknown[]): string {
  return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: WABA_ID, time: Number(seconds()), changes }] });
}

export function metaSignature(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** As Twilio documents it: the address, then each parameter with its value, sorted by name. */
export function twilioSignature(token: string, url: string, fields: Readonly<Record<string, string>>): string {
  const sorted = Object.keys(fields).toSorted();
  const text = sorted.reduce((signed, name) => signed + name + fields[name], url);
  return createHmac('sha1', token).update(text).digest('base64');
}
