// `npm run deskbell -- …` and `npx deskbell …`. Only the result goes to stdout. Exit code 0: done, 1: failed, 2: wrong use.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { sentence } from '#app/sentence.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { Failed } from './endings.ts';

const DATA = "folder of the data (default: the sandbox's if there is one, else DESKBELL_DATA)";

const program = new Command('deskbell')
  .description('Open, self-hostable WhatsApp desk for many businesses.')
  .version(version(), '--version', 'show the version')
  .helpOption('-h, --help', 'show help')
  .helpCommand('help [command]', 'show help for a command')
  .exitOverride()
  .configureOutput({ writeOut: (text) => process.stdout.write(text), writeErr: (text) => process.stderr.write(text) });

program
  .command('normalize')
  .description('Shows how Deskbell reads a webhook body, one JSON line per event. It checks no signature and changes nothing.')
  .argument('<channel>', 'meta-cloud or twilio')
  .argument('<file>', 'file with the body (Twilio: form-encoded, or the same fields as JSON), or - for standard input')
  .option('--json', 'JSON lines (always on)')
  .action(async (channel: string, file: string) => (await import('./normalize.ts')).normalize(channel, file));

program
  .command('doctor')
  .description('Reports what is configured, reachable and missing. Asks the running app, or reads its data when none is running.')
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
  .command('demo')
  .description('Books, moves and cancels appointments on both simulated providers, and prints the conversations.')
  .option('--faults', 'turn on every fault of the emulators')
  .option('--json', 'print the result as JSON, without the conversations')
  .option('--data <dir>', 'keep the data in this folder instead of a temporary one')
  .option(
    '--engines <pair>',
    'embedded, or mongodb,nats: the servers of DESKBELL_MONGODB_URL and DESKBELL_NATS_URL, with a temporary database',
    'embedded',
  )
  .action(async (options: { faults?: boolean; json?: boolean; data?: string; engines: string }) =>
    (await import('./demo.ts')).demo(options),
  );

const tenant = program.command('tenant').description('Creates tenants, lists them, and says what is still to be done.');
tenant
  .command('create')
  .description('Creates a tenant: a business with its profile. With the same --id it may be repeated.')
  .requiredOption('--name <name>', 'name of the business, as customers see it')
  .requiredOption('--zone <zone>', 'IANA time zone of the venue, like Europe/Madrid')
  .requiredOption('--language <language>', "language of the bot's messages: en or es")
  .option('--country <code>', 'two capital letters, like ES (default: the country of the zone)')
  .option('--address <text>', 'street and town, for customers who ask the way')
  .option('--id <id>', 'id of the tenant, in all its addresses (default: made of the name)')
  .option('--pack <pack>', 'starter pack with services, staff and hours: salon, clinic or consultant')
  .option('--json', 'print the result as JSON')
  .option('--data <dir>', DATA)
  .addHelpText(
    'after',
    `
Example:
  deskbell tenant create --name "Salon Sol" --zone Europe/Madrid --language es --country ES --pack salon`,
  )
  .action(async (options: Parameters<typeof import('./tenant.ts').tenantCreate>[0]) =>
    (await import('./tenant.ts')).tenantCreate(options),
  );
tenant
  .command('list')
  .description('Lists the tenants with their numbers.')
  .option('--json', 'print the list as JSON')
  .option('--data <dir>', DATA)
  .action(async (options: { json?: boolean; data?: string }) => (await import('./tenant.ts')).tenantList(options));
tenant
  .command('checklist')
  .description('Lists what is still to be done before a tenant works, and who must act. Ends with 1 if anything is.')
  .requiredOption('--tenant <id>', 'id of the tenant')
  .option('--json', 'print the list as JSON')
  .option('--data <dir>', DATA)
  .action(async (options: { tenant: string; json?: boolean; data?: string }) =>
    (await import('./tenant.ts')).tenantChecklist(options),
  );

const CREDENTIALS = `
Credentials come from variables of the environment, or as JSON from standard input. Never give them as arguments.
  meta-cloud: META_CLOUD_ACCESS_TOKEN, META_CLOUD_APP_SECRET, META_CLOUD_BUSINESS_ACCOUNT_ID (optional)
  twilio:     TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_KEY and TWILIO_API_KEY_SECRET (optional)
`;
const number = program.command('number').description("Connects a tenant's business number to its provider.");
number
  .command('list')
  .description('Asks a provider which numbers the credentials may use. Stores nothing.')
  .requiredOption('--tenant <id>', 'id of the tenant')
  .requiredOption('--channel <name>', 'meta-cloud or twilio')
  .option('--json', 'print the list as JSON')
  .option('--data <dir>', DATA)
  .addHelpText('after', `${CREDENTIALS}\nExample:\n  deskbell number list --tenant salon-sol --channel twilio < twilio.json`)
  .action(async (options: { tenant: string; channel: string; json?: boolean; data?: string }) =>
    (await import('./number.ts')).numberList(options),
  );
number
  .command('connect')
  .description(
    'Connects a number: stores its credentials, sealed, and has the provider send its messages here. Again, it replaces the credentials. Deskbell must be running.',
  )
  .requiredOption('--tenant <id>', 'id of the tenant')
  .requiredOption('--channel <name>', 'meta-cloud or twilio')
  .option('--number <number>', 'the number, or its id at the provider (default: the only one that can be used)')
  .option('--json', 'print the result as JSON')
  .option('--data <dir>', DATA)
  .addHelpText(
    'after',
    `${CREDENTIALS}\nExample:\n  deskbell number connect --tenant salon-sol --channel twilio --number +34910000001 < twilio.json`,
  )
  .action(async (options: { tenant: string; channel: string; number?: string; json?: boolean; data?: string }) =>
    (await import('./number.ts')).numberConnect(options),
  );

program
  .command('audit')
  .description('Works with the audit log: tamper-evident chains of all events, one per tenant and one for the platform.')
  .command('verify')
  .description('Checks each chain: was an entry changed, removed, inserted or moved?')
  .option('--tenant <id>', 'check this tenant only; "platform" checks what operators did')
  .option('--json', 'print the results as JSON')
  .option('--data <dir>', DATA)
  .action(async (options: { tenant?: string; json?: boolean; data?: string }) =>
    (await import('./audit.ts')).verifyAudit(options),
  );

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
  .option('--until <time>', "replay what was accepted before then, and compare customers' messages only: the rest changed later")
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

function version(): string {
  const file = join(import.meta.dirname, '../../package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}

/** Ends once all output is written: a pipe takes it in pieces. */
async function end(code: number): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((out) => stream.write('', out))));
  process.exit(code);
}
