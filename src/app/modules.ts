import { Container } from 'inversify';
import { passwords } from '#core/access/password.ts';
import { connectionBook } from '#core/arrivals/connection-book.ts';
import { ingest } from '#core/arrivals/ingest.ts';
import { native } from '#core/booking/native.ts';
import { catalogBook } from '#core/catalog/catalog.ts';
import { live } from '#workers/live.ts';
import { outlast } from '#workers/outlast.ts';
import { accountBook } from './accounts.ts';
import { consumersOf, routesOf, sourceKindsOf, timersOf } from './collected.ts';
import { lags } from './lags.ts';
import { report } from './report.ts';
import { bind, bindRecord } from './token.ts';
import * as t from './tokens.ts';

/** Wires all parts of the app, and what the subjects bring. */
export function wire(): Container {
  const container = new Container();
  bind(container, t.LIVE, live, [t.NOTICES]);
  bind(container, t.CATALOG_OF, () => catalogBook(), []);
  bind(container, t.SCHEDULING, (clock, newId, catalogOf) => native({ clock, newId, catalogOf }), [
    t.CLOCK,
    t.NEW_ID,
    t.CATALOG_OF,
  ]);
  bind(
    container,
    t.ACCOUNTS,
    (channels, secrets, clock, log, publicUrl) =>
      accountBook(
        (name) => channels.named(name),
        secrets,
        clock,
        log,
        (channel, connection) => `${publicUrl()}/webhooks/${channel}/${connection}`,
      ),
    [t.CHANNELS, t.SECRETS, t.CLOCK, t.LOG, t.PUBLIC_URL],
  );
  bind(container, t.INGEST, (store, clock, metrics) => ingest({ store, clock, metrics }), [t.STORE, t.CLOCK, t.COUNTS]);
  bind(
    container,
    t.ACCESS,
    ({ platform }, clock, newId, random, passkeys, secrets, mailer, pagesUrl) => ({
      platform,
      clock,
      newId,
      random,
      passwords: passwords(random),
      passkeys,
      secrets,
      mailer,
      pagesUrl,
    }),
    [t.STORE, t.CLOCK, t.NEW_ID, t.RANDOM, t.PASSKEYS, t.SECRETS, t.MAILER, t.PAGES_URL],
  );
  bind(container, t.CONNECTIONS, (store, secrets, clock, kinds) => connectionBook({ store, secrets, clock, kinds }), [
    t.STORE,
    t.SECRETS,
    t.CLOCK,
    t.SOURCE_KINDS,
  ]);
  bind(container, t.LAGS, lags, [t.BUS, t.CONSUMERS]);
  bind(container, t.REPORT, report, [t.SETTINGS, t.STORE, t.LAGS, t.ACCOUNTS, t.COUNTS, t.CLOCK]);
  bindRecord(container, t.WORLD, {
    store: t.STORE,
    clock: t.CLOCK,
    newId: t.NEW_ID,
    log: t.LOG,
    metrics: t.COUNTS,
    files: t.FILES,
    live: t.LIVE,
    settings: t.SETTINGS,
    accounts: t.ACCOUNTS,
    scheduling: t.SCHEDULING,
    catalogOf: t.CATALOG_OF,
    channels: t.CHANNELS,
    access: t.ACCESS,
    assistant: t.ASSISTANT,
    bus: t.BUS,
    secrets: t.SECRETS,
    collections: t.COLLECTIONS,
  });
  bind(
    container,
    t.CONSUMERS,
    (subjects, world) => consumersOf(subjects, world).map((consumer) => outlast(consumer, world.clock, world.log)),
    [t.SUBJECTS, t.WORLD],
  );
  bind(container, t.TIMERS, timersOf, [t.SUBJECTS, t.WORLD]);
  bind(container, t.ROUTES, routesOf, [t.SUBJECTS, t.WORLD]);
  bind(container, t.SOURCE_KINDS, sourceKindsOf, [t.SUBJECTS, t.WORLD]);
  return container;
}
