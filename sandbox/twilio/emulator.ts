import type { RunningEmulator } from '../shared/run.ts';
import { controlRoutes } from '../shared/control.ts';
import { type Sandbox, openSandbox } from '../shared/sandbox.ts';
import { serve } from '../shared/server.ts';
import { accountRoutes } from './account-routes.ts';
import type { TwilioSandbox } from './config.ts';
import { contentRoutes } from './content-routes.ts';
import { type ContentStore, contentStore, contentTables } from './content-store.ts';
import { mediaRoutes } from './media-routes.ts';
import { type MediaStore, mediaStore, mediaTables } from './media-store.ts';
import { messageRoutes } from './message-routes.ts';
import { type MessageStore, messageStore, messageTables } from './message-store.ts';
import { twilioPhone } from './phone-side.ts';
import { type Sending, startSending } from './sending.ts';
import { senderRoutes } from './sender-routes.ts';
import { type SenderWebhooks, senderWebhooks } from './sender-webhooks.ts';
import { type NewSid, sidsFrom } from './sids.ts';
import { twilioCourier } from './webhooks.ts';

/** What the routes and the phone need. */
export interface Emulator {
  readonly config: TwilioSandbox;
  readonly sandbox: Sandbox;
  readonly messages: MessageStore;
  readonly contents: ContentStore;
  readonly media: MediaStore;
  readonly webhooks: SenderWebhooks;
  readonly newSid: NewSid;
  readonly sending: Sending;
  /** `http://127.0.0.1:<port>`, set once it listens. */
  readonly url: () => string;
}

/** One server plays api.twilio.com, content.twilio.com and messaging.twilio.com; their paths do not overlap. */
export async function startTwilio(config: TwilioSandbox): Promise<RunningEmulator> {
  const businesses = config.businesses.map(({ senderSid, name, number }) => ({ id: senderSid, name, number }));
  const moreTables = messageTables + contentTables + mediaTables;
  const sandbox = await openSandbox({ ...config, businesses, moreTables }, twilioCourier(config.authToken));

  let url = '';
  const messages = messageStore(sandbox.file);
  const newSid = sidsFrom(sandbox.random);
  const emulator: Emulator = {
    config,
    sandbox,
    messages,
    contents: contentStore(sandbox.file),
    media: mediaStore(sandbox.file, sandbox.media),
    webhooks: senderWebhooks(sandbox.file),
    newSid,
    sending: startSending({ config, sandbox, messages }),
    url: () => url,
  };

  const server = await serve(config.port, (router) => {
    controlRoutes(router, sandbox, twilioPhone(emulator));
    accountRoutes(router, emulator);
    messageRoutes(router, emulator);
    mediaRoutes(router, emulator);
    contentRoutes(router, emulator);
    senderRoutes(router, emulator);
  });
  url = server.url;

  return {
    url,
    async stop() {
      await emulator.sending.stop();
      // Running requests still need the file.
      sandbox.changes.close();
      await server.stop();
      await sandbox.stop();
    },
  };
}
