// `npm run bench`: what the design promises, each against a floor of the same run. Exit 1 names the bars that are missed and not known to be.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { NOISE } from './bars.ts';
import { knownMiss } from './known-misses.ts';
import type { BenchRow } from './row.ts';
import { table } from './table.ts';

const PARTS: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  // First, while the process is young: it measures microseconds in here, the others in processes of their own.
  slots: async () => (await import('./slots.ts')).benchSlots(),
  ingest: async () => (await import('./ingest.ts')).benchIngest(),
  through: async () => (await import('./through.ts')).benchThrough(),
  turns: async () => (await import('./turns.ts')).benchTurns(),
  booking: async () => (await import('./booking.ts')).benchBooking(),
  start: async () => (await import('./cold-start.ts')).benchColdStart(),
};

const HELP = `npm run bench -- [options]

Measures Deskbell against floors of the same run, in about two minutes. Every row with a bar must meet it, less
${NOISE * 100} % for the noise of a quiet machine, or be among the known misses and no worse than they say; a machine that does other things at the same time measures those too.

  --only <part>  one of ${Object.keys(PARTS).join(', ')}; may be given again
  --json         the rows as JSON
  --help         this text
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const chosen = values.only ?? Object.keys(PARTS);
  const unknown = chosen.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) {
    process.stderr.write(`bench: there is no part ${unknown}; take ${Object.keys(PARTS).join(', ')}\n`);
    return 2;
  }

  const machine = {
    cores: cpus().length,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    load: loadavg()[0],
  };
  const rows: BenchRow[] = [];
  const broken: string[] = [];
  for (const name of chosen) {
    process.stderr.write(`bench: ${name} …\n`);
    try {
      rows.push(...((await PARTS[name]?.()) ?? []));
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
      `${JSON.stringify({ machine, rows, missed, known: known.map(({ name }) => name), broken }, undefined, 2)}\n`,
    );
  else process.stdout.write(summary());
  return missed.length + broken.length > 0 ? 1 : 0;

  function summary(): string {
    const { cores, node, date, load = 0 } = machine;
    const about = `${cores} cores, Node ${node.slice(1)}, ${date}, load before the run ${load.toFixed(1)}`;
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
    return `\nDeskbell bench: ${about}\n\n${table(rows)}\n\n${ends.join('\n')}\n`;
  }
}

process.exitCode = await main();
