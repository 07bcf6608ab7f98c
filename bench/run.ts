// `npm run bench`: measures each promise of the design against a floor from the same run. Exit code 1 names the missed bars that
// are not known misses.
import { cpus, loadavg } from 'node:os';
import { z } from 'zod';
import { WrongUse } from '#app/wrong-use.ts';
import { harness } from '#test/support/harness.ts';
import { NOISE } from './bars.ts';
import { embedded, production, type Ground } from './ground.ts';
import { knownMiss } from './known-misses.ts';
import type { BenchRow } from './row.ts';
import { table } from './table.ts';

type Part = (ground: Ground) => Promise<BenchRow[]>;

const PAIRS: Readonly<
  Record<string, { readonly ground: () => Promise<Ground>; readonly parts: Readonly<Record<string, Part>> }>
> = {
  embedded: {
    ground: embedded,
    parts: {
      // First, while the process is young: it measures microseconds in this process. The others measure in separate processes.
      slots: async () => (await import('./slots.ts')).benchSlots(),
      understand: async () => (await import('./understand.ts')).benchUnderstand(),
      ingest: async (ground) => (await import('./ingest.ts')).benchIngest(ground),
      through: async (ground) => (await import('./through.ts')).benchThrough(ground),
      turns: async () => (await import('./turns.ts')).benchTurns(),
      disk: async () => (await import('./disk.ts')).benchDisk(),
      booking: async () => (await import('./booking.ts')).benchBooking(),
      start: async () => (await import('./cold-start.ts')).benchColdStart(),
    },
  },
  'mongodb,nats': {
    ground: production,
    parts: {
      ingest: async (ground) => (await import('./ingest.ts')).benchIngest(ground),
      through: async (ground) => (await import('./through.ts')).benchThrough(ground),
      workers: async (ground) => (await import('./workers.ts')).benchWorkers(ground),
    },
  },
};

const help = `npm run bench -- [options]

Measures Deskbell against floors of the same run, in about two minutes. A row with a bar passes when it meets the bar less
${NOISE * 100} % for noise, or when it is a known miss and no worse than listed. Run it on a machine that does nothing else.

  --engines <pair>  embedded, or mongodb,nats on the servers that the tests find (MONGODB_URL, NATS_URL) (default embedded)
  --only <part>     measure this part alone; may be given several times
                    of embedded: ${Object.keys(PAIRS['embedded']?.parts ?? {}).join(', ')}
                    of mongodb,nats: ${Object.keys(PAIRS['mongodb,nats']?.parts ?? {}).join(', ')}
  --json            print the rows as JSON
  --help            show this help

Exit code 0: every bar is met or a known miss. 1: a bar is missed, or a part could not be measured. 2: wrong option.
`;

const options = z.object({
  engines: z.enum(Object.keys(PAIRS), `must be ${Object.keys(PAIRS).join(' or ')}`).default('embedded'),
  only: z.array(z.string()).optional(),
});

await harness({ help, options, flags: ['json'] }, async ({ engines, only, json }) => {
  const parts = PAIRS[engines]?.parts ?? {};
  const unknown = only?.find((name) => !Object.hasOwn(parts, name));
  if (unknown !== undefined)
    throw new WrongUse(`--only must be one of ${Object.keys(parts).join(', ')}, and not ${unknown} (see --help).`);
  return bench(engines, only ?? Object.keys(parts), json);
});

async function bench(engines: string, chosen: readonly string[], json: boolean): Promise<boolean> {
  const pair = PAIRS[engines];
  if (!pair) throw new RangeError(`there are no engines ${engines}`);
  const machine = {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? '',
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    load: loadavg()[0],
  };
  await using ground = await pair.ground();
  const rows: BenchRow[] = [];
  const broken: string[] = [];
  for (const name of chosen) {
    process.stderr.write(`bench: ${name} …\n`);
    try {
      rows.push(...((await pair.parts[name]?.(ground)) ?? []));
    } catch (error) {
      broken.push(name);
      process.stderr.write(
        `bench: ${name} could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    }
  }

  const below = rows.filter(({ ok }) => ok === false);
  const known = below.filter((row) => knownMiss(row));
  const missed = below.filter((row) => !knownMiss(row)).map(({ name }) => name);
  if (json)
    process.stdout.write(
      `${JSON.stringify({ machine, engines, servers: ground.about, rows, missed, known: known.map(({ name }) => name), broken }, undefined, 2)}\n`,
    );
  else process.stdout.write(summary());
  return missed.length + broken.length === 0;

  function summary(): string {
    const { cores, processor, node, date, load = 0 } = machine;
    const about = `${cores} cores (${processor.trim()}), Node ${node.slice(1)}, ${date}, load before the run ${load.toFixed(1)}`;
    const ends = [
      ...(below.length === 0 ? ['All measured bars are met.'] : []),
      ...(missed.length === 0 ? [] : [`Missed:\n${missed.map((name) => `  ${name}`).join('\n')}`]),
      ...(known.length === 0
        ? []
        : [`Known misses (bench/known-misses.ts):\n${known.map((row) => `  ${row.name}: ${knownMiss(row)?.why}`).join('\n')}`]),
      ...(broken.length === 0 ? [] : [`Not measured: ${broken.join(', ')}`]),
    ];
    return `\nDeskbell bench: ${about}\n${ground.about ? `On ${ground.about}.\n` : ''}\n${table(rows)}\n\n${ends.join('\n')}\n`;
  }
}
