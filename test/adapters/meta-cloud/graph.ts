import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { SendingSamples, MediaSamples } from '#test/contracts/channel.ts';
import type { SentRequest, Serve } from '#test/contracts/channel/wire.ts';
import { SENDER } from './payloads.ts';

export const TOKEN = 'EAAtoken0123456789';

const SCHEMA = new URL('../../../../shared/specs/meta-whatsapp.messages.schema.json', import.meta.url);
export const hasSchema = existsSync(SCHEMA);
const isMessage = hasSchema
  ? new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')))
  : undefined;

/** The rules that hold without the schema, then the schema where it is. */
export function validate({ method, url, headers, body }: SentRequest): void {
  const problems: string[] = [];
  if (method !== 'POST' || url.href !== `https://graph.facebook.com/v25.0/${SENDER}/messages`)
    problems.push(`${method} ${url.href}`);
  if (headers.authorization !== `Bearer ${TOKEN}`) problems.push('the token is not where it belongs');
  if (!headers['content-type']?.startsWith('application/json')) problems.push(`content type ${headers['content-type']}`);
  const message: unknown = JSON.parse(body);
  if (isMessage && !isMessage(message)) {
    problems.push(JSON.stringify(isMessage.errors?.filter(({ keyword }) => keyword !== 'oneOf').slice(0, 6)), body);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

export const accepts: Serve = () =>
  Response.json({
    messaging_product: 'whatsapp',
    contacts: [{ input: '+15550001111', wa_id: '15550001111' }],
    messages: [{ id: 'wamid.OUT1', message_status: 'accepted' }],
  });

/** A refusal in Meta's own form. */
export function refuses(code: number, status = 400, headers: Record<string, string> = {}): () => Response {
  const error = {
    message: `(#${code}) refused`,
    type: 'OAuthException',
    code,
    error_data: { details: 'details' },
    fbtrace_id: 'Trace_1',
  };
  return () => Response.json({ error }, { status, headers });
}

const as = (
  what: string,
  code: number,
  meaning: SendingSamples['refuses'][number]['as'],
  retryAfterMs?: number,
  status?: number,
): SendingSamples['refuses'][number] => ({
  what: `${what} (${code})`,
  with: refuses(code, status),
  as: meaning,
  providerCode: String(code),
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

export const refusals: SendingSamples['refuses'] = [
  as('an expired token', 190, 'unauthorized', undefined, 401),
  as('a failed authentication', 0, 'unauthorized'),
  as('a missing permission', 10, 'unauthorized', undefined, 403),
  as('a missing permission', 200, 'unauthorized'),
  as('a missing permission', 299, 'unauthorized'),
  as('a restricted account', 131031, 'unauthorized'),
  as('too many calls', 4, 'rate_limited', 60_000),
  as('too many calls for the account', 80007, 'rate_limited', 60_000),
  as('throughput', 130429, 'rate_limited', 2_000, 429),
  as('the rate of a pair', 131056, 'rate_limited', 4_000),
  {
    what: 'throughput with a time of its own',
    with: refuses(130429, 429, { 'retry-after': '30' }),
    as: 'rate_limited',
    retryAfterMs: 30_000,
  },
  { what: 'a bare 429', with: () => new Response('slow down', { status: 429 }), as: 'rate_limited', retryAfterMs: 60_000 },
  { what: 'a bare 401', with: () => new Response(null, { status: 401 }), as: 'unauthorized' },
  as('a closed window', 131047, 'window_closed'),
  as('a wrong parameter', 100, 'rejected'),
  as('an undeliverable recipient', 131026, 'rejected'),
  as('a recipient who stopped marketing', 131050, 'rejected'),
  as('marketing held back', 131049, 'rejected'),
  as('a template that is not there', 132001, 'rejected', undefined, 404),
  as('a paused template', 132015, 'rejected'),
  as('an unsupported type', 131051, 'unsupported'),
  as('an unregistered number', 133010, 'misconfigured'),
  as('a payment problem', 131042, 'misconfigured'),
  as('an unknown number id', 33, 'misconfigured'),
  as('something went wrong', 131000, 'unknown', undefined, 500),
  as('an overloaded service', 131016, 'unknown', undefined, 503),
  as('a temporary fault', 2, 'unknown'),
  as('maintenance', 131057, 'unknown'),
  as('a code that nobody knows', 987654, 'unknown'),
  { what: 'an error with status 200', with: refuses(131047, 200), as: 'window_closed' },
];

const BYTES = new TextEncoder().encode('not really a picture');
const METADATA = { messaging_product: 'whatsapp', mime_type: 'image/jpeg', sha256: 'q80=', file_size: BYTES.length, id: '555' };
const inGraph = (request: SentRequest) => request.url.host === 'graph.facebook.com';

export const media: MediaSamples = {
  source: { providerMediaId: '555', url: 'https://lookaside.fbsbx.com/old' },
  serves: (request) =>
    inGraph(request)
      ? Response.json({ ...METADATA, url: 'https://lookaside.fbsbx.com/whatsapp/?mid=555' })
      : new Response(BYTES, { headers: { 'content-type': 'image/jpeg' } }),
  bytes: BYTES,
  mimeType: 'image/jpeg',
  hosts: ['graph.facebook.com', 'lookaside.fbsbx.com'],
  trusted: ['graph.facebook.com', 'lookaside.fbsbx.com'],
  redirects: (address) => (request) =>
    inGraph(request)
      ? Response.json({ ...METADATA, url: address.includes('graph.facebook.com') ? 'https://lookaside.fbsbx.com/1' : address })
      : new Response(null, { status: 302, headers: { location: address } }),
  gone: refuses(100, 400),
};
