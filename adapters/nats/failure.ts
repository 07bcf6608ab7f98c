import { ErrorCode, NatsError } from 'nats';
import { AdapterFailure } from '#contracts/failure.ts';

/** Codes of the JetStream API. */
const WRONG_LAST_SEQUENCE = 10071;

/** Whether another process wrote the key since it was read. */
export function raced(error: unknown): boolean {
  return error instanceof NatsError && error.api_error?.err_code === WRONG_LAST_SEQUENCE;
}

export function notFound(error: unknown): boolean {
  return error instanceof NatsError && (error.code === '404' || error.api_error?.code === 404);
}

/** The error's code. The server's message is left out. */
export function codeOf(error: unknown): string {
  if (!(error instanceof NatsError)) return error instanceof Error ? error.name : 'unknown';
  return error.api_error ? `${error.code} ${error.api_error.err_code}` : error.code;
}

/** A broken connection is logged once, so the calls that waited for an answer log it at debug level. */
export function loudness(error: unknown): 'debug' | 'warn' {
  return codeOf(error) === ErrorCode.Disconnect ? 'debug' : 'warn';
}

export function asBusFailure(error: unknown): AdapterFailure {
  if (error instanceof AdapterFailure) return error;
  return new AdapterFailure('nats', 'unknown', `the server did not confirm the request (${codeOf(error)})`);
}
