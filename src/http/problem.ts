import type { Middleware } from 'koa';
import { type ErrorCode, errors } from '#contracts/api/errors.ts';
import { StoreFailure } from '#contracts/store.ts';

/** An error response in the form of RFC 9457: a stable code, and what to do about it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  /** Sent as the header `Retry-After`, in seconds. */
  readonly retryAfterSeconds: number | undefined;
  /** The query parameter or the field of the body that is wrong. */
  readonly field: string | undefined;

  constructor(status: number, code: string, whatToDo: string, retryAfterSeconds?: number, field?: string) {
    super(whatToDo);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
    this.field = field;
  }
}

/** A refusal with a code of the API; the status follows from it. `field` is named in the sentence, too. */
export function refusal(code: ErrorCode, whatToDo: string, field?: string): Problem {
  return new Problem(errors[code].status, code, field === undefined ? whatToDo : `${field}: ${whatToDo}`, undefined, field);
}

/** The only place where an error becomes a status. An unexpected error is logged by name and answered with a plain 500. */
export function problems(report: (error: unknown, path: string) => void): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body == null) throw new Problem(404, 'not_found', 'There is nothing at this address.');
    } catch (error) {
      const problem = asProblem(error);
      // Deliberate refusals are counted but not logged: a line for each would let anybody fill the disk.
      if (problem.status >= 500 && !(error instanceof Problem)) report(error, ctx.path);
      ctx.status = problem.status;
      if (problem.retryAfterSeconds !== undefined) ctx.set('Retry-After', String(problem.retryAfterSeconds));
      ctx.type = 'application/problem+json';
      const { status, code, message: detail, field } = problem;
      ctx.body = JSON.stringify({ type: 'about:blank', status, code, detail, field });
    }
  };
}

const STORE_FAILED: Readonly<Record<StoreFailure['happened'], string>> = {
  no: 'The request could not be stored. Send it again.',
  unknown: 'The request may have been stored. Send it again, with the same `Idempotency-Key` if it changes something.',
};

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreFailure && error.code !== 'invalid')
    return new Problem(503, `store_${error.code}`, STORE_FAILED[error.happened]);
  return new Problem(500, 'unexpected', 'An unexpected error occurred. The server log names it.');
}
