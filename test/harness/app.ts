// The app as a program that can be killed: its settings as JSON in the first argument, and a few routes for the harness.
import { json } from 'node:stream/consumers';
import Router from '@koa/router';
import { settingsFrom } from '#config/load.ts';
import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import { dueEntries } from '#contracts/later.ts';
import { type Booking, bookings } from '#contracts/records/booking.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { identityRecords } from '#contracts/records/people.ts';
import { tenants } from '#contracts/records/platform.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { controlConversation } from '#core/inbox/control.ts';
import type { Lags } from '#app/lags.ts';
import { start } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { CLOCK, LAGS, NEW_ID, STORE } from '#app/tokens.ts';
import type { Standing } from './rest.ts';
import type { Ordered } from './staff.ts';

/** What is due for less time may be about to be done. */
const OVERDUE_MS = 2_000;

const app = await start(settingsFrom(JSON.parse(process.argv[2] ?? '{}')), {
  parts: (container) => [
    routes(resolve(container, STORE), resolve(container, CLOCK), resolve(container, NEW_ID), resolve(container, LAGS)),
  ],
});
process.stdin.resume().once('end', stop);
process.once('SIGTERM', stop);

function routes(store: Store, clock: Clock, newId: NewId, lags: Lags): Router {
  const router = new Router({ prefix: '/harness' });
  const control = controlConversation(clock, newId);

  /** How much is still to be done. */
  router.get('/standing', async (ctx) => {
    const waiting = Object.values(await lags()).reduce((sum, lag) => sum + lag.waiting, 0);
    const until = clock.now() - OVERDUE_MS;
    const overdue = await Promise.all(
      (await all(store.platform, tenants, { by: 'byName', equals: [] })).map(({ value }) =>
        all(store.tenant(value.id), dueEntries, { by: 'byDue', equals: [], until }),
      ),
    );
    ctx.body = { waiting, overdue: overdue.flat().length } satisfies Standing;
  });

  /** What a customer could look up on paper: their own bookings, in any state. */
  router.get('/:tenant/bookings/:number', async (ctx) => {
    const tenant = store.tenant(ctx.params['tenant'] ?? '');
    const contactId = await contactOf(tenant, ctx.params['number'] ?? '');
    const own = contactId ? await all(tenant, bookings, { by: 'byContact', equals: [contactId] }) : [];
    ctx.body = own.map(({ value }) => value) satisfies Booking[];
  });

  /** What staff do in the inbox to the conversation with this customer. */
  router.post('/:tenant/inbox/:number', async (ctx) => {
    const tenant = store.tenant(ctx.params['tenant'] ?? '');
    const contactId = await contactOf(tenant, ctx.params['number'] ?? '');
    const threads = await all(tenant, conversations, { by: 'byLastAt', equals: [] });
    const thread = threads.find(({ value }) => value.contactId === contactId);
    const { change, by } = (await json(ctx.req)) as Ordered;
    const { kind } = thread ? await control(tenant, thread.value.id, change, by) : { kind: 'not_there' };
    ctx.body = { kind };
  });
  return router;
}

async function contactOf(tenant: TenantStore, number: string): Promise<string | undefined> {
  const named = await tenant.find(identityRecords, { by: 'byValue', equals: ['phone', '', number], limit: 1 });
  return named.items[0]?.value.contactId;
}

async function stop(): Promise<void> {
  await app[Symbol.asyncDispose]();
  process.exit(0);
}
