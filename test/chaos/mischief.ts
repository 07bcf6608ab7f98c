import type { Random } from '#sandbox/shared/random.ts';
import type { Instance } from '#test/harness/instance.ts';
import { pause } from '#test/harness/pause.ts';
import { primaryOf, stepDown, stopPrimary } from './members.ts';
import type { Servers } from './servers.ts';
import type { WiredPlace } from './site.ts';
import type { Wire } from './wire.ts';

/** Something that is done to the installation; when it resolves, all is as before but for the harm. */
export interface Failure {
  readonly name: string;
  readonly times: number;
  /** Among the few of a short run. */
  readonly short?: boolean;
  play(): Promise<string>;
}

const someone = <T>(from: readonly T[], random: Random): T => {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new RangeError('there is nothing to choose from');
  return one;
};
const within = (random: Random, least: number, most: number): number => Math.round(least + random() * (most - least));

/** Failures of instances. `times`: how often in each round. */
export function failuresOfInstances(instances: readonly Instance[], random: Random): readonly Failure[] {
  const again = async (harmed: readonly Instance[]): Promise<string> => {
    const from = performance.now();
    await Promise.all(harmed.map((one) => one.start()));
    return `${harmed.map(({ place }) => place.name).join(', ')}; ready after ${Math.round(performance.now() - from)} ms`;
  };
  return [
    {
      name: 'kill -9',
      short: true,
      times: 4,
      async play() {
        const one = someone(instances, random);
        await one.kill();
        await pause(random() * 1_000);
        return again([one]);
      },
    },
    {
      name: 'kill -9 during the start',
      times: 1,
      async play() {
        const one = someone(instances, random);
        await one.kill();
        await one.killAtTheStart(random() * 1_500);
        return again([one]);
      },
    },
    {
      name: 'kill -9 of all at once',
      times: 1,
      async play() {
        await Promise.all(instances.map((one) => one.kill()));
        return again(instances);
      },
    },
    {
      name: 'pause an instance while another takes over',
      short: true,
      times: 3,
      async play() {
        const one = someone(instances, random);
        const ms = within(random, 3_000, 9_000);
        await one.freeze(ms);
        return `${one.place.name} paused for ${ms} ms`;
      },
    },
    {
      name: 'rolling restart',
      times: 1,
      async play() {
        const from = performance.now();
        for (const one of instances) {
          await one.stop();
          await one.start();
        }
        return `took ${Math.round(performance.now() - from)} ms`;
      },
    },
  ];
}

/** Failures of servers and of the lines to them. */
export function failuresOfServers(all: readonly WiredPlace[], servers: Servers, random: Random): readonly Failure[] {
  const storeWires = (count: number): readonly Wire[] =>
    (count === 1 ? [someone(all, random)] : all).flatMap(({ store }) => store);
  const busWires = (): readonly Wire[] => someone(all, random).bus;
  const cut = (wires: readonly Wire[]): string => `${wires.reduce((sum, wire) => sum + wire.cut(), 0)} connections`;
  const { nats, members, mongoUrl } = servers;

  return [
    {
      name: "cut one instance's connections to the store",
      times: 2,
      play: async () => cut(storeWires(1)),
    },
    { name: "cut all instances' connections to the store", short: true, times: 1, play: async () => cut(storeWires(all.length)) },
    {
      name: "cut all instances' connections to the store repeatedly",
      times: 1,
      async play() {
        const wires = storeWires(all.length);
        for (let n = 0; n < 10; n += 1) {
          cut(wires);
          await pause(within(random, 20, 400));
        }
        return 'ten times';
      },
    },
    {
      name: 'slow connections to the store',
      times: 2,
      async play() {
        const [wires, ms, forMs] = [storeWires(within(random, 1, 2)), within(random, 10, 150), within(random, 2_000, 6_000)];
        for (const wire of wires) wire.delay(ms);
        await pause(forMs);
        for (const wire of wires) wire.delay(0);
        return `${ms} ms each way for ${forMs} ms`;
      },
    },
    {
      name: "drop one instance's traffic to the store",
      short: true,
      times: 2,
      play: () => swallowing(storeWires(1), within(random, 2_000, 14_000)),
    },
    {
      name: "drop all instances' traffic to the store",
      times: 1,
      play: () => swallowing(storeWires(all.length), within(random, 1_000, 7_000)),
    },
    { name: "cut one instance's connection to NATS", times: 1, play: async () => cut(busWires()) },
    { name: "drop one instance's traffic to NATS", times: 1, play: () => swallowing(busWires(), within(random, 2_000, 12_000)) },
    ...(nats
      ? [
          {
            name: 'kill -9 of nats-server',
            short: true,
            times: 2,
            async play() {
              const ms = within(random, 0, 4_000);
              await nats.kill();
              await pause(ms);
              await nats.start();
              return `down for ${ms} ms`;
            },
          },
        ]
      : []),
    ...(members.isSet
      ? [
          { name: 'step-down of the primary', times: 2, play: () => stepDown(mongoUrl) },
          { name: 'shutdown of the primary', times: 1, play: async () => stopPrimary(mongoUrl, await primaryOf(mongoUrl)) },
        ]
      : []),
  ];
}

async function swallowing(wires: readonly Wire[], forMs: number): Promise<string> {
  for (const wire of wires) wire.swallow(true);
  await pause(forMs);
  for (const wire of wires) wire.swallow(false);
  return `for ${forMs} ms`;
}

/** `all`: round after round. `once`: each failure once. `few`: the short ones, once. */
export type HowMuch = 'all' | 'once' | 'few';

export interface Rounds {
  readonly random: Random;
  readonly restMs: readonly [least: number, most: number];
  /** The first round is played to its end all the same. */
  readonly ended: AbortSignal;
  readonly howMuch: HowMuch;
  /** Before the next: resolves when life went on for a while. */
  readonly recovered: () => Promise<unknown>;
  readonly told: (name: string, what: string) => void;
}

/** Failures in rounds, each round in another order. After each there is rest for as long as it took, and some more. */
export async function doAll(
  failures: readonly Failure[],
  { random, restMs, ended, howMuch, recovered, told }: Rounds,
): Promise<void> {
  let tookMs = 0;
  for (let round = 1; round === 1 || (howMuch === 'all' && !ended.aborted); round += 1) {
    const wanted = failures.filter(({ short }) => howMuch !== 'few' || short);
    const drawn = wanted.flatMap((failure) =>
      Array.from({ length: howMuch === 'all' ? failure.times : 1 }, () => ({ failure, at: random() })),
    );
    for (const { failure } of drawn.toSorted((a, b) => a.at - b.at)) {
      if (round > 1 && ended.aborted) return;
      await pause(tookMs + within(random, ...restMs));
      await recovered();
      const from = performance.now();
      told(failure.name, await failure.play());
      tookMs = performance.now() - from;
    }
  }
}
