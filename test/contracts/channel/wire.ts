/** A request that would have left this machine. */
export interface SentRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `follow` would let the provider redirect us, with our credentials, to any host. */
  readonly redirect: RequestRedirect;
}

/** Plays the provider: answers a request, or throws what `fetch` throws. */
export type Serve = (request: SentRequest) => Response | Promise<Response>;

export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  readonly sent: readonly SentRequest[];
}

/** A network with one provider. Nothing leaves the machine; `sent` contains everything that would have. */
export function wire(serve: Serve): Wire {
  const sent: SentRequest[] = [];
  // The signal of a `Request` stops working once the request is garbage collected (observed). `fetch` itself keeps it.
  const kept: unknown[] = [];
  return {
    sent,
    async fetch(input, init) {
      const request = new Request(input, init);
      kept.push(input, request);
      request.signal.throwIfAborted();
      const seen: SentRequest = {
        method: request.method,
        url: new URL(request.url),
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
        redirect: request.redirect,
      };
      sent.push(seen);
      return orAborted(init?.signal ?? request.signal, async () => serve(seen));
    },
  };
}

/** What Node's `fetch` rejects with if the connection fails. */
export function networkError(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(`${code} 127.0.0.1:443`), { code }) });
}

/** Never answers. Only the caller's signal ends the wait. */
export const silence: Serve = () => new Promise<Response>(() => {});

/** Starts an answer and breaks off in the middle. */
export const breaksOff: Serve = () =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"mess'));
        controller.error(networkError('UND_ERR_SOCKET'));
      },
    }),
    { headers: { 'content-type': 'application/json' } },
  );

function orAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work().then(resolve, reject);
  });
}
