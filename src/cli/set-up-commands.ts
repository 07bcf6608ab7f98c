import type { Command } from 'commander';
import { DATA } from './data-option.ts';

/** The commands that set a tenant up. */
export function addSetUpCommands(program: Command): void {
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
    .command('export')
    .description('Writes everything of a tenant into one archive (.tar.gz): documents as JSON lines, and files. No secrets.')
    .requiredOption('--tenant <id>', 'id of the tenant')
    .requiredOption('--out <file>', 'the archive; it must not be there yet')
    .option('--json', 'print the result as JSON')
    .option('--data <dir>', DATA)
    .action(async (options: { tenant: string; out: string; json?: boolean; data?: string }) =>
      (await import('./tenant-export.ts')).tenantExport(options),
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
}
