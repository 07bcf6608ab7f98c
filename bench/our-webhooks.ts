import { resolve } from '#app/token.ts';
import { open } from '#app/start.ts';
import * as t from '#app/tokens.ts';
import { arrivalEvents } from '#contracts/events/arrivals.ts';
import { messageEvents } from '#contracts/events/messages.ts';
import type { BusEvent } from '#contracts/event.ts';
import { inboundLog } from '#contracts/records/messaging.ts';
import { tenants } from '#contracts/records/platform.ts';
import type { Consumer, Subscription } from '#contracts/bus.ts';
import { idOf } from '#core/ids/id-of.ts';
import type { Accounts } from '#core/messaging/accounts.ts';
import { dialogue } from '#core/dialogue/consumer.ts';
import { bodyRoom } from '#http/body-room.ts';
import { koaApp, listen } from '#http/servers.ts';
import { webhooks } from '#http/webhooks.ts';
import { answering } from './child.ts';
import { benchSettings, plantBoth } from './planted.ts';
import { cpuMs, memory } from './usage.ts';

const NO_ACCOUNTS: Accounts = {
  current: async () => undefined,
  byId: async () => undefined,
  ofConnection: async () => undefined,
};

export interface Installation {
  readonly folder: string;
  /** Added to the options of every bench. */
  readonly settings: Readonly<Record<string, string>>;
}

const opened = new AsyncDisposableStack();
const consuming: Subscription[] = [];
let container: Awaited<ReturnType<typeof open>> | undefined;
/** When a consumer was done with a message, by the name of the consumer and the number of the message. */
/** Our id of a message → its number. */
const numbers = new Map<string, number>();
const doneAt = new Map<string, Map<number, number>>();

/** The app's ingest for the two demo tenants. Consumers run on request only. */
const answers = {
  async open({ folder, settings: more }: Installation): Promise<{ readonly port: number }> {
    const settings = benchSettings(folder, more);
    container = await open(settings, {}, opened);
    const store = resolve(container, t.STORE);
    if (!(await store.platform.get(tenants, 'juniper')))
      await plantBoth(store, resolve(container, t.SECRETS), resolve(container, t.CLOCK));
    const app = koaApp(resolve(container, t.LOG), [
      webhooks({
        connection: resolve(container, t.CONNECTIONS),
        ingest: resolve(container, t.INGEST),
        publicUrl: resolve(container, t.PUBLIC_URL),
        limit: settings.DESKBELL_WEBHOOK_LIMIT,
        room: bodyRoom(settings.DESKBELL_WEBHOOK_MEMORY),
      }),
    ]);
    const listening = opened.use(await listen(app, '127.0.0.1', 0));
    return { port: listening.port };
  },

  /** Subscribes these consumers as the app does, but the dialogue sends no read receipts. */
  consume({ names }: { readonly names: readonly string[] }): void {
    const app = started();
    const talks = dialogue({
      store: resolve(app, t.STORE),
      newId: resolve(app, t.NEW_ID),
      clock: resolve(app, t.CLOCK),
      scheduling: resolve(app, t.SCHEDULING),
      catalogOf: resolve(app, t.CATALOG_OF),
      live: resolve(app, t.LIVE),
      accounts: NO_ACCOUNTS,
    });
    const all = resolve(app, t.CONSUMERS).map((consumer) => (consumer.name === talks.name ? talks : consumer));
    doneAt.clear();
    for (const consumer of all.filter(({ name }) => names.includes(name)))
      consuming.push(resolve(app, t.BUS).subscribe(timed(consumer)));
  },

  /** Unsubscribes all consumers. What arrives afterwards waits. */
  async rest(_: undefined): Promise<void> {
    for (const subscription of consuming.splice(0)) await subscription[Symbol.asyncDispose]();
  },

  /** How many messages each consumer here has finished. */
  async soFar(_: undefined): Promise<Readonly<Record<string, number>>> {
    return Object.fromEntries([...doneAt].map(([name, group]) => [name, group.size]));
  },

  /**
   * Waits until all consumers have finished this many messages. Returns the time of the last consumer for each message number,
   * since the epoch.
   */
  async done({ messages }: { readonly messages: number }): Promise<Float64Array> {
    const groups = [...doneAt.values()];
    while (groups.some((group) => group.size < messages)) await new Promise((resolve) => setTimeout(resolve, 20));
    const last = Float64Array.from({ length: messages }, (_, n) =>
      Math.max(...groups.map((group) => group.get(n) ?? Number.NaN)),
    );
    for (const group of groups) group.clear();
    return last;
  },

  /** Waits until the consumers here have no work left, including follow-up events. */
  async idle(_: undefined): Promise<void> {
    const lags = resolve(started(), t.LAGS);
    while (Object.entries(await lags()).some(([name, { waiting }]) => doneAt.has(name) && waiting > 0))
      await new Promise((resolve) => setTimeout(resolve, 20));
  },

  /** The number of documents in the salon's raw log, to check that everything acknowledged was stored. */
  async stored(_: undefined): Promise<number> {
    const store = resolve(started(), t.STORE).tenant('juniper');
    let count = 0;
    let cursor: string | undefined;
    do {
      const page = await store.find(inboundLog, { by: 'byTime', equals: [], limit: 1000, ...(cursor ? { cursor } : {}) });
      count += page.items.length;
      cursor = page.next;
    } while (cursor !== undefined);
    return count;
  },

  cpuMs,
  memory,
};
export type OurWebhooksAnswers = typeof answers;

function started() {
  if (!container) throw new Error('open comes first');
  return container;
}

function timed(consumer: Consumer): Consumer {
  const group = new Map<number, number>();
  doneAt.set(consumer.name, group);
  return {
    ...consumer,
    async handle(events, signal) {
      const handled = await consumer.handle(events, signal);
      if (handled === undefined)
        for (const event of events) {
          const number = numberOf(event);
          if (number !== undefined) group.set(number, performance.timeOrigin + performance.now());
        }
      return handled;
    },
  };
}

/** The customer's message that an event is about, by its number; the recorder sees it first, and the others by our id. */
function numberOf({ kind, data }: BusEvent): number | undefined {
  if (kind === messageEvents.received.kind) return numbers.get(String(data['messageId']));
  if (kind !== arrivalEvents.message.kind) return undefined;
  // Without a shape to parse it by: that would be measured as well.
  const { at, providerMessageId } = data['event'] as { readonly at: number; readonly providerMessageId: string };
  const number = Number(providerMessageId.split('.').at(-1));
  numbers.set(idOf(at, String(data['senderId']), providerMessageId), number);
  return number;
}

answering(answers, async () => {
  await answers.rest(undefined);
  await opened.disposeAsync();
});
