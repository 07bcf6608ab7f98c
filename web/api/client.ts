import { type BodyOf, type ParamsOf, type QueryOf, type ResultOf, type Route, addressOf } from '#contracts/api/route.ts';
import type { z } from 'zod';

/** A call failed: there was no answer, or the server refused with this message. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  /** 0 when no answer came. */
  readonly status: number;
  /** The stable code of the refusal; empty when there is none. */
  readonly code: string;

  constructor(status: number, message: string, code = '') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Every call to the server goes through here. An answer of the wrong shape is a failure that names the field. */
export async function call<S extends z.ZodType>(shape: S, path: string, init: RequestInit = {}): Promise<z.output<S>> {
  const response = await fetch(path, init).catch(() => {
    throw new CallFailed(0, 'no answer');
  });
  if (!response.ok) throw await refused(response);
  const answer = shape.safeParse(await response.json().catch(() => undefined));
  if (answer.success) return answer.data;
  const issue = answer.error.issues[0];
  throw new CallFailed(response.status, `${path}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

interface Asking<R> {
  readonly query?: QueryOf<R>;
  readonly body?: BodyOf<R>;
  /** `Idempotency-Key`: a call that is repeated with the same one is done once. */
  readonly key?: string;
}

/** Calls a route of the server. What it takes and answers follows from the route. */
export async function ask<R extends Route>(route: R, params: ParamsOf<R>, asking: Asking<R> = {}): Promise<ResultOf<R>> {
  const answer = route.answers[200];
  if (answer?.kind !== 'json') throw new TypeError(`${route.name} does not answer with JSON`);
  const { headers, ...init }: RequestInit = route.body ? body(route.method, asking.body) : { method: route.method };
  const keyed = asking.key === undefined ? { ...headers } : { ...headers, 'idempotency-key': asking.key };
  return (await call(answer.shape, addressOf(route, params, asking.query), { ...init, headers: keyed })) as ResultOf<R>;
}

export function body(method: string, value: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** What an `application/problem+json` answer says. */
async function refused(response: Response): Promise<CallFailed> {
  const problem: unknown = await response.json().catch(() => undefined);
  const { code, detail, title } = (typeof problem === 'object' ? (problem ?? {}) : {}) as Readonly<Record<string, unknown>>;
  const sentence = [detail, title, response.statusText].find(isText) ?? String(response.status);
  return new CallFailed(response.status, sentence, isText(code) ? code : '');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
