// `npm start`: the app with both emulators and two demo tenants, on this machine only.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSettings } from '#config/load.ts';
import { portsOf } from '#config/ports.ts';
import type { Settings } from '#config/schema.ts';
import { sentence } from '#app/sentence.ts';
import { stopSignal } from '#app/stop-signal.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { pinoLog } from '#app/pino-log.ts';
import { ofSandbox } from './stage/engines.ts';
import { openStage } from './stage/stage.ts';

const HELP = `npm start -- [options]

Starts Deskbell with simulated phones: the app, an emulator of Meta's Cloud API, one of Twilio, and two demo tenants.
Nothing leaves this machine. Ctrl+C ends it; what was said and booked is kept for the next start.
With DESKBELL_MONGODB_URL and DESKBELL_NATS_URL it runs on those, in a database and streams of its own.

  --fresh       begin anew: forget all conversations, bookings and files of the sandbox
  --port <n>    port of the pages (default 7350); webhooks, emulators and health take the four after it
  --data <dir>  folder to keep everything in (default ./data/sandbox)
  --help        this text
`;

async function main(): Promise<number> {
  const values = wordsOf();
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
  await using stage = await openStage({ settings, fresh: values.fresh ?? false, metaPort, twilioPort, log });
  process.stdout.write(summary(stage.app.pagesUrl, stage.app.webhooksUrl, stage.phones, keptIn(settings)));
  await stopping;
  process.stdout.write('\nClosing …\n');
  return 0;
}

function wordsOf() {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    return parseArgs({ options: { fresh: flag, port: text, data: text, help: flag } }).values;
  } catch (error) {
    throw new WrongUse(`${error instanceof Error ? error.message : String(error)} (see --help)`);
  }
}

function portsFrom(text: string): Record<string, string> {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_531)
    throw new WrongUse(`--port: ${text} is not a port; take a number up to 65531.`);
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
  Kept in  ${data}   (npm start -- --fresh begins anew)

  Say "hi" on a phone to book. Ctrl+C ends it.
`;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${sentence(error)}\n`);
    process.exit(error instanceof WrongUse ? 2 : 1);
  },
);
