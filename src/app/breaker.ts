import CircuitBreaker from 'opossum';
import type { Account, Download } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import { AdapterFailure } from '#contracts/failure.ts';

const REST_MS = 5_000;
const LONGEST_REST_MS = 30_000;
/** Failures that count for the breaker. A refused message or a rate limit does not. */
const TROUBLE: ReadonlySet<string> = new Set(['unauthorized', 'unreachable', 'unknown', 'misconfigured']);

export type Call = keyof Account;
export type BreakerState = 'closed' | 'half-open' | 'open';

export interface Guarded {
  readonly account: Account;
  /** The worst state of its kinds of calls. */
  state(): BreakerState;
  /** Kinds of calls that are not closed: stopped, or let through one at a time. */
  stopped(): readonly Call[];
  /** While calls of this kind are stopped: how long not to try, longer the longer they have been failing. Otherwise 0. */
  restMs(call: Call): number;
  /** Stops the timers. Later calls fail with `rate_limited`. */
  close(): void;
}

/**
 * Stops calls to an account that keeps failing, for a few seconds at a time. Each kind of call has its own statistics: a media host
 * that hangs or read receipts that fail must not stop sends, and successful lookups must not hide that all sends fail. It does not
 * use opossum's timeout, which would reject while the request still runs. The timeout of the request itself counts, and means
 * `unknown`.
 */
export function guarded(channel: string, account: Account, clock: Pick<Clock, 'monotonic'>): Guarded {
  const circuits = new Map<Call, CircuitBreaker<[() => Promise<unknown>]>>();
  /** By `clock.monotonic()`: since when a kind of call has not been closed. */
  const troubled = new Map<Call, number>();
  let closed = false;

  return {
    close() {
      closed = true;
      for (const circuit of circuits.values()) circuit.shutdown();
    },
    state() {
      const states = [...circuits.values()].map(stateOf);
      return states.find((state) => state === 'open') ?? states.find((state) => state === 'half-open') ?? 'closed';
    },
    restMs(call) {
      if (!circuits.get(call)?.opened) return 0;
      const failingMs = clock.monotonic() - (troubled.get(call) ?? clock.monotonic());
      return Math.min(Math.max(failingMs, REST_MS), LONGEST_REST_MS);
    },
    stopped: () => [...circuits].flatMap(([call, circuit]) => (stateOf(circuit) === 'closed' ? [] : [call])),
    account: {
      send: (...given) => through('send', () => account.send(...given)),
      settle: (...given) => through('settle', () => account.settle(...given)),
      acknowledge: (...given) => through('acknowledge', () => account.acknowledge(...given)),
      check: (...given) => through('check', () => account.check(...given)),
      /** Succeeds with the last byte, so a host that hangs halfway counts as a failure. */
      download: (source, signal) =>
        new Promise((resolve, reject) => {
          through('download', async () => {
            const { bytes, ended } = watched(channel, await account.download(source, signal), signal);
            resolve(bytes);
            await ended;
          }).catch(reject);
        }),
    },
  };

  async function through<R>(call: Call, run: () => Promise<R>): Promise<R> {
    try {
      return (await circuitOf(call).fire(run)) as R;
    } catch (error) {
      if (error instanceof Error && CircuitBreaker.isOurError(error)) throw notNow(channel);
      throw error;
    }
  }

  /** Made when first needed, because each keeps timers. */
  function circuitOf(call: Call): CircuitBreaker<[() => Promise<unknown>]> {
    const known = circuits.get(call);
    if (known) return known;
    const circuit = new CircuitBreaker((run: () => Promise<unknown>) => run(), {
      timeout: false,
      resetTimeout: REST_MS,
      errorThresholdPercentage: 50,
      volumeThreshold: 5,
      rollingCountTimeout: 10_000,
      errorFilter: (error: unknown) => error instanceof AdapterFailure && !TROUBLE.has(error.code),
    });
    circuit.on('open', () => troubled.set(call, troubled.get(call) ?? clock.monotonic()));
    circuit.on('close', () => troubled.delete(call));
    if (closed) circuit.shutdown();
    circuits.set(call, circuit);
    return circuit;
  }
}

function notNow(channel: string): AdapterFailure {
  return new AdapterFailure(channel, 'rate_limited', 'the circuit breaker of this account is open', {
    retryAfterMs: REST_MS,
  });
}

function stateOf(circuit: CircuitBreaker): BreakerState {
  return circuit.opened ? 'open' : circuit.halfOpen ? 'half-open' : 'closed';
}

/**
 * The same download, and how it ends: `ended` resolves after the last byte or when the reader cancels, and rejects when the source
 * fails or the signal is aborted first.
 */
function watched(
  channel: string,
  download: Download,
  signal: AbortSignal,
): { readonly bytes: Download; readonly ended: Promise<void> } {
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const reader = download.bytes.getReader();
  const late = () => reject(new AdapterFailure(channel, 'unknown', 'the media did not arrive in time'));
  if (signal.aborted) late();
  else signal.addEventListener('abort', late, { once: true });
  const done = () => {
    signal.removeEventListener('abort', late);
    resolve();
  };
  const bytes = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = await reader.read();
          if (!piece.done) return controller.enqueue(piece.value);
          done();
          controller.close();
        } catch (error) {
          signal.removeEventListener('abort', late);
          reject(error);
          controller.error(error);
        }
      },
      cancel(reason) {
        done();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return { bytes: { ...download, bytes }, ended };
}
