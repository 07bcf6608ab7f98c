import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { booking as bookingShape } from '#contracts/records/booking.ts';
import { type Line, type Patience, type Wants, play } from '#sandbox/demo/customer.ts';
import { booking, cancelling, moving } from '#sandbox/demo/wishes.ts';
import { type PhoneClient, phoneOf } from '#sandbox/stage/phone-client.ts';
import type { Phone } from '#sandbox/stage/routes.ts';
import type { Speaker } from './evidence.ts';
import { pause } from './pause.ts';
import type { Site } from './site.ts';
import { passagesOf, speakerOf } from './speakers.ts';

export interface Visitors {
  readonly counts: { came: number; fulfilled: number };
  /** Nobody new comes. Resolves, when those who are there have ended or given up after so long, with all by tenant. */
  stop(withinMs: number): Promise<ReadonlyMap<string, readonly Speaker[]>>;
}

/** They write again soon, and wait twice as long each time: an app that was killed answers late, but it does. */
const FIRST_WAIT_MS = 2_500;
const LONGEST_WAIT_MS = 40_000;
const TRIES = 300;

type Bookings = readonly z.infer<typeof bookingShape>[];
const isState = (state: string) => (kept: Bookings) => kept.some((one) => one.state === state);
const wasMoved = (kept: Bookings) =>
  kept.some((one) => one.state === 'confirmed' && one.history.some((step) => step.state === 'moved'));

const WORDS: Readonly<Record<string, readonly [hello: string, move: string, cancel: string, book: string]>> = {
  juniper: ['hi', 'reschedule', 'cancel', 'book'],
  marina: ['hola', 'cambiar', 'cancelar', 'reservar'],
};

/** At each business so many customers at a time book, move, cancel, book again and leave a hold; then the next ones come. */
export function startVisitors(site: Site, atATime: number): Visitors {
  const counts = { came: 0, fulfilled: 0 };
  const ending = new AbortController();
  const leaving = new AbortController();
  const visitors = new Map<string, { readonly phone: PhoneClient; readonly number: string; fulfilled: boolean }[]>();
  const queues = site.phones.flatMap((phone) => Array.from({ length: atATime }, () => oneAfterTheOther(phone)));

  const coming = Promise.all(queues);
  // Awaited in `stop`, where the error is thrown.
  coming.catch(() => {});

  async function oneAfterTheOther(phone: Phone): Promise<void> {
    const own = visitors.get(phone.tenant) ?? [];
    visitors.set(phone.tenant, own);
    while (!ending.signal.aborted) {
      counts.came += 1;
      const number = `+3469${String(counts.came).padStart(7, '0')}`;
      const client = await phoneOf(phone, `Visitor ${counts.came}`, number);
      const visitor = { phone: client, number, fulfilled: false };
      own.push(visitor);
      visitor.fulfilled = await visit(site, phone, client, { number, leaving: leaving.signal });
      if (visitor.fulfilled) counts.fulfilled += 1;
    }
  }

  return {
    counts,
    async stop(withinMs) {
      ending.abort();
      const late = setTimeout(() => leaving.abort(), withinMs);
      await coming;
      clearTimeout(late);
      const told = site.phones.map(async (phone) => {
        const passages = await passagesOf(phone);
        const own = visitors.get(phone.tenant) ?? [];
        const speakers = own.map(async ({ phone: client, number, fulfilled }) => ({
          ...(await speakerOf(client, number, passages)),
          visit: { fulfilled },
        }));
        return [phone.tenant, await Promise.all(speakers)] as const;
      });
      return new Map(await Promise.all(told));
    },
  };
}

async function visit(
  site: Site,
  phone: Phone,
  client: PhoneClient,
  { number, leaving }: { readonly number: string; readonly leaving: AbortSignal },
): Promise<boolean> {
  const [hello, move, cancel, book] = WORDS[phone.tenant] ?? ['hi', 'reschedule', 'cancel', 'book'];
  let kept: Bookings = [];
  let heard = true;
  let silences = 0;
  const patience: Patience = {
    get tries() {
      return leaving.aborted ? 0 : TRIES;
    },
    get waitMs() {
      return Math.min(FIRST_WAIT_MS * 2 ** silences, LONGEST_WAIT_MS);
    },
  };
  const transcript: Line[] = [];
  const tell = (line: Line): void => {
    transcript.push(line);
    if (line.by === 'customer') silences = heard ? 0 : silences + 1;
    heard = line.by === 'business';
  };
  /** Looks before doing anything new. In silence they may not know how it stands, and do the same again. */
  const look = async (): Promise<void> => {
    const fresh = await bookingsOf(site, phone.tenant, number);
    if (fresh) kept = fresh;
    if (fresh || !heard) return;
    await pause(100);
    return look();
  };
  const wishes: readonly Wants[] = [
    booking(hello, () => isState('confirmed')(kept)),
    moving(move, () => wasMoved(kept)),
    cancelling(cancel, () => isState('cancelled')(kept.filter(wasConfirmed))),
    booking(book, () => isState('confirmed')(kept)),
    // And leaves another one unconfirmed, which ends by itself.
    booking(book, () => isState('held')(kept)),
  ];
  for (const wants of wishes) {
    if (await play(client, wants, patience, tell, look)) continue;
    const text = transcript.map((line) => `${line.by}: ${line.text}\n`).join('');
    await writeFile(join(site.folder, `gave-up-${phone.tenant}-${number.slice(1)}.txt`), text);
    return false;
  }
  return true;
}

export function wasConfirmed(one: Bookings[number]): boolean {
  return one.history.some(({ state }) => state === 'confirmed');
}

/** `undefined` while the app is down. */
async function bookingsOf(site: Site, tenant: string, number: string): Promise<Bookings | undefined> {
  try {
    const address = `${site.pages}/harness/${tenant}/bookings/${encodeURIComponent(number)}`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(5_000) });
    return answer.ok ? z.array(bookingShape).parse(await answer.json()) : undefined;
  } catch (error) {
    if (error instanceof z.ZodError) throw error;
    return undefined;
  }
}
