import { seededRandom } from '#sandbox/shared/random.ts';
import type { Start } from '#test/harness/app-process.ts';
import type { Evidence } from '#test/harness/evidence.ts';
import { instanceAt, instancePromises, isReadyAt } from '#test/harness/instance.ts';
import { pause } from '#test/harness/pause.ts';
import { type Ran, readiness } from '#test/harness/report.ts';
import { judged } from '#test/harness/check.ts';
import { newPorts, openSite, placeOn, urlAt } from '#test/harness/site.ts';
import { type Customers, concluded, whoCome } from '#test/harness/whole.ts';

export interface CrashOptions extends Customers {
  readonly folder: string;
  readonly rounds: number;
  /** The longest that the app lives in a round, once it is ready. */
  readonly seconds: number;
  readonly perSecond: number;
  readonly tell: (line: string) => void;
}

export interface CrashRun extends Ran {
  readonly kills: number;
  readonly starts: readonly Start[];
  readonly evidence: Evidence;
}

/** One round in so many is also killed while it starts. */
const KILLED_AT_THE_START = 5;
const STARTING_MS = 600;
const SETTINGS = { DESKBELL_LOG_LEVEL: 'error', DESKBELL_SEND_DEADLINE_MS: '5000', DESKBELL_SETTLE_DEADLINE_MS: '2000' };

/**
 * Kills the app again and again while customers write and book, lets it come to rest, and compares what is in the store with what
 * customers and providers saw. The providers live on; the app finds its data as the kill left it.
 */
export async function crash(options: CrashOptions): Promise<CrashRun> {
  const { folder, rounds, seed, perSecond, tell } = options;
  const random = seededRandom(`${seed} kills`);
  const ports = await newPorts();
  const at = { webhooksUrl: urlAt(ports.webhooks), pages: urlAt(ports.pages) };
  await using site = await openSite({ folder, settings: SETTINGS, ...at });
  // Meta's handshake: it needs the store open and the secrets of the connection unsealed.
  const handshake = new URL(site.metaWebhook);
  handshake.search = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.verify_token': site.credentials.meta.verifyToken,
    'hub.challenge': '1',
  }).toString();
  const app = await instanceAt(placeOn(site, ports, { name: 'the app', folder, isReady: () => isReadyAt(handshake.href) }));
  await using _ending = { [Symbol.asyncDispose]: () => app.kill() };

  await app.start();
  using customers = await whoCome(site, options, {
    perSecond,
    overtaken: 0,
    target: () => site.metaWebhook,
    answered: app.answered,
  });
  for (let round = 1; round <= rounds; round += 1) {
    const livedMs = 50 + random() * options.seconds * 1000;
    await pause(livedMs);
    await app.kill();
    if (random() < 1 / KILLED_AT_THE_START) await app.killAtTheStart(random() * STARTING_MS);
    const { readyMs } = await app.start();
    const lived = `killed after ${(livedMs / 1000).toFixed(1)} s, ready again after ${Math.round(readyMs)} ms`;
    tell(`round ${round}/${rounds}: ${lived}; ${customers.progress()}`);
  }

  tell('waiting until all work is finished …');
  customers.load.stop();
  const ran = await concluded(site, customers, { end: () => app.stop(), tell });
  const { kills, starts, failedStarts } = app.counts;
  return {
    ...ran,
    kills,
    starts,
    checks: [
      ...ran.checks,
      ...instancePromises.map((promise) => judged(promise, [[app]])),
      { what: 'every start succeeded', of: starts.length, broken: failedStarts > 0 ? [`${failedStarts} failed`] : [] },
      readiness(starts).check,
    ],
  };
}
