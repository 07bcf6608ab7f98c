import { seededRandom } from '#sandbox/shared/random.ts';
import { setFaults } from '#sandbox/stage/phone-client.ts';
import { judged } from '#test/harness/check.ts';
import type { Evidence } from '#test/harness/evidence.ts';
import { type Instance, type InstanceCounts, instanceAt, instancePromises } from '#test/harness/instance.ts';
import { until } from '#test/harness/pause.ts';
import type { Ran } from '#test/harness/report.ts';
import { urlAt } from '#test/harness/site.ts';
import { type Customers, concluded, whoCome } from '#test/harness/whole.ts';
import { type HowMuch, failuresOfInstances, failuresOfServers, doAll } from './mischief.ts';
import type { Servers } from './servers.ts';
import { type ChaosSite, openChaosSite, rolesOf } from './site.ts';

export interface ChaosOptions extends Customers {
  readonly folder: string;
  readonly servers: Servers;
  readonly messages: number;
  readonly splitRoles: boolean;
  /** The load ends after so long, though it may not be complete. */
  readonly minutes: number;
  readonly howMuch: HowMuch;
  readonly tell: (line: string) => void;
}

export interface ChaosRun extends Ran {
  readonly failures: ReadonlyMap<string, number>;
  readonly instances: readonly InstanceCounts[];
  /** Events that were handed over again, as the instances of the end have counted. */
  readonly redeliveries: number;
  readonly loadMs: number;
  readonly evidence: Evidence;
}

const TELL_EVERY_MS = 15_000;
/** So many messages are taken between two failures; on a slow machine there is more time between them. */
const LIFE_BETWEEN = 50;
const RECOVERS_WITHIN_MS = 45_000;
const OVERTAKEN = 0.05;
/** The share of the providers' own webhooks that come twice, and of those that come late. */
const SLIPS = 0.05;

/**
 * Kills, pauses and restarts several instances, kills servers, and cuts, slows down and blocks the connections between them, while
 * customers write and book, and webhooks come twice and out of order. Then waits until all work is done and compares what is in the
 * store with what customers and providers saw.
 */
export async function chaos(options: ChaosOptions): Promise<ChaosRun> {
  const { servers, seed, tell, howMuch, messages } = options;
  const random = (what: string) => seededRandom(`${seed} ${what}`);
  await using site = await openChaosSite(options.folder, servers, rolesOf(options.splitRoles));
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
    const place = places[turn % places.length];
    return place && `${urlAt(place.ports.webhooks)}${new URL(site.metaWebhook).pathname}`;
  };
  const begun = performance.now();
  using customers = await whoCome(site, options, { messages, overtaken: OVERTAKEN, target });
  const { load } = customers;
  await slip(site, SLIPS);

  const failures = new Map<string, number>();
  const told = (name: string, what: string): void => {
    failures.set(name, (failures.get(name) ?? 0) + 1);
    tell(`${clock(begun)} ${name}: ${what}`);
  };
  const ended = new AbortController();
  const recovered = (): Promise<unknown> => {
    const enough = load.counts.acknowledged + (howMuch === 'all' ? LIFE_BETWEEN : 0);
    const goesOn = async () => load.counts.acknowledged >= Math.min(enough, messages) || ended.signal.aborted;
    return until(goesOn, RECOVERS_WITHIN_MS);
  };
  const restMs = howMuch === 'all' ? ([1_000, 6_000] as const) : ([200, 1_000] as const);
  const rounds = { ended: ended.signal, howMuch, told, recovered, restMs };
  const mischief = Promise.all([
    doAll(failuresOfInstances(instances, random('instances')), { ...rounds, random: random('instances, when') }),
    doAll(failuresOfServers(site.places, servers, random('servers')), { ...rounds, random: random('servers, when') }),
  ]);
  // Awaited below, where the error is thrown.
  mischief.catch(() => {});
  const progress = setInterval(() => tell(`${clock(begun)} ${customers.progress()}`), TELL_EVERY_MS);
  const late = setTimeout(() => load.stop(), options.minutes * 60_000);

  try {
    await Promise.race([load.said, mischief.then(() => load.said)]);
    const loadMs = performance.now() - begun;
    ended.abort();
    await mischief;
    tell(`${clock(begun)} waiting until all work is finished …`);
    await slip(site, 0);
    let redeliveries = 0;
    const end = async () => {
      redeliveries = await counted(instances, 'deskbell_bus_redeliveries_total');
      await Promise.all(instances.map((one) => one.stop()));
    };
    const ran = await concluded(site, customers, { end, tell });
    return {
      ...ran,
      failures,
      instances: instances.map(({ counts }) => counts),
      redeliveries,
      loadMs,
      checks: [...ran.checks, ...instancePromises.map((promise) => judged(promise, [instances]))],
    };
  } finally {
    clearInterval(progress);
    clearTimeout(late);
  }
}

/** Twilio's webhooks carry no time, so nobody can restore an order that they lose: they are not reordered. */
async function slip(site: ChaosSite, share: number): Promise<void> {
  for (const phone of site.phones)
    await setFaults(phone, { duplicate: share, reorder: phone.channel === 'meta-cloud' ? share : 0 });
}

/** The sum of a metric over the instances. */
async function counted(instances: readonly Instance[], metric: string): Promise<number> {
  const texts = await Promise.all(
    instances.map(async ({ place }) => {
      const url = `${urlAt(place.ports.health)}/metrics`;
      const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
      return (await answer?.text().catch(() => '')) ?? '';
    }),
  );
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line.startsWith(metric));
  return lines.reduce((sum, line) => sum + (Number(line.split(' ').at(-1)) || 0), 0);
}

function clock(since: number): string {
  const seconds = Math.round((performance.now() - since) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
