import { createHmac } from 'node:crypto';
import type { Random } from '#sandbox/shared/random.ts';
import { PHONE_NUMBER_ID, WABA_ID } from '#sandbox/stage/providers.ts';

export interface Writer {
  /** E.164. */
  readonly number: string;
  readonly userId: string;
  readonly name: string;
}

export interface Text {
  readonly writer: Writer;
  readonly id: string;
  readonly body: string;
}

/**
 * One webhook with these texts, as the Cloud API posts it: a writer's texts in one change or in one each, the changes in one
 * entry or in several. Texts of one writer keep their order.
 */
export function webhookBody(texts: readonly Text[], at: number, random: Random): string {
  const together = random() < 0.5;
  const groups = together ? [...Map.groupBy(texts, ({ writer }) => writer.number).values()] : texts.map((text) => [text]);
  const changes = groups.map((group) => ({ field: 'messages', value: value(group, at) }));
  const entry = random() < 0.5 ? [{ id: WABA_ID, changes }] : changes.map((change) => ({ id: WABA_ID, changes: [change] }));
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}

function value(texts: readonly Text[], at: number) {
  const writers = new Map(texts.map(({ writer }) => [writer.number, writer]));
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '442079460018', phone_number_id: PHONE_NUMBER_ID },
    contacts: [...writers.values()].map(({ name, number, userId }) => ({
      profile: { name },
      wa_id: number.slice(1),
      user_id: userId,
    })),
    messages: texts.map(({ writer, id, body }) => ({
      from: writer.number.slice(1),
      from_user_id: writer.userId,
      id,
      timestamp: String(Math.floor(at / 1000)),
      text: { body },
      type: 'text',
    })),
  };
}

export function signatureOf(appSecret: string, body: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}
