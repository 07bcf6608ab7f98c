import type { Download } from '#contracts/channel.ts';
import { authorization, rebased } from './client.ts';
import type { TwilioAccount } from './config.ts';
import { failure, networkFailure, refusal } from './failures.ts';

const API = 'https://api.twilio.com';
/** WhatsApp's limit for a document. Twilio itself passes at most 16 MB. */
const MOST_BYTES = 100 * 1024 * 1024;
const MOST_REDIRECTS = 4;

/**
 * Downloads inbound media. Twilio's own URL needs the credentials and redirects to a storage host, which must not receive them. So
 * redirects are followed here, over https and only to the configured hosts.
 * @throws AdapterFailure
 */
export async function downloadMedia(
  config: TwilioAccount,
  fetch: typeof globalThis.fetch,
  address: string,
  signal: AbortSignal,
): Promise<Download> {
  if (signal.aborted) throw failure('unreachable', 'the deadline had passed before the call');
  const home = new URL(config.baseUrl ?? API).origin;
  let url = allowed(address, undefined, config, home);
  let credentials = url.origin === home;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const headers: Record<string, string> = credentials ? { authorization: authorization(config) } : {};
    const response = await fetch(url, { headers, redirect: 'manual', signal }).catch((error: unknown) => {
      throw networkFailure(error);
    });
    if (response.ok && response.body) return downloadOf(response, response.body);
    await response.body?.cancel().catch(() => undefined);
    const next = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || next === null) throw refusalOfMedia(response, credentials);
    url = allowed(next, url, config, home);
    credentials = false;
  }
  throw failure('rejected', 'the media has too many redirects');
}

function allowed(address: string, base: URL | undefined, config: TwilioAccount, home: string): URL {
  const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
  const bare = url !== undefined && url.username === '' && url.password === '';
  // URLs in webhooks have Twilio's host even if `baseUrl` replaces it.
  const known = bare && (url.origin === home || url.origin === API || storedAt(url, config.mediaHosts));
  if (!known) throw failure('rejected', 'the media is on a host that is not allowed');
  return rebased(url, config.baseUrl);
}

function storedAt(url: URL, hosts: readonly string[]): boolean {
  return url.protocol === 'https:' && hosts.includes(url.host);
}

/** A storage host that was not sent the credentials has not refused them. */
function refusalOfMedia({ status, headers }: Response, credentials: boolean): Error {
  if (status === 404 || status === 410) return failure('rejected', 'the media is no longer there', { httpStatus: status });
  if (status === 401 && !credentials) return failure('unknown', 'the media could not be downloaded', { httpStatus: status });
  return refusal(status, undefined, headers);
}

function downloadOf(response: Response, body: ReadableStream<Uint8Array>): Download {
  const size = Number(response.headers.get('content-length') ?? Number.NaN);
  if (size > MOST_BYTES) {
    void body.cancel().catch(() => undefined);
    throw failure('rejected', 'the media is too large');
  }
  const mimeType = response.headers.get('content-type') ?? 'application/octet-stream';
  return { mimeType, ...(Number.isSafeInteger(size) ? { size } : {}), bytes: body.pipeThrough(limited()) };
}

function limited(): TransformStream<Uint8Array, Uint8Array> {
  let seen = 0;
  return new TransformStream({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > MOST_BYTES) controller.error(failure('rejected', 'the media is too large'));
      else controller.enqueue(chunk);
    },
  });
}
