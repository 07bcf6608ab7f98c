import type { Settings } from '#config/schema.ts';
import type { Bus } from '#contracts/bus.ts';
import type { Channel } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Expiring } from '#contracts/expiring.ts';
import type { Files } from '#contracts/files.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Later, Timer } from '#contracts/later.ts';
import type { Leases } from '#contracts/leases.ts';
import type { Log } from '#contracts/log.ts';
import type { Notices } from '#contracts/notices.ts';
import type { Scheduling } from '#contracts/scheduling.ts';
import type { Secrets } from '#contracts/secrets.ts';
import type { Store } from '#contracts/store.ts';
import type { CatalogOf } from '#core/catalog/catalog.ts';
import type { ingest } from '#core/messaging/ingest.ts';
import type { fetchMedia } from '#core/messaging/fetch-media.ts';
import type { ProviderSettings } from '#core/set-up/business.ts';
import type { sendMessage } from '#core/messaging/send-message.ts';
import type { Consumer } from '#contracts/bus.ts';
import type { Live } from '#workers/live.ts';
import type { AccountBook } from './accounts.ts';
import type { ConnectionBook } from './connections.ts';
import type { Counts } from './counts.ts';
import type { Health } from './health.ts';
import type { Lags } from './lags.ts';
import type { Report } from './report.ts';
import { token } from './token.ts';

/** Provided from outside: opened at the start and bound as values. */
export const SETTINGS = token<Settings>('Settings');
export const CLOCK = token<Clock>('Clock');
export const NEW_ID = token<NewId>('NewId');
export const LOG = token<Log>('Log');
export const COUNTS = token<Counts>('Counts');
export const STORE = token<Store>('Store');
/** Without the version that `STORE` gives each change of a catalogue: for copying what has its version already. */
export const BARE_STORE = token<Store>('BareStore');
export const BUS = token<Bus>('Bus');
export const NOTICES = token<Notices>('Notices');
export const LEASES = token<Leases>('Leases');
export const LATER = token<Later>('Later');
export const EXPIRING = token<Expiring>('Expiring');
export const HEALTH = token<Health>('Health');
export const FILES = token<Files>('Files');
export const SECRETS = token<Secrets>('Secrets');
export const CHANNEL_NAMED = token<(name: string) => Promise<Channel>>('ChannelNamed');
/** Settings of the installation about providers: where their emulators are, else nothing. */
export const PROVIDERS = token<ProviderSettings>('Providers');
/** Only known once the webhook server listens. */
export const PUBLIC_URL = token<() => string>('PublicUrl');

/** Built from the above. */
export const CONNECTIONS = token<ConnectionBook>('Connections');
export const ACCOUNTS = token<AccountBook>('Accounts');
export const LIVE = token<Live>('Live');
export const CATALOG_OF = token<CatalogOf>('CatalogOf');
export const SCHEDULING = token<Scheduling>('Scheduling');
/** Handlers of what is due later, by kind. */
export const TIMERS = token<readonly Timer[]>('Timers');
export const INGEST = token<ReturnType<typeof ingest>>('Ingest');
export const SEND_MESSAGE = token<ReturnType<typeof sendMessage>>('SendMessage');
export const FETCH_MEDIA = token<ReturnType<typeof fetchMedia>>('FetchMedia');
export const LAGS = token<Lags>('Lags');
export const REPORT = token<Report>('Report');
export const CONSUMERS = token<readonly Consumer[]>('Consumers');
