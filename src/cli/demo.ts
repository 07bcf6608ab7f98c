import { runDemo } from '#sandbox/demo/run.ts';
import { Failed } from './endings.ts';

/** Plays the journey on both providers. Transcript and verdict on stdout; with `--json` the verdict alone. */
export async function demo(options: {
  readonly faults?: boolean;
  readonly json?: boolean;
  readonly data?: string;
}): Promise<void> {
  const tell = options.json ? () => {} : (line: string) => process.stdout.write(`${line}\n`);
  const report = await runDemo({ faults: options.faults ?? false, folder: options.data, tell });
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  for (const journey of report.journeys) {
    tell(`\n${journey.tenant} (${journey.channel})`);
    for (const line of journey.bookings) tell(`  ${line}`);
    tell(`  accepted twice by the emulator: ${journey.acceptedTwice}`);
    tell(`  sends without an answer: ${journey.withoutAnswer}, listed as unsettled: ${journey.listedUnsettled}`);
  }
  if (report.faults) tell(`\nThe same bookings as without faults: ${report.same ? 'yes' : 'no'}`);
  tell(report.ok ? '\nAs it should be.' : '\nNot as it should be.');
  if (!report.ok) throw new Failed();
}
