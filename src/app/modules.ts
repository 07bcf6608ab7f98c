import { Container } from 'inversify';
import { passwords } from '#core/access/password.ts';
import { native } from '#core/booking/native.ts';
import { holdEnds } from '#core/booking/hold-ends.ts';
import { catalogBook } from '#core/catalog/catalog.ts';
import { fetchMedia } from '#core/messaging/fetch-media.ts';
import { ingest } from '#core/messaging/ingest.ts';
import { messageDue } from '#core/messaging/message-due.ts';
import { sendMessage } from '#core/messaging/send-message.ts';
import { analytics } from '#workers/analytics.ts';
import { audit } from '#workers/audit.ts';
import { crmSync } from '#workers/crm-sync.ts';
import { dialogue } from '#workers/dialogue.ts';
import { inboxCounts } from '#workers/inbox-counts.ts';
import { live } from '#workers/live.ts';
import { outlast } from '#workers/outlast.ts';
import { recorder } from '#workers/recorder.ts';
import { sender } from '#workers/sender.ts';
import { accountBook } from './accounts.ts';
import { connectionBook } from './connections.ts';
import { lags } from './lags.ts';
import { report } from './report.ts';
import { bind } from './token.ts';
import * as t from './tokens.ts';

const DAY_MS = 24 * 3_600_000;

/** How everything is made of what the world gives. */
export function wire(): Container {
  const container = new Container();
  bind(container, t.LIVE, live, [t.NOTICES]);
  bind(container, t.CATALOG_OF, () => catalogBook(), []);
  bind(container, t.SCHEDULING, (clock, newId, catalogOf) => native({ clock, newId, catalogOf }), [
    t.CLOCK,
    t.NEW_ID,
    t.CATALOG_OF,
  ]);
  bind(container, t.TIMERS, (clock, newId, accounts, fetch) => [holdEnds(clock, newId), messageDue(clock, accounts), fetch], [
    t.CLOCK,
    t.NEW_ID,
    t.ACCOUNTS,
    t.FETCH_MEDIA,
  ]);
  bind(container, t.CONNECTIONS, connectionBook, [t.CHANNEL_NAMED, t.STORE, t.SECRETS, t.CLOCK, t.LOG]);
  bind(
    container,
    t.ACCOUNTS,
    (channelNamed, secrets, clock, log, publicUrl) =>
      accountBook(channelNamed, secrets, clock, log, (channel, connection) => `${publicUrl()}/webhooks/${channel}/${connection}`),
    [t.CHANNEL_NAMED, t.SECRETS, t.CLOCK, t.LOG, t.PUBLIC_URL],
  );
  bind(container, t.INGEST, (store, clock, metrics) => ingest({ store, clock, metrics }), [t.STORE, t.CLOCK, t.COUNTS]);
  bind(
    container,
    t.SEND_MESSAGE,
    (clock, accounts, settings) =>
      sendMessage(clock, accounts, {
        deadlineMs: settings.DESKBELL_SEND_DEADLINE_MS,
        settleForMs: settings.DESKBELL_SETTLE_DEADLINE_MS,
      }),
    [t.CLOCK, t.ACCOUNTS, t.SETTINGS],
  );
  bind(
    container,
    t.FETCH_MEDIA,
    (clock, files, accounts, settings, { changed }) =>
      fetchMedia({ clock, files, accounts, limit: settings.DESKBELL_MEDIA_LIMIT, changed }),
    [t.CLOCK, t.FILES, t.ACCOUNTS, t.SETTINGS, t.LIVE],
  );
  bind(
    container,
    t.ACCESS,
    ({ platform }, clock, newId, random, secrets, mailer, pagesUrl) => ({
      platform,
      clock,
      newId,
      random,
      passwords: passwords(random),
      secrets,
      mailer,
      pagesUrl,
    }),
    [t.STORE, t.CLOCK, t.NEW_ID, t.RANDOM, t.SECRETS, t.MAILER, t.PAGES_URL],
  );
  bind(container, t.LAGS, lags, [t.BUS, t.CONSUMERS]);
  bind(container, t.REPORT, report, [t.SETTINGS, t.STORE, t.LAGS, t.ACCOUNTS, t.COUNTS, t.CLOCK]);
  bind(
    container,
    t.CONSUMERS,
    (store, newId, clock, log, accounts, scheduling, send, live, catalogOf, settings) =>
      [
        recorder(store, newId, live),
        dialogue({
          store,
          newId,
          clock,
          accounts,
          scheduling,
          live,
          catalogOf,
          turnsKeptMs: settings.DESKBELL_KEEP_TURNS_DAYS * DAY_MS,
        }),
        sender(store, send, live),
        inboxCounts(store, clock),
        audit(store, { clock, keptMs: settings.DESKBELL_KEEP_AUDIT_DAYS * DAY_MS }),
        crmSync(store, clock),
        analytics(store, clock),
      ].map((consumer) => outlast(consumer, clock, log)),
    [t.STORE, t.NEW_ID, t.CLOCK, t.LOG, t.ACCOUNTS, t.SCHEDULING, t.SEND_MESSAGE, t.LIVE, t.CATALOG_OF, t.SETTINGS],
  );
  return container;
}
