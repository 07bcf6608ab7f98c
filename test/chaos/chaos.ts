import { setFaults, pendingAt } from '#sandbox/stage/phone-client.ts';
import { seededRandom } from '#sandbox/shared/random.ts';
import { z } from 'zod';
import type { Check } from '#test/crash/check.ts';
import { checksOf } from '#test/crash/checks.ts';
import { type Evidence, type Speaker, gather } from '#test/crash/evidence.ts';
import { pause, until } from '#test/crash/pause.ts';
import { startVisitors } from '#test/crash/visitors.ts';
import { type Instance, type InstanceCounts, instanceAt } from './instance.ts';
import { type LoadCounts, startLoad } from './load.ts';
import { type HowMuch, deedsToInstances, deedsToServers, doAll } from './mischief.ts';
import type { Servers } from './servers.ts';
import { type ChaosSite, openSite, rolesOf } from './site.ts';

export interface ChaosOptions {
  readonly folder: string;
  readonly servers: Servers;
  readonly seed: string;
  readonly messages: number;
  readonly writers: number;
  /** At each of the two businesses. */
  readonly visitorsAtATime: number;
  readonly splitRoles: boolean;
  /** The load ends after so long, though it may not be complete. */
  readonly minutes: number;
  readonly howMuch: HowMuch;
  readonly tell: (line: string) => void;
}

export interface ChaosRun {
  readonly deeds: ReadonlyMap<string, number>;
  readonly instances: readonly InstanceCounts[];
  readonly load: LoadCounts;
  readonly visitors: { readonly came: number; readonly fulfilled: number };
  readonly unsettled: number;
  /** Events that were handed over again, as the instances of the end have counted. */
  readonly redeliveries: number;
  readonly loadMs: number;
  readonly drainMs: number;
  readonly evidence: Evidence;
  readonly checks: readonly Check[];
}

/** Whoever books writes again when there is no answer, and not for ever. */
const MOST_TRIES = 300;
const VISITS_END_WITHIN_MS = 300_000;
const TELL_EVERY_MS = 15_000;
const RESTS_WITHIN_MS = 180_000;
const RESTS_FOR_EACH_MS = 20;
/** So many messages are taken between two misfortunes; on a slow machine there is more time between them. */
const LIFE_BETWEEN = 50;
const RECOVERS_WITHIN_MS = 45_000;
/** A provider's own slips: webhooks of theirs that come twice, and too late. */
const SLIPS = 0.05;

/**
 * Several instances, on servers that they reach by wires of their own, are killed, paused and restarted; servers are killed, wires cut,
 * slowed down and blocked; webhooks come twice and in another order, while customers write and book. Then all is let
 * come to rest, and what the store holds is held against what customers and providers saw.
 */
export async function chaos(options: ChaosOptions): Promise<ChaosRun> {
  const { servers, seed, tell, howMuch } = options;
  const random = (what: string) => seededRandom(`${seed} ${what}`);
  await using site = await openSite(options.folder, servers, rolesOf(options.splitRoles));
  const phone = site.phones.find(({ channel }) => channel === 'meta-cloud');
  if (!phone) throw new RangeError('no business uses Meta');
  const instances = await Promise.all(site.places.map(instanceAt));
  await using _ending = { [Symbol.asyncDispose]: () => Promise.all(instances.map((one) => one.kill())).then(() => {}) };
  const there = () => instances.filter((one) => one.isUp() && one.place.serves).map(({ place }) => place);
  site.route(there);
  await Promise.all(instances.map((one) => one.start()));
  tell(`${instances.length} instances are ready`);

  let turn = 0;
  const target = (): string | undefined => {
    const places = there();
    turn += 1;
    return places[turn % places.length]?.home.metaWebhook;
  };
  const begun = performance.now();
  const { messages, writers } = options;
  using load = await startLoad(site, phone, { seed, writers, messages, target });
  await slip(site, SLIPS);
  const visitors = startVisitors(site, options.visitorsAtATime, MOST_TRIES);

  const deeds = new Map<string, number>();
  const told = (name: string, what: string): void => {
    deeds.set(name, (deeds.get(name) ?? 0) + 1);
    tell(`${clock(begun)} ${name}: ${what}`);
  };
  const ended = new AbortController();
  const recovered = (): Promise<unknown> => {
    const enough = load.counts.acknowledged + (howMuch === 'all' ? LIFE_BETWEEN : 0);
    const there = async () => load.counts.acknowledged >= Math.min(enough, messages) || ended.signal.aborted;
    return until(there, RECOVERS_WITHIN_MS);
  };
  const rounds = {
    ended: ended.signal,
    howMuch,
    told,
    recovered,
    restMs: howMuch === 'all' ? ([1_000, 6_000] as const) : ([200, 1_000] as const),
  };
  const mischief = Promise.all([
    doAll(deedsToInstances(instances, random('instances')), {
      ...rounds,
      random: random('instances, when'),
    }),
    doAll(deedsToServers(instances, servers, random('servers')), {
      ...rounds,
      random: random('servers, when'),
    }),
  ]);
  // Whoever waits for it hears of it.
  mischief.catch(() => {});
  const progress = setInterval(
    () => tell(`${clock(begun)} ${progressOf(load.counts, messages, visitors.counts, load.unanswered())}`),
    TELL_EVERY_MS,
  );
  const late = setTimeout(() => load.stop(), options.minutes * 60_000);

  try {
    const wrote = await Promise.race([load.said, mischief.then(() => load.said)]);
    const loadMs = performance.now() - begun;
    ended.abort();
    await mischief;
    tell(`${clock(begun)} waiting until all work is finished …`);
    const resting = performance.now();
    await slip(site, 0);
    const booked = await visitors.stop(VISITS_END_WITHIN_MS);
    const atRest = await until(() => isQuiet(site), RESTS_WITHIN_MS + load.counts.acknowledged * RESTS_FOR_EACH_MS);
    const drainMs = performance.now() - resting;
    const redeliveries = await counted(instances, 'deskbell_bus_redeliveries_total');
    await Promise.all(instances.map((one) => one.stop()));

    tell(`${clock(begun)} checking the data …`);
    const heard = new Map<string, readonly Speaker[]>([[phone.tenant, wrote]]);
    for (const [tenant, own] of booked) {
      const visited = own.map((visitor) => ({ ...visitor, untimed: true, shuffled: tenant === phone.tenant }));
      heard.set(tenant, [...(heard.get(tenant) ?? []), ...visited]);
    }
    const evidence = await gather(site, heard);
    return {
      deeds,
      instances: instances.map(({ counts }) => counts),
      load: load.counts,
      visitors: visitors.counts,
      unsettled: evidence.tenants.reduce((sum, { unsettled }) => sum + unsettled.length, 0),
      redeliveries,
      loadMs,
      drainMs,
      evidence,
      checks: [...checksOf(evidence), ...instanceChecks(instances), restCheck(atRest)],
    };
  } finally {
    clearInterval(progress);
    clearTimeout(late);
  }
}

function instanceChecks(instances: readonly Instance[]): readonly Check[] {
  const stops = instances.flatMap(({ place, counts }) => counts.stops.map(({ code }) => ({ name: place.name, code })));
  const starts = instances.reduce((sum, { counts }) => sum + counts.starts.length, 0);
  return [
    {
      what: 'instances stopped only when told to',
      of: starts,
      broken: instances.filter(({ counts }) => counts.collapses > 0).map(({ place }) => `${place.name} stopped by itself`),
    },
    {
      what: 'instances that were told to stop exited with 0',
      of: stops.length,
      broken: stops.filter(({ code }) => code !== 0).map(({ name, code }) => `${name} ended with ${code}`),
    },
  ];
}

function restCheck(atRest: boolean): Check {
  return { what: 'all work was finished', of: 1, broken: atRest ? [] : ['some work is unfinished'] };
}

/** Customers of Twilio write without times, so an order that its webhooks lose is nobody's to find. */
async function slip(site: ChaosSite, share: number): Promise<void> {
  for (const phone of site.phones)
    await setFaults(phone, { duplicate: share, reorder: phone.channel === 'meta-cloud' ? share : 0 });
}

const lag = z.object({ waiting: z.number(), parked: z.number() });

/** Long enough for a status that the provider sends a moment after an answer. */
const STILL_MS = 500;

async function isQuiet(site: ChaosSite): Promise<boolean> {
  if (!(await nothingUnderWay(site))) return false;
  await pause(STILL_MS);
  return nothingUnderWay(site);
}

async function nothingUnderWay(site: ChaosSite): Promise<boolean> {
  const pending = await Promise.all(site.phones.map(pendingAt));
  if (pending.some((count) => count > 0)) return false;
  const lags = z.record(z.string(), lag).safeParse(await asked(`${site.pages}/crash/lag`));
  return lags.success && Object.values(lags.data).every(({ waiting }) => waiting === 0);
}

async function asked(url: string): Promise<unknown> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  return answer?.json().catch(() => undefined);
}

/** The sum of a metric over the instances. */
async function counted(instances: readonly Instance[], metric: string): Promise<number> {
  const texts = await Promise.all(
    instances.map(async ({ place }) => {
      const answer = await fetch(`${place.health}/metrics`, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
      return (await answer?.text().catch(() => '')) ?? '';
    }),
  );
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line.startsWith(metric));
  return lines.reduce((sum, line) => sum + (Number(line.split(' ').at(-1)) || 0), 0);
}

function progressOf(
  { acknowledged, sentAgain }: LoadCounts,
  messages: number,
  { came, fulfilled }: { readonly came: number; readonly fulfilled: number },
  unanswered: number,
): string {
  return `${acknowledged} of ${messages} acknowledged, ${sentAgain} retried, ${unanswered} without a reply so far, ${fulfilled} of ${came} visitors done`;
}

function clock(since: number): string {
  const seconds = Math.round((performance.now() - since) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
