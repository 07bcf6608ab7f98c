import type { EpochMs } from '#contracts/clock.ts';
import type { StoredMessage } from '#sandbox/shared/chats.ts';
import type { Person } from '#sandbox/shared/customers.ts';
import { type Status, chatUpdate, digitsOf, statusBody, waId } from './changes.ts';
import type { MetaBusiness } from './config.ts';
import { asStatusError, type MetaCode } from './errors.ts';
import { type Meta, asBusiness } from './meta.ts';
import type { Rendered } from './render.ts';
import type { Recipient } from './send.ts';

interface AcceptedSend {
  readonly business: MetaBusiness;
  readonly id: string;
  readonly at: EpochMs;
  readonly answered: boolean;
  readonly ref: string | undefined;
  readonly category: string;
}

/** A delay, so that statuses usually come after the answer to the send. */
const SENT_AFTER_MS = 20;
const DELIVERED_AFTER_MS = 60;

/** Delivers the message to the phone. Inside `file.write` only. */
export function deliver(
  meta: Meta,
  send: AcceptedSend & { readonly customer: Person },
  { content, choices }: Rendered,
  replyTo: string | undefined,
): void {
  const { chats, accepted, courier } = meta.sandbox;
  const { business, customer, id, at, answered, ref, category } = send;
  const quoted = replyTo === undefined ? undefined : chats.message(replyTo);
  const message: StoredMessage = {
    id,
    business: business.phoneNumberId,
    customer: customer.id,
    sender: 'business',
    at,
    ...(content && { content }),
    ...(quoted?.customer === customer.id && { replyTo: quoted.id }),
    ticks: 'delivered',
    about: { choices, category, ...(ref !== undefined && { ref }) },
  };
  chats.add(message);
  accepted.add({ id, at, business: business.phoneNumberId, to: customer.id, ...(ref !== undefined && { ref }), answered });
  courier.add([
    ...statusUpdate(meta, send, customer, 'sent', SENT_AFTER_MS),
    ...statusUpdate(meta, send, customer, 'delivered', DELIVERED_AFTER_MS),
  ]);
}

/** The message is accepted and then fails: nothing reaches the phone. Inside `file.write` only. */
export function fail(meta: Meta, send: AcceptedSend & { readonly to: Recipient }, code: MetaCode, details: string): void {
  const { accepted, courier } = meta.sandbox;
  const { business, to, id, at, answered, ref, category } = send;
  accepted.add({
    id,
    at,
    business: business.phoneNumberId,
    to: to.customer?.id ?? to.input,
    ...(ref !== undefined && { ref }),
    answered,
  });
  const status = { id, status: 'failed' as const, at: at + SENT_AFTER_MS, ref, category, errors: [asStatusError(code, details)] };
  const recipient = to.customer
    ? { number: waId(to.customer), userId: to.customer.userId }
    : to.by === 'number'
      ? { number: digitsOf(to.input) }
      : { userId: to.input };
  const whom = to.customer ?? { lane: to.input };
  const about = { kind: 'status' as const, about: id, afterMs: SENT_AFTER_MS };
  courier.add(chatUpdate(meta, asBusiness(business), whom, { statuses: [statusBody(status, recipient)] }, about));
}

function statusUpdate(meta: Meta, send: AcceptedSend, customer: Person, status: Status, afterMs: number) {
  const { business, id, at, ref, category } = send;
  const body = statusBody({ id, status, at: at + afterMs, ref, category }, { number: waId(customer), userId: customer.userId });
  return chatUpdate(meta, asBusiness(business), customer, { statuses: [body] }, { kind: 'status', about: id, afterMs });
}
