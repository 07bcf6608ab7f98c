import { type BodyOf, type ParamsOf, type QueryOf, type ResultOf, type Route, addressOf } from '#contracts/api/route.ts';
import { createEventHook } from '@vueuse/core';
import type { z } from 'zod';

/** A call failed: there was no answer, or the server refused with this message. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  /** 0 when no answer came. */
  readonly status: number;
  /** The server's code for it; empty without one. */
  readonly code: string;

  constructor(status: number, message: string, code = '') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Calls back when the server says that nobody is signed in. */
export const whenSignedOut = createEventHook<{ readonly side: 'tenant' | 'platform' }>();

/** Every call to the server goes through here. An answer of the wrong shape is a failure that names the field. */
export async function call<S extends z.ZodType>(shape: S, path: string, init: RequestInit = {}): Promise<z.output<S>> {
  const response = await fetch(path, init).catch(() => {
    throw new CallFailed(0, 'no answer');
  });
  if (!response.ok) {
    const failed = await failureOf(response);
    if (failed.code === 'signed_out')
      void whenSignedOut.trigger({ side: path.startsWith('/api/admin/') ? 'platform' : 'tenant' });
    throw failed;
  }
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
  /** `If-Match`: the version of what is changed, as it was read. */
  readonly version?: number;
}

/** Calls a route of the server. What it takes and answers follows from the route. */
export async function ask<R extends Route>(route: R, params: ParamsOf<R>, asking: Asking<R> = {}): Promise<ResultOf<R>> {
  const answer = route.answers[200];
  if (answer?.kind !== 'json') throw new TypeError(`${route.name} does not answer with JSON`);
  const { headers, ...init }: RequestInit = route.body ? body(route.method, asking.body) : { method: route.method };
  const more = {
    ...headers,
    ...(asking.key === undefined ? {} : { 'idempotency-key': asking.key }),
    ...(asking.version === undefined ? {} : { 'if-match': `"${asking.version}"` }),
  };
  return (await call(answer.shape, addressOf(route, params, asking.query), { ...init, headers: more })) as ResultOf<R>;
}

export function body(method: string, value: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** The `detail` and the `code` of an `application/problem+json` answer. */
async function failureOf(response: Response): Promise<CallFailed> {
  const problem: unknown = await response.json().catch(() => undefined);
  const field = (name: string) => {
    const value = typeof problem === 'object' && problem !== null ? (problem as Record<string, unknown>)[name] : undefined;
    return typeof value === 'string' ? value : '';
  };
  const sentence = field('detail') || field('title') || response.statusText || String(response.status);
  return new CallFailed(response.status, withoutField(sentence, field('field')), field('code'));
}

/** The server names the field for programs. People see which one it is. */
function withoutField(sentence: string, field: string): string {
  const bare = field !== '' && sentence.startsWith(`${field}: `) ? sentence.slice(field.length + 2) : sentence;
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}
