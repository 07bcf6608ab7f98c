import type { OutboundContent } from '#contracts/content.ts';
import type { Kernel } from './kernel.ts';
import type { Content, Person, Said } from './webhook-body.ts';

export interface Customer extends Person {
  readonly said: Said[];
  /** Has nothing more to do. */
  readonly rests: boolean;
  begin(): void;
  /** Something arrived on the phone. */
  hear(content: OutboundContent, providerMessageId: string): void;
}

interface Offer {
  readonly id: string;
  readonly title: string;
  readonly message: string;
  readonly by: 'button' | 'list';
}

type Wish = 'book' | 'move' | 'cancel';
/** The step furthest along is taken first, as in the demo. */
const ROADS: Readonly<Record<Wish, readonly string[]>> = {
  book: ['confirm:', 'at:', 'day:', 'staff:', 'service:', 'book'],
  move: ['shift:', 'to:', 'day:', 'move:', 'booking:'],
  cancel: ['drop:', 'cancel:', 'booking:'],
};
const WORDS: Readonly<Record<Wish, string>> = { book: 'book', move: 'reschedule', cancel: 'cancel' };
const LAST: Readonly<Record<Wish, string>> = { book: 'confirm:', move: 'shift:', cancel: 'drop:' };
const TRIES = 8;
const HOLD_IS_OVER_MS = 11 * 60_000;

/** Somebody who writes until they have what they want or have tried often enough: taps, words, and now and then twice. */
export function customer(kernel: Kernel, person: Person, slow: boolean, say: (said: Said) => void): Customer {
  const wishes: Wish[] = ['book'];
  if (kernel.chance(0.35)) wishes.push(kernel.chance(0.5) ? 'move' : 'cancel');
  const said: Said[] = [];
  let offers: readonly Offer[] = [];
  let tries = 0;
  let asked = '';
  let rests = false;
  let forget = () => {};

  function next(): void {
    forget();
    const wish = wishes[0];
    if (wish === undefined || tries >= TRIES) {
      wishes.shift();
      tries = 0;
      asked = '';
      if (wishes.length > 0) return next();
      rests = true;
      return;
    }
    tries += 1;
    const tap = ROADS[wish].map((step) => offers.filter(({ id }) => id.startsWith(step))).find((some) => some.length > 0);
    const chosen = tap && kernel.pick(tap);
    asked = chosen?.id ?? '';
    speak(chosen ? contentOf(chosen) : { type: 'text', text: { body: WORDS[wish] } });
    if (kernel.chance(0.08)) speak(chosen ? contentOf(chosen) : { type: 'text', text: { body: 'hi' } });
    // Nothing heard: the same again, as people do.
    forget = kernel.after(30_000 + kernel.below(60_000), `${person.name} is impatient`, next);
  }

  function contentOf({ id, title, message, by }: Offer): Content {
    if (asked.startsWith('confirm:') && kernel.chance(0.3)) return { type: 'text', text: { body: 'yes' } };
    const reply =
      by === 'button' ? { type: 'button_reply', button_reply: { id, title } } : { type: 'list_reply', list_reply: { id, title } };
    return { type: 'interactive', context: { id: message }, interactive: reply };
  }

  /** What is booked or moved is shown with its buttons; what is cancelled cannot be dropped again. */
  function isAnswered(wish: Wish): boolean {
    const shows = (kind: string) => offers.some(({ id }) => id.startsWith(kind));
    return wish === 'cancel' ? !shows('drop:') : shows('move:');
  }

  function speak(content: Content): void {
    const at = kernel.now() - (kernel.now() % 1000);
    const one: Said = { id: `wamid.${person.name}.${said.length + 1}`, writer: person, at, content };
    said.push(one);
    kernel.note(`${person.name} says ${content.text?.body ?? content.interactive?.[`${content.interactive.type}`]?.id ?? ''}`);
    say(one);
  }

  return {
    ...person,
    said,
    get rests() {
      return rests;
    },
    begin: next,
    hear(content, message) {
      offers = offersOf(content, message);
      kernel.note(
        `${person.name} hears ${content.kind === 'buttons' || content.kind === 'list' ? content.body.split('\n')[0] : content.kind}`,
      );
      if (rests) return;
      const [wish = 'book'] = wishes;
      if (asked.startsWith(LAST[wish]) && isAnswered(wish)) tries = TRIES;
      forget();
      const thinks =
        slow && offers.some(({ id }) => id.startsWith('confirm:')) && kernel.chance(0.3)
          ? HOLD_IS_OVER_MS
          : 300 + kernel.below(4_000);
      forget = kernel.after(thinks, `${person.name} goes on`, next);
    },
  };
}

function offersOf(content: OutboundContent, message: string): readonly Offer[] {
  if (content.kind === 'buttons') return content.buttons.map((button) => ({ ...button, message, by: 'button' }));
  if (content.kind !== 'list') return [];
  return content.sections.flatMap(({ rows }) => rows.map(({ id, title }) => ({ id, title, message, by: 'list' as const })));
}
