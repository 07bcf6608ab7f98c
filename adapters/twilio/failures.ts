import { z } from 'zod';
import { AdapterFailure } from '#contracts/failure.ts';
import type { AdapterFailureCode } from '#contracts/failure.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

interface Meaning {
  readonly as: AdapterFailureCode;
  readonly says: string;
  readonly retryAfterMs?: number;
}

/** Twilio's error codes that mean something other than "this message was refused". */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '20003': { as: 'unauthorized', says: 'the credentials are refused' },
  '20404': { as: 'misconfigured', says: 'not found: check the account sid' },
  '20429': { as: 'rate_limited', says: 'too many requests', retryAfterMs: SECOND },
  '21611': { as: 'rate_limited', says: 'the sender’s queue is full', retryAfterMs: MINUTE },
  '30001': { as: 'rate_limited', says: 'the queue is full', retryAfterMs: MINUTE },
  '30016': { as: 'rate_limited', says: 'a limit of the account is reached', retryAfterMs: MINUTE },
  '63001': { as: 'unauthorized', says: 'WhatsApp refuses the sender’s credentials' },
  '63002': { as: 'misconfigured', says: 'the sender is unknown to WhatsApp' },
  '63007': { as: 'misconfigured', says: 'the sender does not belong to this account' },
  '63008': { as: 'misconfigured', says: 'the sender is not set up completely' },
  '63010': { as: 'unknown', says: 'an error inside the channel' },
  '63012': { as: 'unknown', says: 'an error inside WhatsApp' },
  '63016': { as: 'window_closed', says: 'the 24-hour window is closed' },
  '63017': { as: 'rate_limited', says: 'the account’s rate limit is reached', retryAfterMs: SECOND },
  '63018': { as: 'rate_limited', says: 'a rate or messaging limit of WhatsApp is reached', retryAfterMs: MINUTE },
  '63020': { as: 'misconfigured', says: "the business has not accepted Twilio's invitation at Meta" },
  '63022': { as: 'misconfigured', says: 'the display name or its certificate is not valid' },
  '63023': { as: 'unknown', says: 'an unspecified error of the channel' },
  '63038': { as: 'rate_limited', says: 'the daily limit of the account is reached', retryAfterMs: HOUR },
  '63051': { as: 'misconfigured', says: 'the WhatsApp account is restricted' },
  '63062': { as: 'misconfigured', says: 'the terms for marketing messages are not accepted' },
};

/** Codes for a content item that no longer exists. */
const GONE = new Set(['20404', '21655']);

/** System errors of a connection that was never made. After any other error the request may have reached Twilio. */
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

const twilioError = z.object({ code: z.union([z.int(), z.string().regex(/^\d{1,6}$/)]) });

export function failure(code: AdapterFailureCode, says: string, detail?: ConstructorParameters<typeof AdapterFailure>[3]) {
  return new AdapterFailure('twilio', code, says, detail);
}

/** Converts a refusal. Keeps only Twilio's code, because its message repeats phone numbers and texts. */
export function refusal(status: number, body: unknown, headers: Headers): AdapterFailure {
  const read = twilioError.safeParse(body);
  const providerCode = read.success ? String(read.data.code) : undefined;
  const meaning = status >= 500 ? undefined : (MEANINGS[providerCode ?? ''] ?? byStatus(status));
  const as = meaning?.as ?? 'unknown';
  const says = meaning?.says ?? `an answer with status ${status}`;
  const trace = /^RQ[0-9a-f]{32}$/i.exec(headers.get('twilio-request-id') ?? '')?.[0];
  return failure(as, says, {
    httpStatus: status,
    ...(providerCode === undefined ? {} : { providerCode }),
    ...(trace === undefined ? {} : { trace }),
    ...(as === 'rate_limited' ? { retryAfterMs: retryAfter(headers) ?? meaning?.retryAfterMs ?? SECOND } : {}),
  });
}

/** Converts an error of `fetch`. Drops the error itself, because its cause may contain a URL. */
export function networkFailure(error: unknown): AdapterFailure {
  if (error instanceof AdapterFailure) return error;
  const code = systemCode(error);
  if (code !== undefined && NEVER_LEFT.has(code)) return failure('unreachable', `no connection (${code})`);
  return failure('unknown', code === undefined ? 'no answer' : `no answer (${code})`);
}

export function isGone(error: unknown): boolean {
  return error instanceof AdapterFailure && GONE.has(error.detail.providerCode ?? '');
}

function byStatus(status: number): Meaning | undefined {
  if (status === 401) return { as: 'unauthorized', says: 'the credentials are refused' };
  if (status === 429) return { as: 'rate_limited', says: 'too many requests' };
  if (status === 408 || status < 400) return undefined;
  return { as: 'rejected', says: 'refused' };
}

function retryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return seconds > 0 && Number.isFinite(seconds) ? Math.ceil(seconds * SECOND) : undefined;
}

/** Returns only system error codes: capital letters, digits and underscores. */
function systemCode(error: unknown): string | undefined {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : undefined;
}
