import type { z } from 'zod';
import type { Caller, Client } from '../access.ts';
import type { TenantStore, Write } from '../store.ts';
import type { Answer, Answers, NamesIn, Route } from './route.ts';

/** What a handler gets: the parsed request, who calls, and the data of the tenant in the path. It cannot reach another tenant's. */
export type Asked<R> =
  R extends Route<infer P, infer Q, infer B, infer A>
    ? {
        readonly params: Readonly<Record<NamesIn<P>, string>>;
        readonly query: z.output<Q>;
        readonly body: B extends z.ZodType ? z.output<B> : undefined;
        readonly caller: Caller;
        readonly client: Client;
        /** Lines for the batch of the effect: they keep the reply for a call that is repeated with its `Idempotency-Key`. */
        readonly keeps: (reply: Reply<A>) => readonly Write[];
        /** From `If-Match`; 0 unless the route needs it. */
        readonly version: number;
      } & ('tenant' extends NamesIn<P> ? { readonly tenant: TenantStore } : {})
    : never;

export interface FileReply {
  readonly bytes: ReadableStream<Uint8Array>;
  /** Content type. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** Whether a browser may show it instead of saving it. */
  readonly shown: boolean;
}
/** Calls `send` for each event until the function that it returns is called. */
export type Follow<E> = (send: <N extends keyof E & string>(event: N, data: OutputOf<E[N]>) => void) => () => void;
type OutputOf<S> = S extends z.ZodType ? ReadonlyDeep<z.output<S>> : never;

export type ReadonlyDeep<T> = T extends readonly (infer I)[]
  ? readonly ReadonlyDeep<I>[]
  : T extends object
    ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> }
    : T;

type ReplyOf<A extends Answer> = A extends { readonly kind: 'json'; readonly shape: infer S }
  ? { readonly body: OutputOf<S>; readonly setCookie?: string }
  : A extends { readonly kind: 'events'; readonly events: infer E }
    ? { readonly follow: Follow<E> }
    : { readonly file: FileReply };
/** One of the answers that the route declares. */
export type Reply<A extends Answers> = {
  [S in keyof A & number]: { readonly status: S; readonly version?: number } & ReplyOf<A[S]>;
}[keyof A & number];

export type Handler<R> = R extends Route<string, infer _Q, infer _B, infer A> ? (asked: Asked<R>) => Promise<Reply<A>> : never;

/** A reply without the types of its route. */
export interface AnyReply {
  readonly status: number;
  /** Sent as `ETag`. */
  readonly version?: number;
  readonly body?: unknown;
  readonly setCookie?: string;
  readonly file?: FileReply;
  readonly follow?: (send: (event: string, data: unknown) => void) => () => void;
}
export interface AnyAsked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly caller: Caller;
  readonly client: Client;
  readonly keeps: (reply: AnyReply) => readonly Write[];
  readonly version: number;
  readonly tenant: TenantStore | undefined;
}
/** A route with what does it. */
export interface Served {
  readonly route: Route;
  readonly handle: (asked: AnyAsked) => Promise<AnyReply>;
}

/** Pairs a route with its handler. One that does not fit the route does not compile. */
export function served<R extends Route>(route: R, handle: Handler<R>): Served {
  return { route, handle: handle as unknown as Served['handle'] };
}
