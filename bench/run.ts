// `npm run bench`: what the design promises, each against a floor of the same run. Exit 1 names the bars that are missed and not known to be.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
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
      // First, while the process is young: it measures microseconds in here, the others in processes of their own.
      slots: async () => (await import('./slots.ts')).benchSlots(),
      understand: async () => (await import('./understand.ts')).benchUnderstand(),
      ingest: async (ground) => (await import('./ingest.ts')).benchIngest(ground),
      through: async (ground) => (await import('./through.ts')).benchThrough(ground),
      turns: async () => (await import('./turns.ts')).benchTurns(),
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

const HELP = `npm run bench -- [options]

Measures Deskbell against floors of the same run, in about two minutes. Every row with a bar must meet it, less
${NOISE * 100} % for the noise of a quiet machine, or be among the known misses and no worse than they say; a machine that does other things at the same time measures those too.

  --engines <pair>  embedded, or mongodb,nats on the servers that the tests find (MONGODB_URL, NATS_URL); default: embedded
  --only <part>     of embedded: ${Object.keys(PAIRS['embedded']?.parts ?? {}).join(', ')};
                    of mongodb,nats: ${Object.keys(PAIRS['mongodb,nats']?.parts ?? {}).join(', ')}; may be given again
  --json            the rows as JSON
  --help            this text
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      engines: { type: 'string', default: 'embedded' },
      only: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const pair = Object.hasOwn(PAIRS, values.engines) ? PAIRS[values.engines] : undefined;
  if (!pair) return wrongUse(`there are no engines ${values.engines}; take ${Object.keys(PAIRS).join(' or ')}`);
  const chosen = values.only ?? Object.keys(pair.parts);
  const unknown = chosen.find((name) => !Object.hasOwn(pair.parts, name));
  if (unknown !== undefined) return wrongUse(`there is no part ${unknown}; take ${Object.keys(pair.parts).join(', ')}`);

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
  if (values.json)
    process.stdout.write(
      `${JSON.stringify({ machine, engines: values.engines, servers: ground.about, rows, missed, known: known.map(({ name }) => name), broken }, undefined, 2)}\n`,
    );
  else process.stdout.write(summary());
  return missed.length + broken.length > 0 ? 1 : 0;

  function summary(): string {
    const { cores, processor, node, date, load = 0 } = machine;
    const about = `${cores} cores (${processor.trim()}), Node ${node.slice(1)}, ${date}, load before the run ${load.toFixed(1)}`;
    const ends = [
      ...(below.length === 0 ? ['Every bar that was measured is met.'] : []),
      ...(missed.length === 0 ? [] : [`Missed:\n${missed.map((name) => `  ${name}`).join('\n')}`]),
      ...(known.length === 0
        ? []
        : [
            `Missed, as known (bench/known-misses.ts):\n${known.map((row) => `  ${row.name}: ${knownMiss(row)?.why}`).join('\n')}`,
          ]),
      ...(broken.length === 0 ? [] : [`Not measured: ${broken.join(', ')}`]),
    ];
    return `\nDeskbell bench: ${about}\n${ground.about ? `On ${ground.about}.\n` : ''}\n${table(rows)}\n\n${ends.join('\n')}\n`;
  }
}

function wrongUse(sentence: string): number {
  process.stderr.write(`bench: ${sentence}\n`);
  return 2;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
