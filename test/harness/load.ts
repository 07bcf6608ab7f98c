import { type Random, seededRandom } from '#sandbox/shared/random.ts';
import { pendingAt, phoneOf } from '#sandbox/stage/phone-client.ts';
import type { Phone } from '#sandbox/stage/routes.ts';
import { answersTo } from './answers.ts';
import type { Passage, Speaker } from './evidence.ts';
import { type Text, type Writer, signatureOf, webhookBody } from './meta-body.ts';
import { pause, until } from './pause.ts';
import type { Site } from './site.ts';
import { passagesOf } from './speakers.ts';

export interface LoadOptions {
  readonly seed: string;
  readonly writers: number;
  /** Texts in all, the first of each writer included. Without it, they write until told to stop. */
  readonly messages?: number;
  /** Texts a second, all writers together. Without it, as many as are answered. */
  readonly perSecond?: number;
  /** Webhooks that come late, when later ones of the same customers are there already: a share of all. */
  readonly overtaken: number;
  /** The address to post to next; none while no instance is there. */
  readonly target: () => string | undefined;
  /** Called with every 200, and when it was asked for. */
  readonly answered?: (asked: number) => void;
}

export interface Load extends Disposable {
  readonly counts: LoadCounts;
  /** Texts that have no reply yet. */
  unanswered(): number;
  /** Resolves when everything that was said is acknowledged: all messages, or those until `stop`. */
  readonly said: Promise<readonly Speaker[]>;
  stop(): void;
}

export interface LoadCounts {
  acknowledged: number;
  /** Posts without a 200, each sent again, to another instance if there is one. */
  sentAgain: number;
  /** Webhooks that came once more though they were acknowledged, or beside themselves. */
  doubled: number;
  /** Webhooks that later ones of the same customers have overtaken. */
  overtaken: number;
}

/** A lane posts for so many writers, one request after the other. */
const WRITERS_OF_A_LANE = 2;
const MOST_IN_A_ROW = 3;
const DOUBLED_AT_ONCE = 0.05;
const DOUBLED_LATER = 0.05;
const LATE_MS = 1_500;
/** Doubled with every failure. */
const SEND_AGAIN_MS = 40;
const SEND_AGAIN_WITHIN_MS = 500;
const GIVES_UP_AFTER_MS = 180_000;
const LOOK_AGAIN_MS = 50;
/** Nothing new is said while more wait for an answer than were answered in this time lately; some always may. */
const ANSWERED_WITHIN_MS = 4_000;
const ALWAYS = 100;

/** A writer, whose customer id at the emulator is `id`, and what they have said so far. */
interface Talker extends Writer {
  readonly id: string;
  readonly texts: Text[];
}

/** Every text is a question that the bot answers, however often it is asked. */
const textOf = (place: number): string => `When are you open? m${place}`;

/**
 * Many customers write `m0`, `m1`, `m2` … to the salon, by signed webhooks like Meta's: what is not answered with 200 is posted
 * again, unchanged, until it is; some come twice, at once or later, and some come late. A writer's next text is posted when the one
 * before is acknowledged, or carries a later time.
 */
export async function startLoad(site: Site, phone: Phone, options: LoadOptions): Promise<Load> {
  const { appSecret } = site.credentials.meta;
  const { messages = Number.MAX_SAFE_INTEGER, perSecond } = options;
  const counts: LoadCounts = { acknowledged: 0, sentAgain: 0, doubled: 0, overtaken: 0 };
  const passages = new Map<string, Passage>();
  const ending = new AbortController();
  const talkers = await introduce(phone, options.writers);
  let left = messages - talkers.length;
  let posts = 0;
  counts.acknowledged = talkers.length;

  const answers = answersTo(site.folder, new Set(talkers.map(({ id }) => id)));
  const unanswered = (): number => messages - left - answers.count();
  const most = asManyAsAreAnswered(() => answers.count());

  const count = Math.ceil(talkers.length / WRITERS_OF_A_LANE);
  const lanes = Array.from({ length: count }, (_, n) =>
    talk(
      talkers.filter((_talker, place) => place % count === n),
      seededRandom(`${options.seed} lane ${n}`),
    ),
  );
  const said = Promise.all(lanes).then(speakers);
  // Awaited later, where the error is thrown.
  said.catch(() => {});

  async function speakers(): Promise<readonly Speaker[]> {
    const first = await passagesOf(phone);
    return talkers.map(({ number, id, texts }) => ({
      number,
      id,
      said: texts.map((text) => {
        const passage = passages.get(text.id) ?? first.get(text.id);
        return { id: text.id, body: text.body, ...(passage && { passage }) };
      }),
    }));
  }

  async function talk(own: readonly Talker[], random: Random): Promise<void> {
    const late: Promise<void>[] = [];
    let earlier: string | undefined;
    let at = Date.now() + 1_000;
    await pause(random() * LATE_MS);
    while (left > 0 && !ending.signal.aborted) {
      if (perSecond === undefined && unanswered() > most()) {
        await pause(LOOK_AGAIN_MS);
        continue;
      }
      const texts = own.flatMap((talker) => nextTexts(talker, random));
      left -= texts.length;
      await pause(random() * restMs(texts.length));
      if (texts.length === 0) continue;
      at = Math.max(at, Date.now());
      const body = webhookBody(texts, at, random);
      if (random() < options.overtaken) {
        counts.overtaken += 1;
        late.push(pause(random() * LATE_MS).then(() => deliver(body, texts)));
        // A provider's times are whole seconds: what follows must be later by one.
        at += 1_000;
        continue;
      }
      const copies = [deliver(body, texts)];
      if (random() < DOUBLED_AT_ONCE) copies.push(deliver(body, texts));
      if (random() < DOUBLED_LATER && earlier !== undefined) copies.push(deliver(earlier, []));
      await Promise.all(copies);
      counts.doubled += copies.length - 1;
      if (random() < 0.2) earlier = body;
    }
    await Promise.all(late);
  }

  function restMs(texts: number): number {
    return perSecond === undefined ? LOOK_AGAIN_MS : (2 * Math.max(texts, 1) * 1_000 * count) / perSecond;
  }

  /** Unchanged, until it is acknowledged. */
  async function deliver(body: string, texts: readonly Text[]): Promise<void> {
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(appSecret, body) };
    posts += 1;
    const request = `post ${posts}`;
    const presented = now();
    let asked = performance.now();
    for (let wait = SEND_AGAIN_MS; (await posted(headers, body)) !== 200; wait *= 2) {
      if (now() > presented + GIVES_UP_AFTER_MS) throw new Error('no instance takes webhooks any more');
      counts.sentAgain += 1;
      await pause(Math.min(wait, SEND_AGAIN_WITHIN_MS));
      asked = performance.now();
    }
    options.answered?.(asked);
    const acknowledged = now();
    for (const { id } of texts) {
      const first = passages.get(id) ?? { request, presented, acknowledged };
      passages.set(id, {
        request: presented < first.presented ? request : first.request,
        presented: Math.min(first.presented, presented),
        acknowledged: Math.min(first.acknowledged ?? acknowledged, acknowledged),
      });
    }
    counts.acknowledged = talkers.length + passages.size;
  }

  async function posted(headers: Readonly<Record<string, string>>, body: string): Promise<number | undefined> {
    const url = options.target();
    if (url === undefined) return undefined;
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).catch(
      () => undefined,
    );
    await answer?.arrayBuffer().catch(() => undefined);
    return answer?.status;
  }

  return { counts, unanswered, said, stop: () => ending.abort(), [Symbol.dispose]: () => answers[Symbol.dispose]() };
}

/** The clock of the emulators, finer. */
const now = (): number => performance.timeOrigin + performance.now();

/** The provider knows its customers: each gets a phone, and their first text comes from it. Their window is open then. */
async function introduce(phone: Phone, writers: number): Promise<readonly Talker[]> {
  const talkers = await Promise.all(
    Array.from({ length: writers }, async (_, n) => {
      const name = `Writer ${n}`;
      const number = `+44770090${String(n).padStart(4, '0')}`;
      const client = await phoneOf(phone, name, number);
      const writer = { name, number, userId: client.customer.userId };
      const first = { writer, id: await client.say({ kind: 'text', body: textOf(0) }), body: textOf(0) };
      return { ...writer, id: client.customer.id, texts: [first] };
    }),
  );
  const taken = await until(async () => (await pendingAt(phone)) === 0, GIVES_UP_AFTER_MS);
  if (!taken) throw new Error('the app does not take the first texts of the writers');
  return talkers;
}

/** Nothing, one or a few texts more of this writer. */
function nextTexts({ texts, ...writer }: Talker, random: Random): readonly Text[] {
  const count = random() < 0.8 ? 1 : Math.floor(random() * (MOST_IN_A_ROW + 1));
  const next = Array.from({ length: count }, (_, n) => {
    const place = texts.length + n;
    return { writer, id: `wamid.harness.${writer.number.slice(1)}.${place}`, body: textOf(place) };
  });
  texts.push(...next);
  return next;
}

/** How many may wait: as many as are answered in a while at the pace of the last seconds. */
function asManyAsAreAnswered(answered: () => number): () => number {
  let since = { at: performance.now(), count: answered() };
  let most = ALWAYS;
  return () => {
    const at = performance.now();
    if (at - since.at < ANSWERED_WITHIN_MS) return most;
    const count = answered();
    most = Math.max(ALWAYS, ((count - since.count) * ANSWERED_WITHIN_MS) / (at - since.at));
    since = { at, count };
    return most;
  };
}
