import { z } from 'zod';
import { portsOf } from './ports.ts';

/** Every setting, with its default, its valid values and one sentence. The names are those of the environment variables. */
const port = whole(0, 65_535);
/** The next four ports are used as well: see ports.ts. */
const firstOfFive = whole(0, 65_531);
const milliseconds = whole(100, 3_600_000);

const days = whole(0, 36_500);
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[?::1\]?)$/;

const ROLES = ['api', 'worker', 'scheduler'] as const;
export type Role = (typeof ROLES)[number];

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** `all`, or some of the roles separated by commas. */
const roles = z.string().transform((text, context): readonly Role[] => {
  const asked = text.split(',').map((one) => one.trim());
  if (asked.length === 1 && asked[0] === 'all') return ROLES;
  const known = ROLES.filter((role) => asked.includes(role));
  if (known.length === asked.length) return known;
  context.addIssue(`must be all, or some of ${ROLES.join(', ')} separated by commas, each once`);
  return z.NEVER;
});

/** Host names separated by commas, in lower case. */
const names = z
  .string()
  .regex(/^[\w.-]+( *, *[\w.-]+)*$/, 'must be host names with commas between')
  .transform((text): readonly string[] => text.toLowerCase().split(/ *, */));

const fields = z.object({
  DESKBELL_ROLES: roles
    .prefault('all')
    .describe(
      'Roles of this instance: `api` accepts webhooks and serves the pages, `worker` handles events, `scheduler` runs the timers. `all` means all three.',
    ),
  DESKBELL_MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional()
    .describe(
      'Connection string of a MongoDB replica set, a sharded cluster or DocumentDB. Default: the embedded store in DESKBELL_DATA.',
    ),
  DESKBELL_MONGODB_DATABASE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,38}$/, 'must be 1 to 38 letters, digits, _ and -')
    .default('deskbell')
    .describe('Name of the MongoDB database.'),
  DESKBELL_NATS_URL: z
    .string()
    .regex(/^(nats|tls):\/\//, 'must begin with nats:// or tls://')
    .optional()
    .describe(
      'Address of a NATS server with JetStream, or several separated by commas. Required with MongoDB. Default: the embedded bus.',
    ),
  DESKBELL_NATS_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'must consist of a-z, 0-9 and hyphens, and begin with a letter')
    .default('deskbell')
    .describe('Prefix of all stream and consumer names on the NATS server. Lets several installations share one server.'),
  DESKBELL_NATS_PARTITIONS: whole(1, 64)
    .default(8)
    .describe('The most instances that can share the work of one consumer. Fixed at the first start.'),
  DESKBELL_NATS_REPLICAS: whole(1, 5)
    .default(1)
    .describe('How many copies of each event a NATS cluster keeps. Use 3 with three servers.'),
  DESKBELL_HEALTH_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe(
      'Address on which /health/live, /health/ready and /metrics listen. They contain no customer data, but do not expose them to the internet.',
    ),
  DESKBELL_HEALTH_PORT: port
    .optional()
    .describe('Port of /health/live, /health/ready and /metrics. Default: DESKBELL_PORT + 4, so 7354. 0 picks a free port.'),
  DESKBELL_HEALTH_NAMES: names
    .optional()
    .describe(
      'Host names, separated by commas, under which the health port may be requested. IP addresses and names without a dot are always allowed.',
    ),
  DESKBELL_DATA: z
    .string()
    .min(1)
    .default('./data')
    .describe(
      'Data folder: the embedded database, its media files and the master key. Not used with MongoDB if the key is elsewhere.',
    ),
  DESKBELL_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File with the master key that encrypts credentials. Created at the first start. Default: master.key in DESKBELL_DATA.',
    ),
  DESKBELL_MASTER_KEY: z
    .string()
    .regex(
      /^([0-9a-f]{64}|[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)$/,
      'must be 32 bytes in base64, as `openssl rand -base64 32` prints them, or the content of a key file',
    )
    .optional()
    .meta({ secret: true })
    .describe('The master key itself, instead of DESKBELL_KEY_FILE. Every instance needs the same one.'),
  DESKBELL_PORT: firstOfFive
    .default(7350)
    .describe(
      'Port of the pages and their API. The next four ports are used for webhooks, the two emulators of the sandbox, and health, in this order. 0 takes free ones.',
    ),
  DESKBELL_PAGES_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe(
      'Address on which the pages and their API listen. Use 0.0.0.0 behind a proxy on another host. Needs DESKBELL_PAGES_URL then.',
    ),
  DESKBELL_PAGES_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address with https://' })
    .refine((url) => isEncrypted(url), 'must begin with https://, because passwords travel through it')
    .optional()
    .describe(
      'Public URL of the pages, as people open them (https://desk.example.com). Default: the pages answer this machine only.',
    ),
  DESKBELL_PROXIES: whole(0, 10)
    .default(0)
    .describe(
      'How many proxies of yours stand before the pages and add to `X-Forwarded-For`. Decides which address attempts to sign in are counted for.',
    ),
  DESKBELL_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtps:// or smtp://')
    .optional()
    .meta({ secret: true })
    .describe(
      'Mail server for invitations and new passwords (smtps://user:password@mail.example.com:465). Without one, links are shown to whoever invites.',
    ),
  DESKBELL_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*@[^\r\n]+$/, 'must be an e-mail address, like Deskbell <desk@example.com>')
    .default('Deskbell <deskbell@localhost>')
    .describe('Sender of the mails.'),
  DESKBELL_OPENAI_KEY: z
    .string()
    .min(1)
    .optional()
    .meta({ secret: true })
    .describe(
      'API key of a language model, which is asked what a message means when the rules are not sure. Default: no model is asked.',
    ),
  DESKBELL_OPENAI_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address with https://' })
    .refine((url) => isEncrypted(url), 'must begin with https://, because messages travel through it')
    .optional()
    .describe(
      'Base URL of the model’s server, up to and with `/v1`. It must speak the Responses API. Default: https://api.openai.com/v1.',
    ),
  DESKBELL_OPENAI_MODEL: z
    .string()
    .min(1)
    .default('gpt-5.6-luna')
    .describe('Model that is asked. It must support structured output.'),
  DESKBELL_WEBHOOK_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address on which provider webhooks are accepted. Use 0.0.0.0 behind a proxy on another host.'),
  DESKBELL_WEBHOOK_PORT: port
    .optional()
    .describe('Port on which provider webhooks are accepted. Default: DESKBELL_PORT + 1, so 7351. 0 picks a free port.'),
  DESKBELL_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address with http:// or https://' })
    .optional()
    .describe(
      'Public URL of the webhook port, as providers call it (https://desk.example.com). Default: the webhook port on loopback.',
    ),
  DESKBELL_WEBHOOK_LIMIT: whole(10_000, 4_500_000)
    .default(4_000_000)
    .describe('Largest webhook body in bytes. Meta sends at most 3 MB.'),
  DESKBELL_WEBHOOK_MEMORY: whole(10_000_000, 4_000_000_000)
    .default(64_000_000)
    .describe('Most bytes that all webhook bodies in progress may hold together. Beyond it, the slowest get 503.'),
  DESKBELL_WEBHOOK_CONNECTIONS: whole(10, 65_535)
    .default(1_000)
    .describe('Most open connections on the webhook port. Further ones are closed at once.'),
  DESKBELL_SEND_DEADLINE_MS: milliseconds
    .default(10_000)
    .describe(
      'Send timeout in milliseconds. After it the send is marked unknown, and is sent again only if the provider proves that it does not have it.',
    ),
  DESKBELL_SETTLE_DEADLINE_MS: milliseconds
    .default(30_000)
    .describe('Milliseconds after which a send that is still unknown is shown as unsettled.'),
  DESKBELL_MEDIA_LIMIT: whole(1, 100_000_000).default(16_000_000).describe('Largest customer file that is downloaded, in bytes.'),
  DESKBELL_KEEP_MESSAGES_DAYS: days.default(0).describe('Days for which messages are kept. 0 keeps them forever.'),
  DESKBELL_KEEP_TURNS_DAYS: days
    .default(90)
    .describe('Days for which the record of each bot decision is kept, for replays. 0 keeps it forever.'),
  DESKBELL_KEEP_RAW_LOG_DAYS: days
    .default(90)
    .describe('Days for which raw webhooks are kept. Older ones cannot be replayed or re-parsed. 0 keeps them forever.'),
  DESKBELL_KEEP_AUDIT_DAYS: days.default(0).describe('Days for which audit log entries are kept. 0 keeps them forever.'),
  DESKBELL_STOP_DELAY_MS: whole(0, 300_000)
    .default(0)
    .describe(
      'Milliseconds between a stop signal and the shutdown. Meanwhile /health/ready answers 503 and requests are still served, so that load balancers can react.',
    ),
  DESKBELL_LOG_LEVEL: z
    .enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .describe('Log level. Message bodies, phone numbers and tokens are never logged.'),
});

/**
 * MongoDB and NATS are only used together: the embedded bus reads only the embedded store, and MongoDB has no bus of its own. There is
 * only one master key.
 * Reported along with all other errors.
 */
export const settingsShape = fields
  .refine(({ DESKBELL_MONGODB_URL: store, DESKBELL_NATS_URL: bus }) => store === undefined || bus !== undefined, {
    path: ['DESKBELL_NATS_URL'],
    error: 'is needed with DESKBELL_MONGODB_URL',
    when: () => true,
  })
  .refine(({ DESKBELL_MONGODB_URL: store, DESKBELL_NATS_URL: bus }) => bus === undefined || store !== undefined, {
    path: ['DESKBELL_MONGODB_URL'],
    error: 'is needed with DESKBELL_NATS_URL',
    when: () => true,
  })
  .refine(({ DESKBELL_MASTER_KEY: key, DESKBELL_KEY_FILE: file }) => key === undefined || file === undefined, {
    path: ['DESKBELL_MASTER_KEY'],
    error: 'cannot be set together with DESKBELL_KEY_FILE: keep one of the two',
    when: () => true,
  })
  .refine(({ DESKBELL_PAGES_HOST: host, DESKBELL_PAGES_URL: url }) => LOOPBACK.test(host) || url !== undefined, {
    path: ['DESKBELL_PAGES_URL'],
    error: 'is needed when DESKBELL_PAGES_HOST is not this machine',
    when: () => true,
  })
  .superRefine((settings, context) => {
    const { pages, webhooks, health } = portsOf(settings);
    const collides = (name: string, port: number, others: Readonly<Record<string, number>>) => {
      const [other] = Object.entries(others).find(([, taken]) => port !== 0 && taken === port) ?? [];
      if (other) context.addIssue({ code: 'custom', path: [name], message: `${port} is also the port of ${other}` });
    };
    const movesWebhooks = settings.DESKBELL_WEBHOOK_PORT !== undefined;
    if (movesWebhooks) collides('DESKBELL_WEBHOOK_PORT', webhooks, { 'the pages': pages, 'health and metrics': health });
    if (settings.DESKBELL_HEALTH_PORT !== undefined)
      collides('DESKBELL_HEALTH_PORT', health, { 'the pages': pages, ...(movesWebhooks ? {} : { webhooks }) });
  });
export type Settings = z.output<typeof settingsShape>;

/** Of an address; what is none has another error. */
function isEncrypted(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || LOOPBACK.test(hostname);
}

function whole(least: number, most: number) {
  const must = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(must).int(must).min(least, must).max(most, must);
}
