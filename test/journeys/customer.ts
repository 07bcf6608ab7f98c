import { vi } from 'vitest';
import type { Bubble, PhoneSays } from '#contracts/api/phone.ts';
import { offersOf } from '#sandbox/demo/customer.ts';
import { type PhoneClient, phoneOf } from '#sandbox/stage/phone-client.ts';
import type { Phone } from '#sandbox/stage/routes.ts';

/** Long, for a busy machine; a test waits for what must come, never for a time. */
const PATIENCE = { timeout: 50_000, interval: 20 };

export interface Customer {
  readonly name: string;
  readonly phone: PhoneClient;
  /** Says it and resolves with the first thing the business says after it. */
  says(says: string | PhoneSays): Promise<Bubble>;
  /** Answers a certain bubble in words, as by swiping it. */
  replies(to: Bubble, body: string): Promise<Bubble>;
  /** Taps what has this title, on the newest bubble or on an older one. */
  taps(title: string, on?: Bubble): Promise<Bubble>;
  /** Taps the nth of the choices whose id begins like this: `day`, `at`. */
  tapsA(kind: string, nth?: number, on?: Bubble): Promise<Bubble>;
}

/** A customer with a simulated phone. Names are told apart by the inbox, so every test takes its own. */
export async function customerOf(
  business: Phone,
  name: string,
  about: { readonly number?: string; readonly hidden?: boolean } = {},
): Promise<Customer> {
  const phone = await phoneOf(business, name, about.number, about.hidden ?? false);

  async function says(words: string | PhoneSays): Promise<Bubble> {
    const id = await phone.say(typeof words === 'string' ? { kind: 'text', body: words } : words);
    return vi.waitFor(async () => {
      const { bubbles } = await phone.chat();
      const after = bubbles.slice(bubbles.findIndex((bubble) => bubble.id === id) + 1);
      const answer = after.find(({ from }) => from === 'business');
      if (!answer) throw new Error(`${name} said ${JSON.stringify(words).slice(0, 100)} and heard nothing`);
      return answer;
    }, PATIENCE);
  }

  async function taps(wanted: (offer: { id: string; title: string }) => boolean, nth: number, on: Bubble | undefined) {
    const bubble = on ?? (await phone.heard()).at(-1);
    const offers = bubble ? offersOf(bubble) : [];
    const offer = offers.filter(wanted)[nth];
    if (!offer) throw new Error(`${name} cannot tap that among: ${offers.map(({ id, title }) => `${title} (${id})`).join(', ')}`);
    return says({ kind: 'choice', message: offer.message, choice: offer.id });
  }

  return {
    name,
    phone,
    says,
    replies: (to, body) => says({ kind: 'text', body, replyTo: to.id }),
    taps: (title, on) => taps((offer) => offer.title === title, 0, on),
    tapsA: (kind, nth = 0, on) => taps(({ id }) => id === kind || id.startsWith(`${kind}:`), nth, on),
  };
}

/** What a bubble says, without its choices. */
export function words({ content }: Bubble): string {
  if (content.kind === 'text' || content.kind === 'buttons' || content.kind === 'list') return content.body;
  return content.kind === 'media' ? (content.caption ?? '') : '';
}

export function titles(bubble: Bubble): readonly string[] {
  return offersOf(bubble).map(({ title }) => title);
}
