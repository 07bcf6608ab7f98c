import type { Clock } from '#contracts/clock.ts';
import { connections } from '#contracts/records/platform.ts';
import type { Secrets } from '#contracts/secrets.ts';
import type { Store } from '#contracts/store.ts';
import type { OpenSource, SourceKind } from '#contracts/webhook-source.ts';
import { shared } from '#core/calls/shared.ts';

/** The scope in which connections' secrets are sealed. */
export const PLATFORM = 'platform';
/** How long connections and senders are cached. A sender that moves to another tenant is noticed within this time. */
const REMEMBER_MS = 10_000;

/** Finds a connection by the two names in a webhook's path and opens it with its secrets. `undefined` if there is none. */
export type ConnectionBook = (name: string, id: string) => Promise<OpenSource | undefined>;

export interface ConnectionBookNeeds {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly kinds: readonly SourceKind[];
}

export function connectionBook({ store, secrets, clock, kinds }: ConnectionBookNeeds): ConnectionBook {
  const opened = new Map<string, { readonly open: OpenSource; /** By `monotonic()`. */ readonly until: number }>();

  /** Concurrent requests for the same connection share one read. */
  const opening = shared((name: string, id: string) => JSON.stringify([name, id]), fresh);

  return async (name, id) => {
    const known = opened.get(id);
    if (known && known.until > clock.monotonic()) return known.open.name === name ? known.open : undefined;
    return opening(name, id);
  };

  async function fresh(name: string, id: string): Promise<OpenSource | undefined> {
    const kind = kinds.find((one) => one.named(name));
    const record = kind && (await store.platform.get(connections, id));
    if (!kind || record?.value.channel !== name) return undefined;
    const config: unknown = JSON.parse(await secrets.open(PLATFORM, record.value.sealedConfig));
    const open = await kind.open({ id, name, config });
    opened.set(id, { open, until: clock.monotonic() + REMEMBER_MS });
    return open;
  }
}
