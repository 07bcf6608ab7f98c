import {
  type Accepted,
  type Bubble,
  type Chat,
  type Customer,
  type Faults,
  type Passage,
  type PhoneSays,
  accepted,
  chat,
  customer,
  faults,
  passage,
} from '#contracts/api/phone.ts';
import { z } from 'zod';
import type { Phone } from './routes.ts';

/** A client for one simulated phone. */
export interface PhoneClient {
  readonly customer: Customer;
  say(says: PhoneSays): Promise<string>;
  chat(): Promise<Chat>;
  /** The business's bubbles, oldest first. */
  heard(): Promise<readonly Bubble[]>;
  read(): Promise<void>;
}

/** With `hideNumber`, the business knows the customer by user id only. */
export async function phoneOf(phone: Phone, name: string, number?: string, hideNumber = false): Promise<PhoneClient> {
  const wish = { name, hideNumber, ...(number === undefined ? {} : { number }) };
  const made = customer.parse(await call(phone, 'POST', 'customers', wish));
  const path = `chats/${phone.business}/${made.id}`;
  const readChat = async () => chat.parse(await call(phone, 'GET', path));
  return {
    customer: made,
    async say(says) {
      return z.object({ id: z.string() }).parse(await call(phone, 'POST', `${path}/messages`, says)).id;
    },
    chat: readChat,
    async heard() {
      return (await readChat()).bubbles.filter((bubble) => bubble.from === 'business');
    },
    async read() {
      await call(phone, 'POST', `${path}/read`, {});
    },
  };
}

export async function setFaults(phone: Phone, wanted: Partial<Faults>): Promise<void> {
  await call(phone, 'PUT', 'faults', faults.parse(wanted));
}

export async function acceptedBy(phone: Phone): Promise<readonly Accepted[]> {
  return z.array(accepted).parse(await call(phone, 'GET', 'accepted'));
}

export async function passagesAt(phone: Phone): Promise<readonly Passage[]> {
  return z.array(passage).parse(await call(phone, 'GET', 'passages'));
}

export async function pendingAt(phone: Phone): Promise<number> {
  return z.object({ webhooks: z.number() }).parse(await call(phone, 'GET', 'pending')).webhooks;
}

async function call(phone: Phone, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(new URL(`/control/${path}`, phone.url), {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the emulator answered ${method} ${path} with ${answer.status}: ${text.slice(0, 200)}`);
  return text === '' ? {} : JSON.parse(text);
}
