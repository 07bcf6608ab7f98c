import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { said } from '#config/load.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { tenants } from '#contracts/records/platform.ts';
import { type Credentials } from '#core/set-up/business.ts';
import { type ConnectedNumber, connectNumber, listNumbers, webhookUrl, wordsOf } from '#core/set-up/connect-number.ts';
import { type Desk, openDesk } from './desk.ts';
import { Failed } from './endings.ts';

const DEADLINE_MS = 30_000;
const LARGEST_INPUT = 100_000;

interface NumberOptions {
  readonly tenant: string;
  readonly channel: string;
  readonly json?: boolean;
  readonly data?: string;
}

/** Asks the provider which numbers the credentials may use. Stores nothing. */
export async function numberList({ tenant, channel, json, data }: NumberOptions): Promise<void> {
  await using desk = await openDesk(data);
  await tenantOr(desk, tenant);
  const credentials = await credentialsFor(desk, channel);
  const found = await listNumbers(desk.needs, channel, credentials, AbortSignal.timeout(DEADLINE_MS));
  if (found.kind !== 'numbers') return fail(channel, found);
  if (json) return void process.stdout.write(`${JSON.stringify({ numbers: found.numbers }, null, 2)}\n`);
  if (found.numbers.length === 0) desk.tell('These credentials may use no number.\n');
  for (const { id, number, name, status, problem } of found.numbers)
    desk.tell(
      `${number}  ${name || 'no verified name'}, ${status || 'no status'}, id ${id}${problem === undefined ? '' : `\n  ${problem}`}\n`,
    );
}

/** Connects a number, or gives a connected one other credentials. It may be repeated. */
export async function numberConnect(options: NumberOptions & { readonly number?: string }): Promise<void> {
  const { tenant, channel, number, json, data } = options;
  await using desk = await openDesk(data);
  await tenantOr(desk, tenant);
  if (desk.running === false) {
    process.stderr.write(
      'Deskbell does not run on this data. Start it first: providers call its webhooks while a number is connected.\n',
    );
    throw new Failed();
  }
  const credentials = await credentialsFor(desk, channel);
  const wish = { channel, credentials, number };
  const outcome = await connectNumber(desk.needs, tenant, wish, AbortSignal.timeout(DEADLINE_MS));
  if (outcome.kind !== 'connected') return fail(channel, outcome);
  const { setUp } = outcome;
  const url = webhookUrl(desk.needs.publicUrl(), setUp);
  if (json) {
    const { id, number: connected, name, state } = setUp;
    process.stdout.write(`${JSON.stringify({ id, channel, number: connected, name, state, webhookUrl: url }, null, 2)}\n`);
    return;
  }
  desk.tell(`Connected ${setUp.number} to ${tenant}. Its messages arrive at ${url}\n`);
  desk.tell(`Next: write to it, then deskbell tenant checklist --tenant ${tenant}\n`);
}

async function tenantOr({ needs }: Desk, id: string): Promise<void> {
  if (!(await needs.store.platform.get(tenants, id)))
    throw new WrongUse(`--tenant: there is no tenant ${id}. "deskbell tenant list" lists them.`);
}

/**
 * From variables of the environment, else as JSON from standard input. Never from arguments: other users of the machine can see
 * those.
 */
async function credentialsFor({ needs }: Desk, channel: string): Promise<Credentials> {
  if (!needs.channelNames.includes(channel)) throw new WrongUse(`--channel must be one of ${needs.channelNames.join(', ')}.`);
  const { credentials } = await needs.channelNamed(channel);
  const environment = said();
  const given = credentials.flatMap(({ name }) => {
    const value = environment[variableOf(channel, name)];
    return value === undefined ? [] : [[name, value] as const];
  });
  if (given.length > 0) return Object.fromEntries(given);
  const wanted = credentials
    .map(({ name, required }) => `  ${variableOf(channel, name)}${required ? '' : ' (optional)'}`)
    .join('\n');
  const help = `Give the credentials in variables of the environment:\n${wanted}\nor as JSON on standard input: {"${credentials[0]?.name ?? ''}": "…", …}`;
  if (process.stdin.isTTY) throw new WrongUse(help);
  const input = await text(process.stdin);
  const read = z.record(z.string(), z.string()).safeParse(parsed(input.slice(0, LARGEST_INPUT)));
  if (!read.success || input.length > LARGEST_INPUT) throw new WrongUse(help);
  return read.data;
}

/** `accessToken` of `meta-cloud` is `META_CLOUD_ACCESS_TOKEN`. */
export function variableOf(channel: string, name: string): string {
  return `${channel.replaceAll('-', '_')}_${name.replaceAll(/([A-Z])/g, '_$1')}`.toUpperCase();
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return undefined;
  }
}

/** Ends with 1, or with 2 where another option or credential is needed. */
function fail(channel: string, outcome: Exclude<ConnectedNumber, { readonly kind: 'connected' }>): never {
  if (outcome.kind === 'bad_credentials') {
    const what = outcome.field === '' ? 'The credentials' : variableOf(channel, outcome.field);
    throw new WrongUse(`${what}: ${outcome.why}`);
  }
  if (outcome.kind === 'no_such_number') {
    const choices = outcome.numbers.map(({ number, problem }) => `  ${number}${problem === undefined ? '' : `: ${problem}`}`);
    const lead = choices.length === 0 ? 'These credentials may use no number.' : 'Choose a number with --number:';
    throw new WrongUse([lead, ...choices].join('\n'));
  }
  process.stderr.write(`${sentenceOf(outcome)}\n`);
  throw new Failed();
}

type Rest = Exclude<ConnectedNumber, { readonly kind: 'connected' | 'bad_credentials' | 'no_such_number' }>;

function sentenceOf(outcome: Rest): string {
  switch (outcome.kind) {
    case 'no_such_channel':
      return 'There is no such channel.';
    case 'provider':
      return wordsOf(outcome.failure);
    case 'number_not_ready':
      return outcome.problem;
    case 'number_in_use':
      return 'Another tenant has connected this number.';
    case 'business_account_in_use':
      return 'Another tenant has a number of this business account, and all its numbers share one webhook URL.';
    case 'no_public_url':
      return 'Providers cannot reach this server: set DESKBELL_PUBLIC_URL to the https:// address of the webhooks, and start Deskbell again.';
    case 'webhook_not_confirmed':
      return `The number is stored, but its messages do not arrive yet. ${wordsOf(outcome.failure)} Then run the same command again.`;
  }
}
