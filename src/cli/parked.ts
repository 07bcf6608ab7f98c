import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { BUS, STORE } from '#app/tokens.ts';
import { WrongUse } from '#app/wrong-use.ts';
import type { Parked } from '#contracts/bus.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
import type { Store } from '#contracts/store.ts';
import { chosen } from './chosen.ts';
import { installation } from './installation.ts';
import { telling } from './telling.ts';

interface ParkedOptions {
  readonly tenant?: string;
  /** An id, or `all`. */
  readonly replay?: string;
  readonly json?: boolean;
  readonly data?: string;
}

/** Lists parked events with the reason, and retries them if asked. Also works while Deskbell is running. */
export async function parked(options: ParkedOptions): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const settings = installation(options.data);
  const container = await open(settings, {}, opened);
  const tell = telling(settings);
  const bus = resolve(container, BUS);
  const shown: (Pick<Parked, 'id' | 'consumer' | 'reason' | 'attempts' | 'parkedAt'> & {
    readonly tenant: string;
    readonly event: string;
    readonly kind: string;
    readonly replayed: boolean;
  })[] = [];
  for await (const tenantId of scopes(resolve(container, STORE), options.tenant))
    for (const { id, consumer, event, reason, attempts, parkedAt } of await bus.parked(tenantId)) {
      const replayed = (options.replay === 'all' || options.replay === id) && (await bus.replay(tenantId, id));
      shown.push({ tenant: tenantId, id, consumer, event: event.id, kind: event.kind, reason, attempts, parkedAt, replayed });
    }
  if (options.replay !== undefined && options.replay !== 'all' && !shown.some(({ replayed }) => replayed))
    throw new WrongUse(`--replay: there is no parked event ${options.replay}. Run the command without --replay to list them.`);

  if (options.json) process.stdout.write(`${JSON.stringify({ parked: shown }, null, 2)}\n`);
  else if (shown.length === 0) tell('No events are parked.\n');
  else
    for (const one of shown) {
      const when = new Date(one.parkedAt).toISOString();
      const now = one.replayed ? ' Retried.' : '';
      tell(`${one.tenant} ${one.id}\n  ${one.consumer}, ${one.kind}, ${when}: ${one.reason}.${now}\n`);
    }
}

/** Every tenant and the platform, or the one that was asked for. */
async function* scopes(store: Store, tenant: string | undefined): AsyncGenerator<string> {
  if (tenant === undefined || tenant === PLATFORM_SCOPE) yield PLATFORM_SCOPE;
  if (tenant === PLATFORM_SCOPE) return;
  for await (const { tenantId } of chosen(store, tenant)) yield tenantId;
}
