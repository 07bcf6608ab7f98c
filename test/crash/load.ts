import { type Random, seededRandom } from '#sandbox/shared/random.ts';
import { pendingAt, phoneOf } from '#sandbox/stage/phone-client.ts';
import type { Phone } from '#sandbox/stage/routes.ts';
import type { Speaker } from './evidence.ts';
import { type Text, type Writer, signatureOf, webhookBody } from './meta-body.ts';
import { pause, until } from './pause.ts';
import type { Site } from './site.ts';

export interface LoadOptions {
  readonly seed: string;
  readonly writers: number;
  /** Messages a second, all writers together, as long as the app keeps up. */
  readonly perSecond: number;
  /** Called with every 200, and when it was asked for. */
  readonly answered: (asked: number) => void;
}

export interface Load {
  readonly counts: LoadCounts;
  /** Says nothing new, and resolves when everything said is acknowledged. */
  stop(): Promise<readonly Speaker[]>;
}

export interface LoadCounts {
  acknowledged: number;
  /** Requests without a 200, sent again. */
  sentAgain: number;
  /** Acknowledged ones that came once more all the same. */
  redelivered: number;
}

/** A lane posts for so many writers, one request after the other. */
const WRITERS_OF_A_LANE = 2;
const MOST_IN_A_ROW = 3;
/** Doubled with every failure. */
const SEND_AGAIN_MS = 40;
const SEND_AGAIN_WITHIN_MS = 400;
const GIVES_UP_AFTER_MS = 120_000;

/** A writer, whose customer id at the emulator is `id`, and what they have said so far. */
export interface Talker extends Writer {
  readonly id: string;
  readonly texts: Text[];
}

/**
 * Many customers write `m0`, `m1`, `m2` … to the salon, by signed webhooks like Meta's: what is not answered with 200 is sent
 * again, unchanged, until it is; some that were acknowledged come again, at once or later. A writer's next text is posted only
 * when the one before is acknowledged, so their order is certain.
 */
export async function startLoad(site: Site, phone: Phone, options: LoadOptions): Promise<Load> {
  const { appSecret } = site.credentials.meta;
  const counts: LoadCounts = { acknowledged: 0, sentAgain: 0, redelivered: 0 };
  const acknowledged = new Set<string>();
  const ending = new AbortController();
  const talkers = await introduce(phone, options.writers);
  acknowledge(talkers.flatMap(({ texts }) => texts));
  const count = Math.ceil(talkers.length / WRITERS_OF_A_LANE);
  const perLane = options.perSecond / count;
  const lanes = Array.from({ length: count }, (_, n) =>
    talk(
      talkers.filter((_talker, place) => place % count === n),
      seededRandom(`${options.seed} lane ${n}`),
    ),
  );

  const talking = Promise.all(lanes);
  // Whoever stops the load hears of it.
  talking.catch(() => {});

  async function talk(own: readonly Talker[], random: Random): Promise<void> {
    let earlier: string | undefined;
    while (!ending.signal.aborted) {
      const texts = own.flatMap((talker) => nextTexts(talker, random));
      await pause((random() * 2 * Math.max(texts.length, 1) * 1000) / perLane);
      if (texts.length === 0) continue;
      const body = webhookBody(texts, Date.now(), random);
      const copies = [deliver(body)];
      if (random() < 0.05) copies.push(deliver(body));
      if (random() < 0.05 && earlier !== undefined) copies.push(deliver(earlier));
      await Promise.all(copies);
      acknowledge(texts);
      counts.redelivered += copies.length - 1;
      if (random() < 0.2) earlier = body;
    }
  }

  function acknowledge(texts: readonly Text[]): void {
    for (const { id } of texts) acknowledged.add(id);
    counts.acknowledged = acknowledged.size;
  }

  /** Unchanged, until it is acknowledged. */
  async function deliver(body: string): Promise<void> {
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(appSecret, body) };
    const end = performance.now() + GIVES_UP_AFTER_MS;
    let asked = performance.now();
    for (let wait = SEND_AGAIN_MS; (await statusOf(site.metaWebhook, headers, body)) !== 200; wait *= 2) {
      if (performance.now() > end) throw new Error('the app takes no webhooks any more');
      counts.sentAgain += 1;
      await pause(Math.min(wait, SEND_AGAIN_WITHIN_MS));
      asked = performance.now();
    }
    options.answered(asked);
  }

  return {
    counts,
    async stop() {
      ending.abort();
      await talking;
      return talkers.map(({ number, id, texts }) => ({
        number,
        id,
        said: texts.map((text) => ({ id: text.id, body: text.body, acknowledged: acknowledged.has(text.id) })),
      }));
    },
  };
}

/** The provider knows its customers: each gets a phone, and their first text comes from it. Their window is open then. */
export async function introduce(phone: Phone, writers: number): Promise<readonly Talker[]> {
  const talkers = await Promise.all(
    Array.from({ length: writers }, async (_, n) => {
      const name = `Writer ${n}`;
      const number = `+44770090${String(n).padStart(4, '0')}`;
      const client = await phoneOf(phone, name, number);
      const writer = { name, number, userId: client.customer.userId };
      const first = { writer, id: await client.say({ kind: 'text', body: 'm0' }), body: 'm0' };
      return { ...writer, id: client.customer.id, texts: [first] };
    }),
  );
  const taken = await until(async () => (await pendingAt(phone)) === 0, GIVES_UP_AFTER_MS);
  if (!taken) throw new Error('the app does not take the first texts of the writers');
  return talkers;
}

/** Nothing, one or a few texts more of this writer. */
export function nextTexts({ texts, ...writer }: Talker, random: Random): readonly Text[] {
  const count = random() < 0.8 ? 1 : Math.floor(random() * (MOST_IN_A_ROW + 1));
  const next = Array.from({ length: count }, (_, n) => {
    const place = texts.length + n;
    return { writer, id: `wamid.crash.${writer.number.slice(1)}.${place}`, body: `m${place}` };
  });
  texts.push(...next);
  return next;
}

export async function statusOf(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number | undefined> {
  const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.status;
}
