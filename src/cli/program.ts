import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { sentence } from '#app/sentence.ts';
import { subjects } from '#app/subjects.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { addVerb } from './add-verb.ts';
import { DATA } from './data-option.ts';
import { Failed } from './endings.ts';
import { addSetUpCommands } from './set-up-commands.ts';

/**
 * Runs the command line of this process to its end. `more` adds commands of the caller. Only the result goes to stdout. Exit code 0:
 * done, 1: failed, 2: wrong use.
 */
export async function runProgram(more: (program: Command) => void = () => {}): Promise<void> {
  const program = new Command('deskbell')
    .description('Open, self-hostable WhatsApp desk for many businesses.')
    .version(version(), '--version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .exitOverride()
    .configureOutput({ writeOut: (text) => process.stdout.write(text), writeErr: (text) => process.stderr.write(text) });

  own(program);
  addSetUpCommands(program);
  for (const verb of subjects.flatMap(({ verbs = [] }) => verbs)) addVerb(program, verb);
  addAuditCheck(program);
  more(program);

  // The reader may close the pipe early: `deskbell normalize … | head -1`.
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
}

function own(program: Command): void {
  program
    .command('normalize')
    .description('Shows how Deskbell reads a webhook body, one JSON line per event. It checks no signature and changes nothing.')
    .argument('<channel>', 'meta-cloud or twilio')
    .argument('<file>', 'file with the body (Twilio: form-encoded, or the same fields as JSON), or - for standard input')
    .option('--json', 'JSON lines (always on)')
    .action(async (channel: string, file: string) => (await import('./normalize.ts')).normalize(channel, file));

  program
    .command('doctor')
    .description(
      'Reports what is configured, reachable and missing. Asks the running app, or reads its data when none is running.',
    )
    .option('--json', 'print the whole report as JSON')
    .option('--data <dir>', DATA)
    .action(async (options: { json?: boolean; data?: string }) => (await import('./doctor.ts')).doctor(options));

  program
    .command('settings')
    .description('Lists every setting with its current value, and reports every invalid one.')
    .option('--json', 'print the settings as JSON')
    .option('--markdown', 'print the reference page, docs/settings.md')
    .action(async (options: { json?: boolean; markdown?: boolean }) => (await import('./settings.ts')).settings(options));

  program
    .command('openapi')
    .description('Prints the description of the HTTP API, as an OpenAPI 3.1 document.')
    .option('--json', 'print JSON (always on)')
    .option('--markdown', 'print the tables of docs/api.md instead')
    .action(async (options: { markdown?: boolean }) => (await import('./openapi.ts')).printApi(options));

  program
    .command('parked')
    .description('Lists parked events (dead letters) with the reason, and retries them on request.')
    .option('--replay <id>', 'retry this event; "all" retries all of them')
    .option('--tenant <id>', 'this tenant only')
    .option('--json', 'print the list as JSON')
    .option('--data <dir>', DATA)
    .action(async (options: { replay?: string; tenant?: string; json?: boolean; data?: string }) =>
      (await import('./parked.ts')).parked(options),
    );

  program
    .command('replay')
    .description(
      'Rebuilds contacts, conversations and messages from the log in an empty store, and compares them with the original.',
    )
    .option('--tenant <id>', 'this tenant only')
    .option('--conversation <id>', 'compare this conversation only; everything its customer ever sent is replayed')
    .option(
      '--from <time>',
      "compare customers' messages accepted since then, like 2026-12-01T09:00:00Z; earlier ones are replayed too",
    )
    .option(
      '--until <time>',
      "replay what was accepted before then, and compare customers' messages only: the rest changed later",
    )
    .option('--keep <dir>', 'keep the rebuilt store in this folder')
    .option('--json', 'print the result as JSON, with all ids')
    .option('--data <dir>', DATA)
    .action(async (options: Record<string, string>) => (await import('./replay.ts')).replay(options));

  program
    .command('copy')
    .description(
      'Migrates an embedded desk, with its files and unfinished events, to the MongoDB and NATS of the settings, and compares the two.',
    )
    .option('--json', 'print what was copied as JSON')
    .option('--data <dir>', 'folder of the embedded desk, which is not changed (default: DESKBELL_DATA)')
    .action(async (options: { json?: boolean; data?: string }) => (await import('./copy.ts')).copy(options));

  program
    .command('renormalize')
    .description('Re-parses webhooks that earlier versions could not read, and shows which ones can be read now.')
    .option('--apply', 'record what can be read now, at its original time; customers get no reply to it')
    .option('--tenant <id>', 'this tenant only')
    .option('--json', 'print the result as JSON')
    .option('--data <dir>', DATA)
    .action(async (options: { apply?: boolean; tenant?: string; json?: boolean; data?: string }) =>
      (await import('./renormalize.ts')).renormalize(options),
    );
}

/** It needs no data, so it is no verb of the subject. */
function addAuditCheck(program: Command): void {
  program.commands
    .find((group) => group.name() === 'audit')
    ?.command('check')
    .description(
      'Checks a file of "audit export" without the data it came from: was an entry changed, removed, inserted or moved?',
    )
    .argument('<file>', 'the file, or - for standard input')
    .option('--json', 'print the results as JSON')
    .action(async (file: string, options: { json?: boolean }) => (await import('./audit-check.ts')).auditCheck(file, options));
}

function version(): string {
  const file = join(import.meta.dirname, '../../package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}

/** Ends once all output is written: a pipe takes it in pieces. */
async function end(code: number): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((out) => stream.write('', out))));
  process.exit(code);
}
