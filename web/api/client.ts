import { type BodyOf, type ParamsOf, type QueryOf, type ResultOf, type Route, addressOf } from '#contracts/api/route.ts';
import type { z } from 'zod';

/** A call failed: there was no answer, or the server refused with this message. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  /** 0 when no answer came. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Every call to the server goes through here. An answer of the wrong shape is a failure that names the field. */
export async function call<S extends z.ZodType>(shape: S, path: string, init: RequestInit = {}): Promise<z.output<S>> {
  const response = await fetch(path, init).catch(() => {
    throw new CallFailed(0, 'no answer');
  });
  if (!response.ok) throw new CallFailed(response.status, await sentence(response));
  const answer = shape.safeParse(await response.json().catch(() => undefined));
  if (answer.success) return answer.data;
  const issue = answer.error.issues[0];
  throw new CallFailed(response.status, `${path}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

interface Asking<R> {
  readonly query?: QueryOf<R>;
  readonly body?: BodyOf<R>;
}

/** Calls a route of the server. What it takes and answers follows from the route. */
export async function ask<R extends Route>(route: R, params: ParamsOf<R>, asking: Asking<R> = {}): Promise<ResultOf<R>> {
  const answer = route.answers[200];
  if (answer?.kind !== 'json') throw new TypeError(`${route.name} does not answer with JSON`);
  const init = route.body ? body(route.method, asking.body) : { method: route.method };
  return (await call(answer.shape, addressOf(route, params, asking.query), init)) as ResultOf<R>;
}

export function body(method: string, value: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** The `detail` of an `application/problem+json` answer. */
async function sentence(response: Response): Promise<string> {
  const problem: unknown = await response.json().catch(() => undefined);
  if (typeof problem !== 'object' || problem === null) return response.statusText || String(response.status);
  if ('detail' in problem && typeof problem.detail === 'string') return problem.detail;
  if ('title' in problem && typeof problem.title === 'string') return problem.title;
  return String(response.status);
}
