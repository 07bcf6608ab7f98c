import type { Account, Download } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import type { Bytes, Graph } from './client.ts';
import type { AccountConfig } from './config.ts';
import { networkFailure, refusal } from './errors.ts';
import { fields, numeric, words } from './json.ts';
import { NAME } from './name.ts';

const MOST_REDIRECTS = 3;

/**
 * Downloads media from a customer. The id is preferred, because it gives a fresh URL (valid for 5 minutes) with the size and type.
 * Every URL, including redirects, must be on one of the account's media hosts, because they receive the token.
 */
export function downloads(config: AccountConfig, graph: Graph): Account['download'] {
  return async ({ providerMediaId, url }, signal) => {
    const about = providerMediaId === undefined ? {} : await metadata(providerMediaId, signal);
    const address = words(about.url) ?? (providerMediaId === undefined ? url : undefined);
    if (address === undefined) throw new AdapterFailure(NAME, 'rejected', 'the media has neither an id nor a URL');

    const { headers, body } = await follow(address, providerMediaId !== undefined, signal);
    const size = length(headers['content-length']) ?? length(about.file_size);
    return {
      mimeType: words(about.mime_type) ?? headers['content-type'] ?? 'application/octet-stream',
      ...(size !== undefined && { size }),
      bytes: guarded(body, signal),
    };
  };

  /** With the phone number id, Meta checks that the media was sent to this number. */
  async function metadata(id: string, signal: AbortSignal) {
    return fields(await graph.get(encodeURIComponent(id), { phone_number_id: config.phoneNumberId }, signal));
  }

  async function follow(address: string, tokenAccepted: boolean, signal: AbortSignal): Promise<Bytes> {
    let next = allowed(address);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const answer = await graph.stream(next.href, signal);
      if (answer.status >= 200 && answer.status < 300) return answer;
      await answer.body?.cancel().catch(() => {});
      if (answer.status < 300 || answer.status >= 400) throw notServed(answer.status, tokenAccepted);
      next = allowed(answer.headers.location ?? '', next);
    }
    throw new AdapterFailure(NAME, 'rejected', 'the media has too many redirects');
  }

  function allowed(address: string, from?: URL): URL {
    const url = URL.parse(address, from?.href);
    const secure = url?.protocol === 'https:' || url?.protocol === new URL(config.baseUrl).protocol;
    if (!url || !secure || url.username !== '' || url.password !== '' || !config.mediaHosts.includes(url.host)) {
      throw new AdapterFailure(NAME, 'rejected', 'the media is not on one of the provider’s hosts');
    }
    return url;
  }
}

/** After the Graph API has accepted the token, a refusal by the media host says nothing about the account. */
function notServed(status: number, tokenAccepted: boolean): AdapterFailure {
  if (status === 404 || status === 410) return new AdapterFailure(NAME, 'rejected', 'the media is gone', { httpStatus: status });
  const refused = refusal({ status, text: '' });
  if (refused && !(refused.code === 'unauthorized' && tokenAccepted)) return refused;
  return new AdapterFailure(NAME, 'unknown', 'the media could not be downloaded', { httpStatus: status });
}

function length(value: unknown): number | undefined {
  const bytes = numeric(value);
  return bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

/**
 * Passes the bytes through until the signal aborts. An error in between becomes an AdapterFailure, because the library's error
 * would contain the token.
 */
function guarded(body: Bytes['body'], signal: AbortSignal): Download['bytes'] {
  const reader = body?.getReader();
  const letGo = async () => reader?.cancel().catch(() => {});
  return new ReadableStream({
    start(controller) {
      signal.addEventListener('abort', () => {
        controller.error(networkFailure(signal.reason));
        void letGo();
      });
    },
    async pull(controller) {
      try {
        const piece = await reader?.read();
        if (!piece || piece.done) return controller.close();
        controller.enqueue(piece.value);
      } catch (error) {
        controller.error(networkFailure(error));
      }
    },
    cancel: letGo,
  });
}
