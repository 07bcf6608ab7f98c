import type { EpochMs } from '#contracts/clock.ts';
import type { StoredMessage } from '#sandbox/shared/chats.ts';
import type { Update } from '#sandbox/shared/courier-rules.ts';
import type { Person } from '#sandbox/shared/customers.ts';
import type { Business } from '#sandbox/shared/sandbox.ts';
import type { MetaConfig } from './config.ts';
import type { Meta } from './meta.ts';
import type { Change } from './webhook.ts';

export const digitsOf = (number: string): string => number.replace(/\D/g, '');

/** What the business sees of a customer's number: nothing if it is hidden. */
export const waId = (customer: Person): string | undefined =>
  customer.hidden || customer.number === undefined ? undefined : digitsOf(customer.number);

/** Meta's times are whole seconds, as text. */
export const seconds = (at: EpochMs): string => String(Math.floor(at / 1000));

const contact = (customer: Person) => {
  const number = waId(customer);
  return {
    profile: { name: customer.name, ...(customer.hidden && customer.username !== undefined && { username: customer.username }) },
    ...(number !== undefined && { wa_id: number }),
    user_id: customer.userId,
  };
};

/** Makes updates of the `messages` field for one chat: none if the app is not subscribed to the business account. */
export function chatUpdate(
  { config, subscriptions }: Pick<Meta, 'config' | 'subscriptions'>,
  business: Business,
  customer: Person | { readonly lane: string },
  more: { readonly messages: readonly unknown[] } | { readonly statuses: readonly unknown[] },
  about: Pick<Update, 'kind' | 'about' | 'afterMs'>,
): readonly Update[] {
  const number = config.businesses.find(({ phoneNumberId }) => phoneNumberId === business.id);
  const account = number?.wabaId ?? config.wabaId;
  const url = subscriptions.urlOf(account);
  if (url === undefined) return [];
  const known = 'userId' in customer;
  const change: Change = {
    account,
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: digitsOf(business.number), phone_number_id: business.id },
      ...(known && { contacts: [contact(customer)] }),
      ...('messages' in more ? { messages: [...more.messages] } : { statuses: [...more.statuses] }),
    },
  };
  const lane = `${business.id} ${known ? customer.id : customer.lane}`;
  return [{ lane, url, payload: JSON.stringify(change), ...about }];
}

/** A notice about the account. Its entry has a time. It always goes to the app's own URL (Meta's page "Webhook overrides"). */
export const accountUpdate = (config: MetaConfig, lane: string, field: string, value: Change['value'], now: EpochMs): Update => ({
  lane,
  kind: 'notice',
  url: config.webhook.url,
  payload: JSON.stringify({ account: config.wabaId, time: Math.floor(now / 1000), field, value } satisfies Change),
});

export type Status = 'sent' | 'delivered' | 'read' | 'failed';
export interface StatusOf {
  readonly id: string;
  readonly status: Status;
  readonly at: EpochMs;
  readonly ref?: string | undefined;
  readonly category: string;
  readonly errors?: readonly unknown[];
}

/** `conversation` was removed in v24. `pricing` is in `sent` and `delivered` (reference sheet §7, §10.4). */
export function statusBody(
  status: StatusOf,
  recipient: { readonly number?: string | undefined; readonly userId?: string | undefined },
) {
  const priced = status.status === 'sent' || status.status === 'delivered';
  return {
    id: status.id,
    status: status.status,
    timestamp: seconds(status.at),
    ...(recipient.number !== undefined && { recipient_id: recipient.number }),
    ...(recipient.userId !== undefined && { recipient_user_id: recipient.userId }),
    ...(status.ref !== undefined && { biz_opaque_callback_data: status.ref }),
    ...(priced && { pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: status.category } }),
    ...(status.errors && { errors: status.errors }),
  };
}

/** What is stored with a message of the business, for its later statuses. */
export const refOf = (message: StoredMessage): string | undefined => textOf(message.about['ref']);
export const categoryOf = (message: StoredMessage): string => textOf(message.about['category']) ?? 'service';
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
