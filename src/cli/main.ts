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
  .command('settings')
  .description('Shows every setting with its present value, and everything that is wrong with them.')
  .option('--markdown', 'what may be set, as docs/settings.md has it')
  .action(async (options: { markdown?: boolean }) => (await import('./settings.ts')).settings(options));

program
  .command('demo')
  .description('Books, moves and cancels on both providers, against emulators, and prints the transcript.')
  .option('--faults', 'with every fault of the emulators switched on')
  .option('--json', 'the result as JSON, without the transcript')
  .option('--data <dir>', 'keep the data here instead of a temporary folder')
  .option(
    '--engines <pair>',
    'embedded, or mongodb,nats: those of DESKBELL_MONGODB_URL and DESKBELL_NATS_URL, in a database of its own that goes away',
    'embedded',
  )
  .action(async (options: { faults?: boolean; json?: boolean; data?: string; engines: string }) =>
    (await import('./demo.ts')).demo(options),
  );

program
  .command('audit')
  .description('What was written down of every event, in one chain per tenant.')
  .command('verify')
  .description('Says of each tenant whether its chain holds: whether an entry was changed, removed, inserted or put elsewhere.')
  .option('--tenant <id>', 'this tenant alone')
  .option('--json', 'the verdicts as JSON')
  .option('--data <dir>', 'folder of the data; default: that of the sandbox if there is one, else DESKBELL_DATA')
  .action(async (options: { tenant?: string; json?: boolean; data?: string }) =>
    (await import('./audit.ts')).verifyAudit(options),
  );

program
  .command('parked')
  .description('Lists the events that a consumer gave up on, with why, and hands them over again once that is mended.')
  .option('--replay <id>', 'hand this one to its consumer once more, or all of them: all')
  .option('--tenant <id>', 'of this tenant alone')
  .option('--json', 'the list as JSON')
  .option('--data <dir>', 'folder of the data; default: that of the sandbox if there is one, else DESKBELL_DATA')
  .action(async (options: { replay?: string; tenant?: string; json?: boolean; data?: string }) =>
    (await import('./parked.ts')).parked(options),
  );

program
  .command('replay')
  .description(
    'Rebuilds contacts, conversations and messages from the log in an empty store, and says whether they are the same.',
  )
  .option('--tenant <id>', 'this tenant alone')
  .option('--conversation <id>', 'compare what belongs to this conversation; all that its customer ever said is replayed for it')
  .option(
    '--from <time>',
    "compare the customers' messages accepted since, like 2026-12-01T09:00:00Z; everything before is replayed, too",
  )
  .option(
    '--until <time>',
    'replay what was accepted before, and compare the messages of customers alone: the rest changed afterwards',
  )
  .option('--keep <dir>', 'keep the rebuilt store in this folder')
  .option('--json', 'the result as JSON, with all ids')
  .option('--data <dir>', 'folder of the data; default: that of the sandbox if there is one, else DESKBELL_DATA')
  .action(async (options: Record<string, string>) => (await import('./replay.ts')).replay(options));

program
  .command('copy')
  .description(
    'Copies an embedded desk to the MongoDB and NATS of the settings, with its files and the events that its consumers have not finished, and compares the two.',
  )
  .option('--json', 'what was copied as JSON')
  .option('--data <dir>', 'folder of the embedded desk, which stays as it was; default: DESKBELL_DATA')
  .action(async (options: { json?: boolean; data?: string }) => (await import('./copy.ts')).copy(options));

program
  .command('renormalize')
  .description('Reads what was not understood when it came with the adapters of today, and says what they make of it.')
  .option('--apply', 'bring in what means something now: it is recorded in its place, and not answered')
  .option('--tenant <id>', 'of this tenant alone')
  .option('--json', 'the result as JSON')
  .option('--data <dir>', 'folder of the data; default: that of the sandbox if there is one, else DESKBELL_DATA')
  .action(async (options: { apply?: boolean; tenant?: string; json?: boolean; data?: string }) =>
    (await import('./renormalize.ts')).renormalize(options),
  );

// Who reads us may have enough: `deskbell normalize … | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
try {
  await program.parseAsync();
  await end(0);
} catch (error) {
  if (error instanceof CommanderError) await end(error.exitCode === 0 ? 0 : 2);
  if (error instanceof Failed) await end(1);
  process.stderr.write(`${sentence(error)}\n`);
  await end(error instanceof WrongUse ? 2 : 1);
}

/** Ends once everything that was said is out: a pipe takes it piece by piece. */
async function end(code: number): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((out) => stream.write('', out))));
  process.exit(code);
}
