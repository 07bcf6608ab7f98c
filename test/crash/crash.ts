import { type Random, seededRandom } from '#sandbox/shared/random.ts';
import { pendingAt } from '#sandbox/stage/phone-client.ts';
import { z } from 'zod';
import { type AppProcess, type Start, spawnApp } from './app-process.ts';
import type { Check } from './check.ts';
import { checksOf } from './checks.ts';
import { type Evidence, gather } from './evidence.ts';
import { type LoadCounts, startLoad } from './load.ts';
import { pause, until } from './pause.ts';
import { type Site, openSite } from './site.ts';
import { startVisitors } from './visitors.ts';

export interface CrashOptions {
  readonly folder: string;
  readonly seed: string;
  readonly rounds: number;
  /** The longest that the app lives in a round, once it is ready. */
  readonly seconds: number;
  readonly writers: number;
  readonly perSecond: number;
  /** At each of the two businesses. */
  readonly visitorsAtATime: number;
  readonly tell: (line: string) => void;
}

export interface CrashRun {
  readonly kills: number;
  readonly starts: readonly Start[];
  readonly load: LoadCounts;
  readonly visitors: { readonly came: number; readonly fulfilled: number };
  readonly unsettled: number;
  readonly drainMs: number;
  readonly evidence: Evidence;
  readonly checks: readonly Check[];
}

/** A backlog takes its time. */
const RESTS_WITHIN_MS = 60_000;
const RESTS_FOR_EACH_MS = 20;
/** One round in so many is also killed while it starts. */
const KILLED_AT_THE_START = 5;
const STARTING_MS = 600;

/**
 * Kills the app again and again while customers write and book, lets it come to rest, and holds what is in the store against
 * what customers and providers saw. The providers live on; the app finds its data as the kill left it.
 */
export async function crash(options: CrashOptions): Promise<CrashRun> {
  const { rounds, seed, tell } = options;
  const random = seededRandom(`${seed} kills`);
  await using site = await openSite(options.folder);
  const phone = site.phones.find(({ channel }) => channel === 'meta-cloud');
  if (!phone) throw new RangeError('there is no business on Meta');
  await using lives = livesOf(site);

  await lives.start();
  const { writers, perSecond } = options;
  const load = await startLoad(site, phone, { seed, writers, perSecond, answered: lives.answered });
  const visitors = startVisitors(site, options.visitorsAtATime);
  for (let round = 1; round <= rounds; round += 1) {
    const livedMs = 50 + random() * options.seconds * 1000;
    await pause(livedMs);
    await lives.kill();
    if (random() < 1 / KILLED_AT_THE_START) await lives.killAtTheStart(random);
    const { readyMs } = await lives.start();
    const { acknowledged, sentAgain } = load.counts;
    tell(
      `round ${round}/${rounds}: killed after ${(livedMs / 1000).toFixed(1)} s, ready again after ${Math.round(readyMs)} ms; ` +
        `${acknowledged} acknowledged, ${sentAgain} retried, ${visitors.counts.fulfilled} of ${visitors.counts.came} visitors done`,
    );
  }

  tell('waiting until all work is finished …');
  const resting = performance.now();
  const [wrote, booked] = await Promise.all([load.stop(), visitors.stop()]);
  const atRest = await until(() => isQuiet(site), RESTS_WITHIN_MS + load.counts.acknowledged * RESTS_FOR_EACH_MS);
  const drainMs = performance.now() - resting;
  await lives[Symbol.asyncDispose]();

  const own = booked.get(phone.tenant) ?? [];
  const evidence = await gather(site, new Map([...booked, [phone.tenant, [...wrote, ...own]]]));
  return {
    kills: lives.kills(),
    starts: lives.starts,
    load: load.counts,
    visitors: visitors.counts,
    unsettled: evidence.tenants.reduce((sum, { unsettled }) => sum + unsettled.length, 0),
    drainMs,
    evidence,
    checks: [...checksOf(evidence), { what: 'all work was finished', of: 1, broken: atRest ? [] : ['some work is unfinished'] }],
  };
}

/** The lives of the app, one after the other. */
function livesOf(site: Site) {
  const starts: Start[] = [];
  let app: AppProcess | undefined;
  let kills = 0;

  async function kill(): Promise<void> {
    if (app && !(await app.kill())) throw new Error('the app stopped by itself; its last words are in app.log');
    app = undefined;
    kills += 1;
  }

  return {
    starts,
    kills: () => kills,
    kill,
    answered: (asked: number) => app?.answered(asked),
    async killAtTheStart(random: Random): Promise<void> {
      app = spawnApp(site);
      await pause(random() * STARTING_MS);
      await kill();
    },
    async start(): Promise<Start> {
      app = spawnApp(site);
      const start = await app.ready();
      if (!start) throw new Error('the app did not start; the reason is in app.log');
      starts.push(start);
      return start;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      const last = app;
      app = undefined;
      await last?.stop();
    },
  };
}

const lags = z.record(z.string(), z.object({ waiting: z.number(), parked: z.number() }));
/** Long enough for a status that the provider sends a moment after an answer. */
const STILL_MS = 300;

/** Nothing under way, neither here nor there, and still so a moment later. */
async function isQuiet(site: Site): Promise<boolean> {
  if (!(await nothingUnderWay(site))) return false;
  await pause(STILL_MS);
  return nothingUnderWay(site);
}

async function nothingUnderWay(site: Site): Promise<boolean> {
  const pending = await Promise.all(site.phones.map(pendingAt));
  const answer = await fetch(`${site.pages}/crash/lag`);
  const waiting = Object.values(lags.parse(await answer.json())).map((lag) => lag.waiting);
  return [...pending, ...waiting].every((count) => count === 0);
}
