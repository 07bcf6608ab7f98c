import CircuitBreaker from 'opossum';
import type { Account, Download } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';

const REST_MS = 5_000;
/** The account itself is in trouble; a refusal of one message is not, nor is "not so fast". */
const TROUBLE: ReadonlySet<string> = new Set(['unauthorized', 'unreachable', 'unknown', 'misconfigured']);

export type Call = keyof Account;
export type BreakerState = 'closed' | 'half-open' | 'open';

export interface Guarded {
  readonly account: Account;
  /** The worst of its calls. */
  state(): BreakerState;
  /** Kinds of calls that it stops at present, or lets through one at a time. */
  stopped(): readonly Call[];
  /** Ends its timers. What is still asked of it is "not now". */
  close(): void;
}

/**
 * Stops calling an account that keeps failing, for a few seconds at a time. Each kind of call has its own statistics: a media host
 * that hangs or read marks that fail must not stop sends, and looking for a send that succeeds must not hide that all sends fail.
 * Opossum's own timeout is off: it would reject while the request runs on. The deadline of the request decides, and means *unknown*.
 */
export function guarded(channel: string, account: Account): Guarded {
  const circuits = new Map<Call, CircuitBreaker<[() => Promise<unknown>]>>();
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
    stopped: () => [...circuits].flatMap(([call, circuit]) => (stateOf(circuit) === 'closed' ? [] : [call])),
    account: {
      send: (...given) => through('send', () => account.send(...given)),
      settle: (...given) => through('settle', () => account.settle(...given)),
      acknowledge: (...given) => through('acknowledge', () => account.acknowledge(...given)),
      check: (...given) => through('check', () => account.check(...given)),
      /** Has succeeded when the last byte is there: a host that hangs half way fails. */
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

  /** Made when it is first needed: each keeps timers. */
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
    if (closed) circuit.shutdown();
    circuits.set(call, circuit);
    return circuit;
  }
}

function notNow(channel: string): AdapterFailure {
  return new AdapterFailure(channel, 'rate_limited', 'the breaker of this account lets nothing through', {
    retryAfterMs: REST_MS,
  });
}

function stateOf(circuit: CircuitBreaker): BreakerState {
  return circuit.opened ? 'open' : circuit.halfOpen ? 'half-open' : 'closed';
}

/**
 * The same download, and how it ends: `ended` resolves after the last byte or when the reader wants no more, and rejects when the
 * source breaks off or the signal is aborted before.
 */
function watched(
  channel: string,
  download: Download,
  signal: AbortSignal,
): { readonly bytes: Download; readonly ended: Promise<void> } {
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const reader = download.bytes.getReader();
  const late = () => reject(new AdapterFailure(channel, 'unknown', 'the media did not come in time'));
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
