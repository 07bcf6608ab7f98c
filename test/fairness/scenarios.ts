import { AdapterFailure } from '#contracts/failure.ts';
import { hangs, image, openSite, picture, text, until, type Site } from './site.ts';

export interface Row {
  readonly engine: string;
  readonly what: string;
  /** Of tenant 1. */
  readonly size: string;
  /** The longest time that a probe took, in milliseconds. `undefined`: it did not end in time. */
  readonly worstMs: number | undefined;
  readonly limitMs: number;
}

export interface Sizes {
  readonly failing: number;
  readonly hanging: number;
  readonly replies: number;
  /** One case, by its letter. */
  readonly only?: string | undefined;
}

type EngineSettings = () => Readonly<Record<string, string>>;
type Measured = Pick<Row, 'worstMs' | 'size'>;

interface Scenario {
  readonly what: string;
  readonly limitMs: number;
  measure(engine: Readonly<Record<string, string>>, sizes: Sizes): Promise<Measured>;
}

const PROBES = 10;
const BETWEEN_MS = 500;
const FILE_MS = 5_000;
const ANSWER_MS = 2_000;
/** A probe that has not ended by then does not. */
const PATIENCE_MS = 60_000;

const scenarios: readonly Scenario[] = [
  {
    what: "(a) one file cannot be served: the same customer's later files",
    limitMs: FILE_MS,
    async measure(engine) {
      await using site = await openSite(engine, {
        download: ({ providerMediaId }) => (providerMediaId === 'bad' ? fails() : Promise.resolve(picture())),
      });
      site.work();
      await site.hear('trouble', [image('bad', 'customer')]);
      return { size: '1 file', worstMs: await worst((n) => stored(site, 'trouble', `good-${n}`, 'customer')) };
    },
  },
  {
    what: "(b) media of tenant 1 fail: tenant 2's image",
    limitMs: FILE_MS,
    async measure(engine, { failing }) {
      await using site = await openSite(engine, { download: fails });
      site.work();
      await site.hear(
        'trouble',
        Array.from({ length: failing }, (_, n) => image(`bad-${n}`)),
      );
      return { size: `${failing} files`, worstMs: await worst((n) => stored(site, 'calm', `good-${n}`)) };
    },
  },
  {
    what: "(c) downloads of tenant 1 hang: tenant 2's image",
    limitMs: FILE_MS,
    async measure(engine, { hanging }) {
      await using site = await openSite(engine, { download: (_, signal) => hangs(signal) });
      site.work();
      await site.hear(
        'trouble',
        Array.from({ length: hanging }, (_, n) => image(`hangs-${n}`)),
      );
      return { size: `${hanging} files`, worstMs: await worst((n) => stored(site, 'calm', `good-${n}`)) };
    },
  },
  {
    what: "(d) 429 with Retry-After 600 for tenant 1: the answer to tenant 2's customer",
    limitMs: ANSWER_MS,
    async measure(engine, { replies }) {
      await using site = await openSite(engine, {
        send: () => Promise.reject(new AdapterFailure('trouble', 'rate_limited', 'too many requests', { retryAfterMs: 600_000 })),
      });
      site.work();
      await site.hear(
        'trouble',
        Array.from({ length: replies }, (_, n) => text(`waits-${n}`)),
      );
      let worstMs = await worst((n) => answered(site, `asks-${n}`));
      // Until all of them wait, and once more when they do.
      let waiting = await waitingOf(site);
      for (let round = 0; waiting < replies && worstMs !== undefined; round += 1) {
        const now = await worst((n) => answered(site, `asks-${round}-again-${n}`), 4);
        worstMs = now === undefined ? undefined : Math.max(worstMs, now);
        const was = waiting;
        waiting = await waitingOf(site);
        if (waiting === was && waiting > 0 && !(await until(async () => (await waitingOf(site)) > was, PATIENCE_MS))) break;
      }
      const last = await worst((n) => answered(site, `asks-last-${n}`), 4);
      const all = worstMs === undefined || last === undefined || waiting < replies ? undefined : Math.max(worstMs, last);
      return { size: `${waiting} replies wait, ${site.sent('trouble').length} asked for`, worstMs: all };
    },
  },
];

export async function* rows(engine: string, settings: EngineSettings, sizes: Sizes): AsyncGenerator<Row> {
  const chosen = scenarios.filter(({ what }) => sizes.only === undefined || what.startsWith(`(${sizes.only})`));
  for (const { what, limitMs, measure } of chosen) yield { engine, what, limitMs, ...(await measure(settings(), sizes)) };
}

export function isMet({ worstMs, limitMs }: Row): boolean {
  return worstMs !== undefined && worstMs <= limitMs;
}

const fails = () => Promise.reject(new AdapterFailure('trouble', 'unknown', 'an answer with status 500'));

async function stored(site: Site, name: 'trouble' | 'calm', id: string, from?: string): Promise<boolean> {
  const event = image(id, from);
  await site.hear(name, [event]);
  return until(async () => (await site.mediaState(name, event)) === 'stored', PATIENCE_MS);
}

async function answered(site: Site, id: string): Promise<boolean> {
  await site.hear('calm', [text(id)]);
  return until(() => site.sent('calm').some(({ to }) => to.userId === id), PATIENCE_MS);
}

async function waitingOf(site: Site): Promise<number> {
  return Object.values(await site.waiting('trouble')).reduce((sum, count) => sum + count, 0);
}

async function worst(probe: (n: number) => Promise<boolean>, probes = PROBES): Promise<number | undefined> {
  let most = 0;
  for (let n = 0; n < probes; n += 1) {
    const from = performance.now();
    if (!(await probe(n))) return undefined;
    most = Math.max(most, performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
  return most;
}
