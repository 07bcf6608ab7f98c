import { z } from 'zod';
import type { ErrorCode } from './errors.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call a route: people of a tenant, operators of the platform, whoever plays with the sandbox, or anybody. */
export type Boundary = 'tenant' | 'platform' | 'sandbox' | 'open';

/** What a route belongs to, with a sentence for the reader of its description. */
export const TAGS = {
  access: 'Signing in, and who may do what.',
  tenants: 'Businesses.',
  'set-up': 'A business, its number, and what it offers.',
  conversations: 'Threads with customers, and what people do to them.',
  messages: 'What agents send to customers.',
  notes: 'Private notes of the team.',
  'canned replies': 'Texts that are written once and used often.',
  contacts: 'People who wrote: what there is of them, and erasing it.',
  bookings: 'Appointments.',
  activity: 'What happened lately, and what needs a look.',
  files: 'Pictures and documents that customers sent.',
  platform: 'The state of this installation, and the description of its API.',
  sandbox: 'The clock and the phones of the sandbox.',
} as const;
export type Tag = keyof typeof TAGS;

export type Answer =
  | { readonly kind: 'json'; readonly shape: z.ZodType; readonly says: string }
  /** A file, with its own content type. */
  | { readonly kind: 'bytes'; readonly says: string }
  /** Server-sent events, by name. The answer stays open. */
  | { readonly kind: 'events'; readonly events: Readonly<Record<string, z.ZodType>>; readonly says: string };
export type Answers = Readonly<Record<number, Answer>>;

/** The names of the parameters in a path: `tenant` and `id` of `/tenants/:tenant/files/:id`. */
export type NamesIn<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;

/** The server, the description (OpenAPI), the pages' client and the tests are all made of these values. */
export interface Route<
  P extends string = string,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType | undefined = z.ZodType | undefined,
  A extends Answers = Answers,
> {
  /** Unique; a verb and what it is about, like `listConversations`. */
  readonly name: string;
  readonly method: Method;
  /** Parameters are written `:name`. `:tenant` is the tenant whose data the route reaches. */
  readonly path: P;
  readonly boundary: Boundary;
  /** What the caller must be allowed to do, as in `contracts/access.ts`. Empty if it is enough to be signed in, or if anybody may. */
  readonly permission: string;
  /** One for each name in the path. A value that does not fit is answered like something that is not there. */
  readonly params: Readonly<Record<NamesIn<P>, z.ZodType<string>>>;
  readonly query: Q;
  readonly body: B;
  /** By status, without the errors. */
  readonly answers: A;
  /** Its own errors; those that follow from its parts are added by `errorsOf`. */
  readonly errors: readonly ErrorCode[];
  /** Whether a repeated call with the same `Idempotency-Key` is done once. Only for routes of a tenant: the answer is kept there. */
  readonly takesIdempotencyKey: boolean;
  /**
   * `answers`: its answer carries the version of what it shows, as `ETag`. `needs`: the caller must name that version in `If-Match`,
   * so that nobody overwrites what they have not seen.
   */
  readonly version: 'none' | 'answers' | 'needs';
  /** One sentence. */
  readonly says: string;
  readonly tags: readonly Tag[];
}

type NoQuery = z.ZodObject<{}, z.core.$strict>;
type Declared<P extends string, Q extends z.ZodObject, B extends z.ZodType | undefined, A extends Answers> = Pick<
  Route<P, Q, B, A>,
  'name' | 'method' | 'path' | 'boundary' | 'permission' | 'params' | 'answers' | 'says' | 'tags'
> &
  Partial<Pick<Route<P, Q, B, A>, 'query' | 'body' | 'errors' | 'takesIdempotencyKey' | 'version'>>;

/** Without a query it takes none, and without a body none. */
export function defineRoute<
  const P extends string,
  const A extends Answers,
  Q extends z.ZodObject = NoQuery,
  B extends z.ZodType | undefined = undefined,
>(declared: Declared<P, Q, B, A>): Route<P, Q, B, A> {
  return {
    errors: [],
    takesIdempotencyKey: false,
    version: 'none',
    ...declared,
    query: declared.query ?? (z.strictObject({}) as unknown as Q),
    body: declared.body as B,
  };
}

export function json<S extends z.ZodType>(shape: S, says: string): { kind: 'json'; shape: S; says: string } {
  return { kind: 'json', shape, says };
}

export function bytes(says: string): { kind: 'bytes'; says: string } {
  return { kind: 'bytes', says };
}

export function events<E extends Readonly<Record<string, z.ZodType>>>(
  named: E,
  says: string,
): { kind: 'events'; events: E; says: string } {
  return { kind: 'events', events: named, says };
}

/** Its own errors, and those that any route with such a query, body or tenant has. */
export function errorsOf({ path, boundary, query, body, version, errors, takesIdempotencyKey }: Route): readonly ErrorCode[] {
  const implied: readonly ErrorCode[] = [
    ...(Object.keys(query.shape).length > 0 ? (['bad_query'] as const) : []),
    ...(body ? (['bad_json', 'bad_body', 'broken_body', 'too_large', 'not_json', 'busy'] as const) : []),
    ...(version === 'needs' ? (['version_missing', 'version_changed'] as const) : []),
    ...(boundary === 'tenant' || boundary === 'platform' ? (['signed_out', 'forbidden'] as const) : []),
    ...(path.includes('/:tenant') ? (['not_found'] as const) : []),
    ...(takesIdempotencyKey ? (['bad_idempotency_key', 'idempotency_mismatch'] as const) : []),
  ];
  return [...new Set([...errors, ...implied])];
}

/** Whether its answers have an `ETag`. What was deleted has no version any more. */
export function carriesVersion({ version, method }: Pick<Route, 'version' | 'method'>): boolean {
  return version !== 'none' && method !== 'DELETE';
}

export type ParamsOf<R> = R extends Route<infer P> ? Readonly<Record<NamesIn<P>, string>> : never;
/** What a caller writes into the query. */
export type QueryOf<R> = R extends Route<string, infer Q> ? Readonly<z.input<Q>> : never;
/** What a caller sends. */
export type BodyOf<R> = R extends Route<string, z.ZodObject, infer B> ? (B extends z.ZodType ? z.input<B> : undefined) : never;
/** The body of the answer 200. */
export type ResultOf<R> = R extends { readonly answers: { readonly 200: { readonly shape: infer S extends z.ZodType } } }
  ? z.output<S>
  : never;

/** The path and query of a call. */
export function addressOf<R extends Route>(route: R, params: ParamsOf<R>, query?: QueryOf<R>): string {
  const values: Readonly<Record<string, string>> = params;
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (typeof value === 'string' || typeof value === 'number') asked.set(name, `${value}`);
  return asked.size > 0 ? `${path}?${asked}` : path;
}
