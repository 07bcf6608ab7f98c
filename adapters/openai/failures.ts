import { APIConnectionError, APIError } from 'openai';
import type { NoProposal } from '#contracts/assistant.ts';

export interface Failure {
  readonly why: NoProposal;
  /** A second call makes sense. */
  readonly again: boolean;
  readonly retryAfterMs?: number;
}

const NEVER_ARRIVED: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];
const UNTIL_PAID_MS = 10 * 60_000;
const DEFAULT_WAIT_MS = 20_000;

/** What an error of the library means. The error itself goes no further: it carries the server's words, which may repeat ours. */
export function failureOf(error: unknown, shortWaitMs: number): Failure {
  if (error instanceof APIConnectionError) {
    return { why: codes(error).some((code) => NEVER_ARRIVED.includes(code)) ? 'unreachable' : 'failed', again: true };
  }
  if (error instanceof APIError && typeof error.status === 'number') return refusal(error, error.status, shortWaitMs);
  // A connection that breaks while the answer comes has a code; an answer that is no JSON, or too large, has none.
  return codes(error).length > 0 ? { why: 'failed', again: true } : { why: 'unusable', again: false };
}

function refusal({ code, headers }: APIError, status: number, shortWaitMs: number): Failure {
  if (status === 401 || status === 403) return { why: 'unauthorized', again: false };
  if (status === 429) {
    if (code === 'insufficient_quota') return { why: 'busy', again: false, retryAfterMs: UNTIL_PAID_MS };
    const retryAfterMs = waitIn(headers);
    return { why: 'busy', again: retryAfterMs <= shortWaitMs, retryAfterMs };
  }
  if (status >= 500 || status === 408 || status === 409) return { why: 'failed', again: true };
  return { why: 'rejected', again: false };
}

function waitIn(headers: Headers | undefined): number {
  const [ms, seconds] = ['retry-after-ms', 'retry-after'].map((name) => Number.parseFloat(headers?.get(name) ?? ''));
  const wait = ms !== undefined && ms >= 0 ? ms : (seconds ?? Number.NaN) * 1_000;
  return wait >= 0 ? wait : DEFAULT_WAIT_MS;
}

/** The codes of an error and its causes. */
function codes(error: unknown): readonly string[] {
  const found: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if ('code' in at && typeof at.code === 'string') found.push(at.code);
  return found;
}
