import type { Connection } from '#contracts/channel.ts';
import type { WebhookAnswer, WebhookRequest } from '#contracts/webhook-source.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import type { ConnectionConfig } from './config.ts';
import { readWebhook } from './inbound.ts';
import { NAME } from './name.ts';
import { isGenuine, isSameText } from './signature.ts';

const utf8 = new TextDecoder();

/** The webhook side of one Meta app. */
export function connect({ appSecrets, verifyToken }: ConnectionConfig): Connection {
  return {
    acknowledgement: { status: 200, type: 'text/plain; charset=utf-8', body: 'stored' },
    handshake: (request) => (request.method === 'GET' ? handshake(request, verifyToken) : undefined),
    receive({ headers, body }, receivedAt) {
      if (!isGenuine(headers['x-hub-signature-256'], body, appSecrets)) {
        throw new AdapterFailure(NAME, 'forged', 'the signature does not match the body');
      }
      return readWebhook(utf8.decode(body), receivedAt);
    },
  };
}

/** Meta sends this request when the callback URL is entered. The challenge is returned unchanged. */
function handshake({ url }: WebhookRequest, verifyToken: string): WebhookAnswer | undefined {
  const query = URL.parse(url, 'http://127.0.0.1')?.searchParams;
  const challenge = query?.get('hub.challenge');
  if (query?.get('hub.mode') !== 'subscribe' || !challenge) return undefined;
  if (!isSameText(query.get('hub.verify_token') ?? '', verifyToken)) return undefined;
  return { status: 200, type: 'text/plain; charset=utf-8', body: challenge };
}
