import { createHmac } from 'node:crypto';

/** A business number of a Meta app, as the bench sets it up. */
export const META = {
  connectionId: 'bench-connection-0123456789',
  appSecret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  verifyToken: 'bench-verify',
  phoneNumberId: '106540352240001',
  wabaId: '102290129340398',
} as const;

export interface BodyOptions {
  /** Makes message ids of different runs different. */
  readonly run: string;
  readonly number: number;
  /** The number of customers who send the messages. */
  readonly people: number;
  readonly text: string;
  /** A tap on an option instead of the text. */
  readonly tapped?: Tapped | undefined;
}

export interface Tapped {
  readonly by: 'button' | 'list';
  readonly id: string;
  readonly title: string;
}

export function customerOf(number: number, people: number) {
  const from = String(447_700_000_000 + (number % people));
  return { from, userId: `GB.${from}` };
}

/** A customer's message as the Cloud API posts it. Its id ends with `.<number>`. */
export function webhookBody({ run, number, people, text, tapped }: BodyOptions): string {
  const { from, userId } = customerOf(number, people);
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: META.wabaId,
        changes: [
          {
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '442079460018', phone_number_id: META.phoneNumberId },
              contacts: [{ profile: { name: 'Ana Prueba' }, wa_id: from, user_id: userId }],
              messages: [
                {
                  from,
                  from_user_id: userId,
                  id: `wamid.${run}.${number}`,
                  timestamp: String(Math.floor(Date.now() / 1000)),
                  ...(tapped ? interactive(tapped) : { text: { body: text }, type: 'text' }),
                },
              ],
            },
            field: 'messages',
          },
        ],
      },
    ],
  });
}

function interactive({ by, id, title }: Tapped) {
  return { interactive: { type: `${by}_reply`, [`${by}_reply`]: { id, title } }, type: 'interactive' };
}

export function signatureOf(body: string): string {
  return `sha256=${createHmac('sha256', META.appSecret).update(body).digest('hex')}`;
}

/** The complete signed request, so that signing takes no time while the clock runs. */
export function requestBytes(path: string, body: string): Buffer {
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
      `X-Hub-Signature-256: ${signatureOf(body)}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
