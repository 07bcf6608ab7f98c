// The app as a program that can be killed: its settings as JSON in the first argument, and two routes that say how far it is.
import Router from '@koa/router';
import { settingsFrom } from '#config/load.ts';
import { bookings } from '#contracts/records/booking.ts';
import { identityRecords } from '#contracts/records/people.ts';
import type { Store } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import type { Lags } from '#app/lags.ts';
import { start } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { LAGS, STORE } from '#app/tokens.ts';

const app = await start(settingsFrom(JSON.parse(process.argv[2] ?? '{}')), {
  parts: (container) => [standing(resolve(container, STORE), resolve(container, LAGS))],
});
process.stdin.resume().once('end', stop);
process.once('SIGTERM', stop);

function standing(store: Store, lags: Lags): Router {
  const router = new Router({ prefix: '/crash' });

  router.get('/lag', async (ctx) => {
    ctx.body = await lags();
  });

  /** What a customer could look up on paper: their own bookings, whatever became of them. */
  router.get('/:tenant/bookings/:number', async (ctx) => {
    const tenant = store.tenant(ctx.params['tenant'] ?? '');
    const named = await tenant.find(identityRecords, {
      by: 'byValue',
      equals: ['phone', '', ctx.params['number'] ?? ''],
      limit: 1,
    });
    const contactId = named.items[0]?.value.contactId;
    const own = contactId ? await all(tenant, bookings, { by: 'byContact', equals: [contactId] }) : [];
    ctx.body = own.map(({ value }) => value);
  });
  return router;
}

async function stop(): Promise<void> {
  await app[Symbol.asyncDispose]();
  process.exit(0);
}
