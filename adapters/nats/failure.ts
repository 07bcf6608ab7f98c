import { ErrorCode, NatsError } from 'nats';
import { AdapterFailure } from '#contracts/failure.ts';

/** Codes of the JetStream API. */
const WRONG_LAST_SEQUENCE = 10071;

/** Somebody else wrote the key since it was read. */
export function raced(error: unknown): boolean {
  return error instanceof NatsError && error.api_error?.err_code === WRONG_LAST_SEQUENCE;
}

export function notFound(error: unknown): boolean {
  return error instanceof NatsError && (error.code === '404' || error.api_error?.code === 404);
}

/** Names the failure by its code; the server's words stay out. */
export function codeOf(error: unknown): string {
  if (!(error instanceof NatsError)) return error instanceof Error ? error.name : 'unknown';
  return error.api_error ? `${error.code} ${error.api_error.err_code}` : error.code;
}

/** That the connection broke is said once, by itself, and not by everybody who waited for an answer. */
export function loudness(error: unknown): 'debug' | 'warn' {
  return codeOf(error) === ErrorCode.Disconnect ? 'debug' : 'warn';
}

export function asBusFailure(error: unknown): AdapterFailure {
  if (error instanceof AdapterFailure) return error;
  return new AdapterFailure('nats', 'unknown', `the server did not do it (${codeOf(error)})`);
}
