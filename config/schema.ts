import { z } from 'zod';

/** Every setting: its default, what it must look like, and one sentence. Environment variables carry the names in capitals. */
const port = whole(0, 65_535);
const milliseconds = whole(100, 3_600_000);

const ROLES = ['api', 'worker', 'scheduler'] as const;
export type Role = (typeof ROLES)[number];

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** `all`, or some of the roles with commas between. */
const roles = z.string().transform((text, context): readonly Role[] => {
  const asked = text.split(',').map((one) => one.trim());
  if (asked.length === 1 && asked[0] === 'all') return ROLES;
  const known = ROLES.filter((role) => asked.includes(role));
  if (known.length === asked.length) return known;
  context.addIssue(`must be all, or some of ${ROLES.join(', ')} with commas between, each once`);
  return z.NEVER;
});

const fields = z.object({
  DESKBELL_ROLES: roles
    .prefault('all')
    .describe(
      'What this instance does: `api` takes webhooks and shows pages, `worker` consumes, `scheduler` keeps the timers; or `all`.',
    ),
  DESKBELL_MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional()
    .describe('Address of a MongoDB replica set, sharded cluster or DocumentDB. Default: the embedded store in DESKBELL_DATA.'),
  DESKBELL_MONGODB_DATABASE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,38}$/, 'must be 1 to 38 letters, digits, _ and -')
    .default('deskbell')
    .describe('Name of the database in MongoDB.'),
  DESKBELL_NATS_URL: z
    .string()
    .regex(/^(nats|tls):\/\//, 'must begin with nats:// or tls://')
    .optional()
    .describe('Address of NATS with JetStream, several with commas between; needed with MongoDB. Default: the embedded bus.'),
  DESKBELL_NATS_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'must be made of a-z, 0-9 and hyphens, and begin with a letter')
    .default('deskbell')
    .describe('Of everything that is made on the NATS server, so that several installations can share it.'),
  DESKBELL_NATS_PARTITIONS: whole(1, 64)
    .default(8)
    .describe('How many instances can share the work of one consumer. Chosen at the first start.'),
  DESKBELL_NATS_REPLICAS: whole(1, 5)
    .default(1)
    .describe('Copies that a NATS cluster keeps of each event; 3 where there are three servers.'),
  DESKBELL_HEALTH_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address of /health/live, /health/ready and /metrics. They carry no customer data; keep them inside all the same.'),
  DESKBELL_HEALTH_PORT: port
    .optional()
    .describe(
      'Port of /health/live, /health/ready and /metrics. Default: four after DESKBELL_PORT, so 7354. 0 takes a free one.',
    ),
  DESKBELL_DATA: z
    .string()
    .min(1)
    .default('./data')
    .describe(
      'Folder of the embedded database, its files and the master key. With MongoDB and a key from elsewhere it is not used.',
    ),
  DESKBELL_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File of the master key that encrypts provider credentials; created at the first start. Default: master.key in DESKBELL_DATA.',
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
  DESKBELL_PORT: port
    .default(7350)
    .describe('Port of the pages and their API, on 127.0.0.1 only until sign-in exists. 0 takes a free one.'),
  DESKBELL_WEBHOOK_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address on which provider webhooks are accepted; 0.0.0.0 behind a proxy.'),
  DESKBELL_WEBHOOK_PORT: port.default(7351).describe('Port on which provider webhooks are accepted. 0 takes a free one.'),
  DESKBELL_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address with http:// or https://' })
    .optional()
    .describe(
      'Address under which providers reach the webhook port, as they call it (https://desk.example.com). Default: the webhook port on loopback.',
    ),
  DESKBELL_WEBHOOK_LIMIT: whole(10_000, 4_500_000)
    .default(4_000_000)
    .describe('Largest webhook body in bytes; Meta sends at most 3 MB.'),
  DESKBELL_SEND_DEADLINE_MS: milliseconds
    .default(10_000)
    .describe('A send without an answer after this is unknown, never repeated.'),
  DESKBELL_SETTLE_DEADLINE_MS: milliseconds
    .default(30_000)
    .describe('An unknown send that nothing settled after this is shown as unsettled.'),
  DESKBELL_MEDIA_LIMIT: whole(1, 100_000_000)
    .default(16_000_000)
    .describe('Largest file in bytes that is fetched from a customer.'),
  DESKBELL_STOP_DELAY_MS: whole(0, 300_000)
    .default(0)
    .describe(
      'How long an instance that was told to stop says so at /health/ready and serves on, until every balancer has noticed.',
    ),
  DESKBELL_LOG_LEVEL: z
    .enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .describe('How much is logged; never bodies, numbers or tokens.'),
});

/**
 * The engines go in pairs: the bus in the data file reads that file only, and MongoDB has no bus of its own. There is one master key.
 * Said beside whatever else is wrong.
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
  });
export type Settings = z.output<typeof settingsShape>;

function whole(least: number, most: number) {
  const must = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(must).int(must).min(least, must).max(most, must);
}
