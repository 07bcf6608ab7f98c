import { WrongUse } from '#app/wrong-use.ts';
import { loadSettings } from '#config/load.ts';
import { Failed } from '#cli/endings.ts';
import { forgetOnServers, namesOfItsOwn } from '../stage/engines.ts';
import { type DemoReport, runDemo } from './run.ts';

interface DemoOptions {
  readonly faults?: boolean;
  readonly json?: boolean;
  readonly data?: string;
  readonly engines: string;
}

/** Plays the journey on both providers. Prints the transcript and the result; with `--json` the result alone. */
export async function demo(options: DemoOptions): Promise<void> {
  const tell = options.json ? () => {} : (line: string) => process.stdout.write(`${line}\n`);
  await using engines = enginesOf(options.engines);
  const report = await runDemo({ faults: options.faults ?? false, folder: options.data, engines: engines.settings, tell });
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  summarize(report, tell);
  if (!report.ok) throw new Failed();
}

function summarize(report: DemoReport, tell: (line: string) => void): void {
  for (const journey of report.journeys) {
    tell(`\n${journey.tenant} (${journey.channel})`);
    for (const line of journey.bookings) tell(`  ${line}`);
    tell(`  messages that the provider accepted twice: ${journey.acceptedTwice}`);
    tell(`  sends without an answer: ${journey.withoutAnswer}, listed as unsettled: ${journey.listedUnsettled}`);
  }
  if (report.faults) tell(`\nSame bookings as without faults: ${report.same ? 'yes' : 'no'}`);
  tell(report.ok ? '\nEverything went as expected.' : '\nSomething went wrong: see above.');
}

/** Each stage gets its own database and streams, which are removed at the end. */
function enginesOf(name: string): AsyncDisposable & { settings(): Readonly<Record<string, string>> } {
  if (name === 'embedded') return { settings: () => ({}), async [Symbol.asyncDispose]() {} };
  if (name !== 'mongodb,nats') throw new WrongUse(`--engines must be embedded or mongodb,nats, and not ${name}.`);
  const settings = loadSettings();
  const { DESKBELL_MONGODB_URL, DESKBELL_NATS_URL } = settings;
  if (DESKBELL_MONGODB_URL === undefined || DESKBELL_NATS_URL === undefined)
    throw new WrongUse('--engines mongodb,nats needs DESKBELL_MONGODB_URL and DESKBELL_NATS_URL.');
  const used: Readonly<Record<string, string>>[] = [];
  return {
    settings() {
      const names = namesOfItsOwn();
      used.push(names);
      return { DESKBELL_MONGODB_URL, DESKBELL_NATS_URL, ...names };
    },
    async [Symbol.asyncDispose]() {
      for (const names of used) await forgetOnServers({ ...settings, ...names });
    },
  };
}
