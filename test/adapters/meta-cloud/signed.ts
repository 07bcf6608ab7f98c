import { createHmac } from 'node:crypto';
import type { WebhookRequest } from '#contracts/webhook-source.ts';

export const VERIFY_TOKEN = 'verify-token-of-the-test';

/** Meta writes non-ASCII as lower-case `\uXXXX`, and signs that text. */
export function write(payload: unknown): string {
  const json = JSON.stringify(payload) ?? 'null';
  return json.replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function sign(body: string, secret: string): WebhookRequest {
  const bytes = new TextEncoder().encode(body);
  const signature = `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;
  return {
    method: 'POST',
    url: 'https://desk.example/webhooks/connection-1',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body: bytes,
  };
}

export function asks(query: Readonly<Record<string, string>>): WebhookRequest {
  const url = `https://desk.example/webhooks/connection-1?${new URLSearchParams(query)}`;
  return { method: 'GET', url, headers: {}, body: new Uint8Array() };
}
