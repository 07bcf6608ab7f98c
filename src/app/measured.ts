import type { AccountBook } from './accounts.ts';
import type { Counts } from './counts.ts';
import type { Lags } from './lags.ts';

/** The metrics of this instance, with what is only worth looking up when somebody asks. */
export function measured(counts: Counts, lags: Lags, accounts: AccountBook) {
  return async (): Promise<{ readonly type: string; readonly text: string }> => {
    for (const state of ['closed', 'half-open', 'open'] as const)
      counts.gauge('breakers', { state }, accounts.breakers().filter((one) => one.state === state).length);
    // A bus out of reach must not hide everything else.
    const known = await lags().catch(() => ({}));
    for (const [consumer, { waiting, parked }] of Object.entries(known)) {
      counts.gauge('bus_waiting', { consumer }, waiting);
      counts.gauge('bus_parked', { consumer }, parked);
    }
    return { type: counts.type, text: await counts.text() };
  };
}
