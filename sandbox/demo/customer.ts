import type { Bubble, PhoneSays } from '#contracts/api/phone.ts';
import type { PhoneClient } from '../stage/phone-client.ts';

export interface Offer {
  readonly message: string;
  readonly id: string;
  readonly title: string;
}

/**
 * Decides what the customer does next, from the newest message of the business: tap, write, or nothing more because the wish is
 * fulfilled.
 */
export type Wants = (
  newest: Bubble | undefined,
  offers: readonly Offer[],
) => { readonly tap: Offer } | { readonly write: string } | 'done';

export interface Patience {
  /** How long to wait for an answer before writing again. Milliseconds of real time. */
  readonly waitMs: number;
  /** Tries before the wish is given up. */
  readonly tries: number;
}

export type Line = { readonly by: 'customer' | 'business'; readonly text: string };

/**
 * Plays one wish to its end. After each action the customer waits for a new message from the business. If none comes, the
 * customer repeats what the chat suggests. `look` is called before each decision. Resolves with whether the wish was fulfilled.
 */
export async function play(
  phone: PhoneClient,
  wants: Wants,
  patience: Patience,
  tell: (line: Line) => void,
  look: () => Promise<void>,
): Promise<boolean> {
  const known = new Set((await phone.heard()).map((bubble) => bubble.id));
  let newest: Bubble | undefined;
  for (let tries = 0; tries < patience.tries; tries += 1) {
    await look();
    const next = wants(newest, newest ? offersOf(newest) : []);
    if (next === 'done') return true;
    const says: PhoneSays =
      'tap' in next ? { kind: 'choice', message: next.tap.message, choice: next.tap.id } : { kind: 'text', body: next.write };
    tell({ by: 'customer', text: 'tap' in next ? `[${next.tap.title}]` : next.write });
    await phone.say(says);
    for (const bubble of await something(phone, known, patience.waitMs)) {
      known.add(bubble.id);
      newest = bubble;
      tell({ by: 'business', text: textOf(bubble) });
    }
    await phone.read();
  }
  return false;
}

const LOOK_EVERY_MS = 40;
/** Bubbles that follow the first new one within this time belong to the same answer. Milliseconds. */
const AFTERTHOUGHT_MS = 120;

async function something(phone: PhoneClient, known: ReadonlySet<string>, waitMs: number): Promise<readonly Bubble[]> {
  const fresh = async () => (await phone.heard()).filter((bubble) => !known.has(bubble.id));
  for (let waited = 0; waited < waitMs; waited += LOOK_EVERY_MS) {
    if ((await fresh()).length > 0) {
      await pause(AFTERTHOUGHT_MS);
      return fresh();
    }
    await pause(LOOK_EVERY_MS);
  }
  return [];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function offersOf(bubble: Bubble): readonly Offer[] {
  const { content, id: message } = bubble;
  if (content.kind === 'buttons') return content.buttons.map(({ id, title }) => ({ message, id, title }));
  if (content.kind === 'list')
    return content.sections.flatMap(({ rows }) => rows.map(({ id, title }) => ({ message, id, title })));
  return [];
}

/** A bubble as lines of text, with its options. */
export function textOf(bubble: Bubble): string {
  const { content } = bubble;
  const offers = offersOf(bubble).map(({ title }) => `  ▸ ${title}`);
  if (content.kind === 'text' || content.kind === 'buttons' || content.kind === 'list')
    return [content.body, ...offers].join('\n');
  if (content.kind === 'media') return `[${content.media}] ${content.caption ?? ''}`;
  return `[${content.kind}]`;
}
