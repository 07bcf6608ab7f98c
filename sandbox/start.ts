// `npm start`: the app with both emulators and two demo tenants, on this machine only.
import { join } from 'node:path';
import { z } from 'zod';
import { loadSettings } from '#config/load.ts';
import { portsOf } from '#config/ports.ts';
import type { Settings } from '#config/schema.ts';
import { optionsOf } from '#app/options.ts';
import { sentence } from '#app/sentence.ts';
import { stopSignal } from '#app/stop-signal.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { pinoLog } from '#app/pino-log.ts';
import { ofSandbox } from './stage/engines.ts';
import { openStage } from './stage/stage.ts';

const HELP = `npm start -- [options]

Starts Deskbell with simulated phones: the app, an emulator of Meta's Cloud API, an emulator of Twilio, and two demo tenants.
Nothing leaves this machine. Ctrl+C stops it. Conversations and bookings are kept for the next start.
With DESKBELL_MONGODB_URL and DESKBELL_NATS_URL it uses those servers, with a database and streams of its own.

  --fresh       delete all conversations, bookings and files of the sandbox first
  --port <n>    port of the pages (default 7350); webhooks, emulators and health use the next four ports; 0 takes free ones
  --data <dir>  folder for the data (default ./data/sandbox)
  --help        show this help
`;

const MUST = 'must be a whole number from 0 to 65531';
const options = z.object({
  port: z.coerce.number(MUST).int(MUST).min(0, MUST).max(65_531, MUST).optional(),
  data: z.string().min(1, 'must name a folder').optional(),
});

async function main(): Promise<number> {
  const values = optionsOf(options, ['fresh']);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const port = values.port === undefined ? {} : portsFrom(values.port);
  const loaded = loadSettings({ DESKBELL_LOG_LEVEL: 'warn' }, port);
  const settings = { ...ofSandbox(loaded), DESKBELL_DATA: values.data ?? join(loaded.DESKBELL_DATA, 'sandbox') };

  const stopping = stopSignal(settings.DESKBELL_STOP_DELAY_MS);
  const log = pinoLog(settings.DESKBELL_LOG_LEVEL);
  const { meta: metaPort, twilio: twilioPort } = portsOf(settings);
  await using stage = await openStage({ settings, fresh: values.fresh, metaPort, twilioPort, log });
  process.stdout.write(summary(stage.app.pagesUrl, stage.app.webhooksUrl, stage.phones, keptIn(settings)));
  await stopping;
  process.stdout.write('\nStopping …\n');
  return 0;
}

function portsFrom(port: number): Record<string, string> {
  const { pages, webhooks, health } = portsOf({ DESKBELL_PORT: port });
  return { DESKBELL_PORT: `${pages}`, DESKBELL_WEBHOOK_PORT: `${webhooks}`, DESKBELL_HEALTH_PORT: `${health}` };
}

function keptIn({ DESKBELL_DATA, DESKBELL_MONGODB_URL, DESKBELL_MONGODB_DATABASE }: Settings): string {
  return DESKBELL_MONGODB_URL === undefined
    ? DESKBELL_DATA
    : `${DESKBELL_DATA} and MongoDB, database ${DESKBELL_MONGODB_DATABASE}`;
}

function summary(
  pages: string,
  webhooks: string,
  phones: readonly { name: string; channel: string; tenant: string; url: string }[],
  data: string,
): string {
  const lines = phones.map(
    ({ name, channel, tenant, url }) => `    ${name.padEnd(16)} ${pages}/phone/${tenant}   (${channel}, emulator ${url})`,
  );
  return `
  Deskbell is running, with simulated phones.

  Phone    ${pages}/phone
${lines.join('\n')}
  Inbox    ${pages}/inbox
  Webhooks ${webhooks}
  Data     ${data}   (npm start -- --fresh starts over)

  Say "hi" on a phone to book. Ctrl+C stops it.
`;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${sentence(error)}\n`);
    process.exit(error instanceof WrongUse ? 2 : 1);
  },
);
