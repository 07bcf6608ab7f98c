import { Container } from 'inversify';
import { native } from '#core/booking/native.ts';
import { holdEnds } from '#core/booking/hold-ends.ts';
import { fetchMedia } from '#core/messaging/fetch-media.ts';
import { ingest } from '#core/messaging/ingest.ts';
import { sendMessage } from '#core/messaging/send-message.ts';
import { analytics } from '#core/analytics/consumer.ts';
import { audit } from '#core/audit/consumer.ts';
import { crmSync } from '#core/crm/consumer.ts';
import { dialogue } from '#core/dialogue/consumer.ts';
import { inboxCounts } from '#core/inbox/consumer.ts';
import { live } from '#workers/live.ts';
import { media } from '#core/messaging/media.ts';
import { outlast } from '#workers/outlast.ts';
import { recorder } from '#core/messaging/recorder.ts';
import { sender } from '#core/messaging/sender.ts';
import { accountBook } from './accounts.ts';
import { connectionBook } from './connections.ts';
import { lags } from './lags.ts';
import { report } from './report.ts';
import { bind } from './token.ts';
import * as t from './tokens.ts';

/** Wires all parts of the app. */
export function wire(): Container {
  const container = new Container();
  bind(container, t.LIVE, live, [t.NOTICES]);
  bind(container, t.SCHEDULING, (clock, newId) => native({ clock, newId }), [t.CLOCK, t.NEW_ID]);
  bind(container, t.TIMERS, (clock, newId) => [holdEnds(clock, newId)], [t.CLOCK, t.NEW_ID]);
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
  bind(container, t.FETCH_MEDIA, (clock, files, settings) => fetchMedia(clock, files, settings.DESKBELL_MEDIA_LIMIT), [
    t.CLOCK,
    t.FILES,
    t.SETTINGS,
  ]);
  bind(container, t.LAGS, lags, [t.BUS, t.CONSUMERS]);
  bind(container, t.REPORT, report, [t.SETTINGS, t.STORE, t.LAGS, t.ACCOUNTS, t.COUNTS, t.CLOCK]);
  bind(
    container,
    t.CONSUMERS,
    (store, newId, clock, log, accounts, scheduling, send, fetch, live) =>
      [
        recorder(store, newId, live),
        dialogue({ store, newId, clock, accounts, scheduling, live }),
        sender(store, send, live),
        media(store, accounts, fetch, live),
        inboxCounts(store, clock),
        audit(store),
        crmSync(store, clock),
        analytics(store, clock),
      ].map((consumer) => outlast(consumer, clock, log)),
    [t.STORE, t.NEW_ID, t.CLOCK, t.LOG, t.ACCOUNTS, t.SCHEDULING, t.SEND_MESSAGE, t.FETCH_MEDIA, t.LIVE],
  );
  return container;
}
