import type { Settings } from '#config/schema.ts';
import type { Assistant } from '#contracts/assistant.ts';
import type { Served } from '#contracts/api/served.ts';
import type { Bus, Consumer } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Collection } from '#contracts/collection.ts';
import type { Expiring } from '#contracts/expiring.ts';
import type { Files } from '#contracts/files.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Later, Timer } from '#contracts/later.ts';
import type { Leases } from '#contracts/leases.ts';
import type { Live } from '#contracts/live.ts';
import type { Log } from '#contracts/log.ts';
import type { Mailer } from '#contracts/mailer.ts';
import type { Notices } from '#contracts/notices.ts';
import type { Passkeys } from '#contracts/passkeys.ts';
import type { Random } from '#contracts/random.ts';
import type { Scheduling } from '#contracts/scheduling.ts';
import type { Secrets } from '#contracts/secrets.ts';
import type { Store } from '#contracts/store.ts';
import type { AccessWorld } from '#core/access/world.ts';
import type { Subject } from '#contracts/subject.ts';
import type { SourceKind } from '#contracts/webhook-source.ts';
import type { ConnectionBook } from '#core/arrivals/connection-book.ts';
import type { ingest } from '#core/arrivals/ingest.ts';
import type { CatalogOf } from '#core/catalog/catalog.ts';
import type { ProviderSettings } from '#core/set-up/business.ts';
import type { AccountBook } from './accounts.ts';
import type { Counts } from './counts.ts';
import type { Health } from './health.ts';
import type { Lags } from './lags.ts';
import type { Report } from './report.ts';
import { token } from './token.ts';
import type { AppWorld, Channels } from './world.ts';

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
export const CHANNELS = token<Channels>('Channels');
/** Settings of the installation about providers: where their emulators are, else nothing. */
export const PROVIDERS = token<ProviderSettings>('Providers');
export const SUBJECTS = token<readonly Subject<AppWorld>[]>('Subjects');
export const COLLECTIONS = token<readonly Collection<any, any>[]>('Collections');
export const RANDOM = token<Random>('Random');
export const PASSKEYS = token<Passkeys>('Passkeys');
export const MAILER = token<Mailer>('Mailer');
/** The address of the pages, for links. Only known once their server listens. */
export const PAGES_URL = token<() => string>('PagesUrl');
/** Only known once the webhook server listens. */
export const PUBLIC_URL = token<() => string>('PublicUrl');

/** Built from the above. */
export const CONNECTIONS = token<ConnectionBook>('Connections');
export const ACCOUNTS = token<AccountBook>('Accounts');
export const LIVE = token<Live>('Live');
export const CATALOG_OF = token<CatalogOf>('CatalogOf');
export const SCHEDULING = token<Scheduling>('Scheduling');
export const INGEST = token<ReturnType<typeof ingest>>('Ingest');
export const LAGS = token<Lags>('Lags');
export const ACCESS = token<AccessWorld>('Access');
export const ASSISTANT = token<Assistant | 'off'>('Assistant');
export const REPORT = token<Report>('Report');
export const WORLD = token<AppWorld>('World');

/** Collected from the subjects. */
export const CONSUMERS = token<readonly Consumer[]>('Consumers');
/** Handlers of what is due later, by kind. */
export const TIMERS = token<readonly Timer[]>('Timers');
export const ROUTES = token<readonly Served[]>('Routes');
export const SOURCE_KINDS = token<readonly SourceKind[]>('SourceKinds');
