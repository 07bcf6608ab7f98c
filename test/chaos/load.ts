import { type Random, seededRandom } from '#sandbox/shared/random.ts';
import type { Phone } from '#sandbox/stage/routes.ts';
import type { Speaker } from '#test/crash/evidence.ts';
import { type Talker, introduce, nextTexts, statusOf } from '#test/crash/load.ts';
import { type Text, signatureOf, webhookBody } from '#test/crash/meta-body.ts';
import { pause } from '#test/crash/pause.ts';
import { answersTo } from './answers.ts';
import type { Site } from '#test/crash/site.ts';

export interface LoadOptions {
  readonly seed: string;
  readonly writers: number;
  /** Texts in all, the first of each writer included. */
  readonly messages: number;
  /** The next instance to post to; none while none is there. */
  readonly target: () => string | undefined;
}

export interface Load extends Disposable {
  readonly counts: LoadCounts;
  unanswered(): number;
  /** Resolves when everything is said and acknowledged, or `stop` was called and everything said is acknowledged. */
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

const WRITERS_OF_A_LANE = 2;
const DOUBLED = 0.05;
const OVERTAKEN = 0.05;
const LATE_MS = 1_500;
const SEND_AGAIN_MS = 40;
const SEND_AGAIN_WITHIN_MS = 1_000;
const GIVES_UP_AFTER_MS = 180_000;
const LOOK_AGAIN_MS = 50;
/** Nothing new is said while more wait for an answer than were answered in this time lately; some always may. */
const ANSWERED_WITHIN_MS = 4_000;
const ALWAYS = 100;

/**
 * Many customers write to the salon by signed webhooks like Meta's, each to the next instance in turn. What is not answered with
 * 200 is posted again, unchanged, to another one until it is; some come twice, some come late, when later ones of the same
 * customers are there already. A customer's texts carry times that tell their order.
 */
export async function startLoad(site: Site, phone: Phone, options: LoadOptions): Promise<Load> {
  const { appSecret } = site.credentials.meta;
  const counts: LoadCounts = { acknowledged: 0, sentAgain: 0, doubled: 0, overtaken: 0 };
  const between = new Map<string, readonly [number, number]>();
  const ending = new AbortController();
  const talkers = await introduce(phone, options.writers);
  let left = options.messages - talkers.length;
  counts.acknowledged = talkers.length;

  const answers = answersTo(site.folder, new Set(talkers.map(({ id }) => id)));
  const unanswered = (): number => options.messages - left - answers.count();
  const patience = asManyAsAreAnswered(() => answers.count());

  const count = Math.ceil(talkers.length / WRITERS_OF_A_LANE);
  const lanes = Array.from({ length: count }, (_, n) =>
    talk(
      talkers.filter((_talker, place) => place % count === n),
      seededRandom(`${options.seed} lane ${n}`),
    ),
  );
  const said = Promise.all(lanes).then(() =>
    talkers.map(({ number, id, texts }) => ({
      number,
      id,
      said: texts.map((text, n) => {
        const known = between.get(text.id);
        return { id: text.id, body: text.body, acknowledged: n === 0 || known !== undefined, ...(known && { between: known }) };
      }),
    })),
  );
  // Whoever waits for it hears of it.
  said.catch(() => {});

  async function talk(own: readonly Talker[], random: Random): Promise<void> {
    const late: Promise<void>[] = [];
    let earlier: string | undefined;
    let at = Date.now() + 1_000;
    await pause(random() * LATE_MS);
    while (left > 0 && !ending.signal.aborted) {
      if (unanswered() > patience.most()) {
        await pause(LOOK_AGAIN_MS);
        continue;
      }
      const texts = own.flatMap((talker) => nextTexts(talker, random));
      left -= texts.length;
      await pause(random() * LOOK_AGAIN_MS);
      if (texts.length === 0) continue;
      at = Math.max(at, Date.now());
      const body = webhookBody(texts, at, random);
      if (random() < OVERTAKEN) {
        counts.overtaken += 1;
        late.push(pause(random() * LATE_MS).then(() => deliver(body, texts)));
        // A provider's times are whole seconds: what follows must be later by one.
        at += 1_000;
        continue;
      }
      const copies = [deliver(body, texts)];
      if (random() < DOUBLED / 2) copies.push(deliver(body, texts));
      if (random() < DOUBLED / 2 && earlier !== undefined) copies.push(deliver(earlier, []));
      await Promise.all(copies);
      counts.doubled += copies.length - 1;
      if (random() < 0.2) earlier = body;
    }
    await Promise.all(late);
  }

  /** Unchanged, until it is acknowledged. */
  async function deliver(body: string, texts: readonly Text[]): Promise<void> {
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(appSecret, body) };
    const asked = performance.now();
    for (let wait = SEND_AGAIN_MS; (await posted(headers, body)) !== 200; wait *= 2) {
      if (performance.now() > asked + GIVES_UP_AFTER_MS) throw new Error('no instance takes webhooks any more');
      counts.sentAgain += 1;
      await pause(Math.min(wait, SEND_AGAIN_WITHIN_MS));
    }
    const now = performance.now();
    for (const { id } of texts) {
      const [first, acknowledged] = between.get(id) ?? [asked, now];
      between.set(id, [Math.min(first, asked), Math.min(acknowledged, now)]);
    }
    counts.acknowledged = talkers.length + between.size;
  }

  async function posted(headers: Readonly<Record<string, string>>, body: string): Promise<number | undefined> {
    const url = options.target();
    return url === undefined ? undefined : statusOf(url, headers, body);
  }

  return { counts, unanswered, said, stop: () => ending.abort(), [Symbol.dispose]: () => answers[Symbol.dispose]() };
}

/** How many may wait: as many as are answered in a while at the pace of the last seconds. */
function asManyAsAreAnswered(answered: () => number): { most(): number } {
  let since = { at: performance.now(), count: answered() };
  let most = ALWAYS;
  return {
    most() {
      const now = performance.now();
      if (now - since.at < ANSWERED_WITHIN_MS) return most;
      const count = answered();
      most = Math.max(ALWAYS, ((count - since.count) * ANSWERED_WITHIN_MS) / (now - since.at));
      since = { at: now, count };
      return most;
    },
  };
}
