import { resolve } from '#app/token.ts';
import { open } from '#app/start.ts';
import * as t from '#app/tokens.ts';
import { inboundLog } from '#contracts/records/messaging.ts';
import type { Consumer, Subscription } from '#contracts/bus.ts';
import { inboundArrived } from '#contracts/event-data.ts';
import { analytics } from '#workers/analytics.ts';
import { audit } from '#workers/audit.ts';
import { crmSync } from '#workers/crm-sync.ts';
import { dialogue } from '#workers/dialogue.ts';
import { inbox } from '#workers/inbox.ts';
import { koaApp, listen } from '#http/servers.ts';
import { webhooks } from '#http/webhooks.ts';
import { answering } from './child.ts';
import { benchSettings, plantBoth } from './planted.ts';
import { cpuMs, memory } from './usage.ts';

const opened = new AsyncDisposableStack();
const consuming: Subscription[] = [];
let container: Awaited<ReturnType<typeof open>> | undefined;
/** When a consumer was done with a message, by the name of the consumer and the number of the message. */
const doneAt = new Map<string, Map<number, number>>();

/** The app's own way in, on a data folder with the two demo tenants. Consumers run when they are asked for. */
const answers = {
  async open({ folder }: { readonly folder: string }): Promise<{ readonly port: number }> {
    const settings = benchSettings(folder);
    container = await open(settings, {}, opened);
    await plantBoth(resolve(container, t.STORE), resolve(container, t.SECRETS), resolve(container, t.CLOCK));
    const app = koaApp(resolve(container, t.LOG), [
      webhooks({
        connection: resolve(container, t.CONNECTIONS),
        ingest: resolve(container, t.INGEST),
        publicUrl: resolve(container, t.PUBLIC_URL),
        limit: settings.DESKBELL_WEBHOOK_LIMIT,
      }),
    ]);
    const listening = opened.use(await listen(app, '127.0.0.1', 0));
    return { port: listening.port };
  },

  /** As the app runs them, without sender and media: nothing leaves, and no provider is waited for. */
  consume(_: undefined): void {
    const app = started();
    const bus = resolve(app, t.BUS);
    const needs = {
      store: resolve(app, t.STORE),
      newId: resolve(app, t.NEW_ID),
      clock: resolve(app, t.CLOCK),
      scheduling: resolve(app, t.SCHEDULING),
      live: resolve(app, t.LIVE),
      currentAccount: async () => undefined,
    };
    const consumers = [
      inbox(needs.store, needs.newId, needs.live),
      dialogue(needs),
      audit(needs.store),
      crmSync(needs.store, needs.clock),
      analytics(needs.store, needs.clock),
    ];
    for (const consumer of consumers) consuming.push(bus.subscribe(timed(consumer)));
  },

  /** Lets go of them: what arrives from now on waits. */
  async rest(_: undefined): Promise<void> {
    for (const subscription of consuming.splice(0)) await subscription[Symbol.asyncDispose]();
  },

  /** Waits until all consumers are done with this many messages; the last of them counts. By number, since the epoch. */
  async done({ messages }: { readonly messages: number }): Promise<Float64Array> {
    const groups = [...doneAt.values()];
    while (groups.some((group) => group.size < messages)) await new Promise((resolve) => setTimeout(resolve, 20));
    const last = Float64Array.from({ length: messages }, (_, n) =>
      Math.max(...groups.map((group) => group.get(n) ?? Number.NaN)),
    );
    for (const group of groups) group.clear();
    return last;
  },

  /** Documents in the raw log of the salon: what was acknowledged must be there. */
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
    async handle(busEvent, signal) {
      const handled = await consumer.handle(busEvent, signal);
      if (busEvent.stream !== 'inbound') return handled;
      const { event } = inboundArrived.parse(busEvent.data);
      if (handled === undefined && event.kind === 'message') {
        group.set(Number(event.providerMessageId.split('.').at(-1)), performance.timeOrigin + performance.now());
      }
      return handled;
    },
  };
}

answering(answers, async () => {
  await answers.rest(undefined);
  await opened.disposeAsync();
});
