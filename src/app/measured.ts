import type { AccountBook } from './accounts.ts';
import type { Counts } from './counts.ts';
import type { Health } from './health.ts';
import type { Lags } from './lags.ts';

/** The metrics of this instance, including the gauges that are computed on request. */
export function measured(counts: Counts, lags: Lags, accounts: AccountBook, health: Health) {
  return async (): Promise<{ readonly type: string; readonly text: string }> => {
    for (const state of ['closed', 'half-open', 'open'] as const)
      counts.gauge('breakers', { state }, accounts.breakers().filter((one) => one.state === state).length);
    const { ready, bus, store } = await health.ready();
    counts.gauge('ready', {}, ready ? 1 : 0);
    counts.gauge('bus_connected', {}, bus === 'connected' ? 1 : 0);
    // Unreachable engines must not hide the other metrics, and their old values are not repeated.
    const known: Awaited<ReturnType<Lags>> = store !== 'unreachable' ? await lags().catch(() => ({})) : {};
    counts.forget('bus_waiting');
    counts.forget('bus_parked');
    for (const [consumer, { waiting, parked }] of Object.entries(known)) {
      counts.gauge('bus_waiting', { consumer }, waiting);
      counts.gauge('bus_parked', { consumer }, parked);
    }
    return { type: counts.type, text: await counts.text() };
  };
}
