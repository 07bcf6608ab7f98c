// `npm run deskbell -- …` and `npx deskbell …`. The result alone goes to stdout; 0 done, 1 failed, 2 wrong use.
import { Command, CommanderError } from 'commander';
import { sentence } from '#app/sentence.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { Failed } from './endings.ts';

const program = new Command('deskbell')
  .description('Open, self-hostable WhatsApp desk for many businesses.')
  .exitOverride()
  .configureOutput({ writeOut: (text) => process.stdout.write(text), writeErr: (text) => process.stderr.write(text) });

program
  .command('normalize')
  .description('Shows what Deskbell makes of a webhook body, as JSON lines. No signature is needed: it is for looking.')
  .argument('<channel>', 'meta-cloud or twilio')
  .argument('<file>', 'a file with the body (Twilio: form-encoded, or the same fields as JSON), or - for standard input')
  .option('--json', 'JSON lines (what it prints anyway)')
  .action(async (channel: string, file: string) => (await import('./normalize.ts')).normalize(channel, file));

program
  .command('doctor')
  .description('Says what is configured, reachable and missing. Asks the running app, or looks at its data when none runs.')
  .option('--json', 'the whole report as JSON')
  .option('--data <dir>', 'folder of the data; default: that of the sandbox if there is one, else DESKBELL_DATA')
  .action(async (options: { json?: boolean; data?: string }) => (await import('./doctor.ts')).doctor(options));

program
  .command('demo')
  .description('Books, moves and cancels on both providers, against emulators, and prints the transcript.')
  .option('--faults', 'with every fault of the emulators switched on')
  .option('--json', 'the result as JSON, without the transcript')
  .option('--data <dir>', 'keep the data here instead of a temporary folder')
  .action(async (options: { faults?: boolean; json?: boolean; data?: string }) => (await import('./demo.ts')).demo(options));

try {
  await program.parseAsync();
  process.exit(0);
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  if (error instanceof Failed) process.exit(1);
  process.stderr.write(`${sentence(error)}\n`);
  process.exit(error instanceof WrongUse ? 2 : 1);
}
