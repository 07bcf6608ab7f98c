import { AdapterFailure } from '#contracts/failure.ts';
import type { AdapterFailureCode, AdapterFailureDetail } from '#contracts/failure.ts';
import { fields, isFields, numeric, readJson } from './json.ts';
import { NAME } from './name.ts';

/** Our own wording of each error: Meta's text may repeat what we sent, and its titles are being removed. */
type Meaning = readonly [as: AdapterFailureCode, why: string, retryAfterMs?: number, recipientOnly?: 'recipientOnly'];

const second = 1000;
const credentials: Meaning = ['unauthorized', 'the access token is not accepted'];
const permission: Meaning = ['unauthorized', 'the access token lacks a permission'];
const restricted: Meaning = ['unauthorized', 'Meta has restricted this account'];
const temporary: Meaning = ['unknown', 'a temporary fault; the message may have gone out'];
const parameter: Meaning = ['rejected', 'a parameter of the message is invalid'];
const templateParameters: Meaning = ['rejected', 'the parameters do not match the template'];
const registration: Meaning = ['misconfigured', 'the number is not fully registered'];

/** Failures by Meta's error code, because the HTTP status is not reliable. A code that is not listed is `unknown`. */
const MEANINGS: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [0, credentials],
  [190, credentials],
  [2500, credentials],
  [3, permission],
  [10, permission],
  [131005, permission],
  [368, restricted],
  [131031, restricted],

  // These are refused before anything is done.
  [4, ['rate_limited', 'too many calls by this app', 60 * second]],
  [80007, ['rate_limited', 'too many calls for this business account', 60 * second]],
  [130429, ['rate_limited', 'too many messages from this number', 2 * second]],
  // Meta advises 4^X seconds, where X counts the attempts. This is the first useful step; the sender increases it.
  [131056, ['rate_limited', 'too many messages to this recipient', 4 * second, 'recipientOnly']],

  [1, temporary],
  [2, temporary],
  [131000, temporary],
  [131016, temporary],
  [131057, temporary],
  [133004, temporary],
  [2494100, temporary],

  [131047, ['window_closed', 'the 24-hour window is closed: only a template can be sent']],
  [131051, ['unsupported', 'this type of message is not supported']],

  [33, ['misconfigured', 'the phone number id is unknown']],
  [131037, ['misconfigured', 'the display name of the number is not approved']],
  [131042, ['misconfigured', 'the business account has a payment problem']],
  [131045, registration],
  [131063, ['misconfigured', 'marketing messages are switched off for this number']],
  [133000, registration],
  [133005, registration],
  [133006, registration],
  [133008, registration],
  [133009, registration],
  [133010, registration],
  [133015, registration],
  [133016, registration],
  [134011, ['misconfigured', 'the payment terms are not accepted']],
  [136024, registration],

  [100, parameter],
  [131008, parameter],
  [131009, parameter],
  [135000, parameter],
  [130403, ['rejected', 'this business has blocked the recipient']],
  [130472, ['rejected', 'Meta holds this recipient out of marketing as an experiment']],
  [130497, ['rejected', 'this business may not message the recipient’s country']],
  [131021, ['rejected', 'sender and recipient are the same']],
  [131026, ['rejected', 'the recipient cannot receive it: no WhatsApp, or an outdated version']],
  [131030, ['rejected', 'a test number can only message listed recipients']],
  [131048, ['rejected', 'the number is limited because recipients complained']],
  [131049, ['rejected', 'Meta limits marketing messages to this recipient; do not retry within 24 hours']],
  [131050, ['rejected', 'the recipient has stopped marketing messages']],
  [131052, ['rejected', 'Meta could not download the media']],
  [131053, ['rejected', 'the media cannot be used: check its type, size and URL']],
  [131055, ['rejected', 'this way of sending is for marketing templates only']],
  [131062, ['rejected', 'this message needs a phone number']],
  [131064, ['rejected', 'the account is limited because of miscategorised templates']],
  [132000, templateParameters],
  [132001, ['rejected', 'the template is missing, not approved, or not available in this language']],
  [132005, ['rejected', 'the filled template is too long']],
  [132007, ['rejected', 'the template breaks a policy']],
  [132008, templateParameters],
  [132012, templateParameters],
  [132015, ['rejected', 'the template is paused']],
  [132016, ['rejected', 'the template is disabled']],
  [132018, templateParameters],
  [132068, ['rejected', 'the Flow is blocked']],
  [132069, ['rejected', 'the Flow is throttled']],
  [134100, ['rejected', 'this way of sending is for marketing templates only']],
  [134101, ['rejected', 'the template is still being copied']],
  [134102, ['rejected', 'the template is not eligible']],
  [137000, ['rejected', 'the identity of the recipient has changed']],
]);

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter?: string;
}

/** The failure in an answer; `undefined` if it is not one. Contains none of Meta's own text. */
export function refusal({ status, text, retryAfter }: Answer): AdapterFailure | undefined {
  const error = fields(readJson(text)).error;
  if (status < 400 && !isFields(error)) return undefined;

  const { code, fbtrace_id } = fields(error);
  const number = numeric(code);
  const [as, why, usualWait, recipientOnly] = meaningOf(number, status);
  const wait = as === 'rate_limited' ? (seconds(retryAfter) ?? usualWait) : undefined;
  const detail: AdapterFailureDetail = {
    httpStatus: status,
    ...(number !== undefined && { providerCode: String(number) }),
    ...(typeof fbtrace_id === 'string' && /^[\w-]{1,64}$/.test(fbtrace_id) && { trace: fbtrace_id }),
    ...(wait !== undefined && { retryAfterMs: wait }),
    ...(recipientOnly && { recipientOnly: true }),
  };
  return new AdapterFailure(NAME, as, `${why} (HTTP ${status}${number === undefined ? '' : `, code ${number}`})`, detail);
}

function meaningOf(code: number | undefined, status: number): Meaning {
  if (code !== undefined) {
    if (code >= 200 && code <= 299) return permission;
    return MEANINGS.get(code) ?? ['unknown', 'an error code that Deskbell does not know'];
  }
  if (status === 401) return credentials;
  if (status === 429) return ['rate_limited', 'too many calls', 60 * second];
  return ['unknown', 'an answer without an error that can be read'];
}

const LONGEST_WAIT = 24 * 60 * 60;

function seconds(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,9}$/.test(header) || Number(header) === 0) return undefined;
  return Math.min(Number(header), LONGEST_WAIT) * second;
}

const NEVER_LEFT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Keeps only the code of a failed call, because the library's error contains the token and the body. */
export function networkFailure(error: unknown): AdapterFailure {
  let cause = error;
  for (let depth = 0; depth < 5 && cause instanceof Error; depth += 1) {
    if ('code' in cause && NEVER_LEFT.has(cause.code)) {
      return new AdapterFailure(NAME, 'unreachable', `the Graph API cannot be reached (${String(cause.code)})`);
    }
    cause = cause.cause;
  }
  return new AdapterFailure(NAME, 'unknown', 'the connection ended before an answer arrived');
}
