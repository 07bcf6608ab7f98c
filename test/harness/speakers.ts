import { passagesAt, type PhoneClient } from '#sandbox/stage/phone-client.ts';
import type { Phone } from '#sandbox/stage/routes.ts';
import type { Passage, Speaker } from './evidence.ts';

export type Passages = ReadonlyMap<string, Passage>;

/** How each message that was written on this phone reached the app. */
export async function passagesOf(phone: Phone): Promise<Passages> {
  const all = await passagesAt(phone);
  return new Map(all.map(({ id, request, ...times }) => [id, { ...times, request: `emulator ${request}` }]));
}

/** What a customer said on their phone. */
export async function speakerOf({ customer, chat }: PhoneClient, number: string, passages: Passages): Promise<Speaker> {
  const said = (await chat()).bubbles
    .filter(({ from }) => from === 'customer')
    .map(({ id, content }) => {
      const passage = passages.get(id);
      return { id, ...(content.kind === 'text' && { body: content.body }), ...(passage && { passage }) };
    });
  return { number, id: customer.id, said };
}
