import type { Caller } from '#contracts/access.ts';
import type { Route } from '#contracts/api/route.ts';
import type { EpochMs } from '#contracts/clock.ts';
import { type KeptAnswer, keptAnswers } from '#contracts/records/api.ts';
import { type Stored, type TenantStore, type Write, StoreFailure, put } from '#contracts/store.ts';
import { canonical, sha256 } from '#core/ids/canonical.ts';
import { Problem, refusal } from './problem.ts';
import type { AnyReply } from '#contracts/api/served.ts';

/** How long an answer is kept, in milliseconds. */
const KEPT_MS = 24 * 3_600_000;
const KEY = /^[!-~]{1,200}$/;

/** The lines that keep a reply for a repeated call, to be written in the batch of its effect. None for a call without a key. */
export type Keeps = (reply: AnyReply) => readonly Write[];
export const keepsNothing: Keeps = () => [];

/** The key of a call; `undefined` if it has none. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (!KEY.test(header))
    throw refusal('bad_idempotency_key', 'Send an `Idempotency-Key` of 1 to 200 visible ASCII characters, such as a UUID.');
  return header;
}

interface Call {
  readonly route: Route;
  readonly caller: Caller;
  readonly key: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  /** Of `If-Match`. */
  readonly version: number;
}

/**
 * Does a call once, however often it comes with the same key. Its answer is written in the batch of its effect, so either both are
 * there or none. The answer's id is unique: of two calls at the same moment, on whichever instances, one commits, and the other one
 * answers with what that one kept. So no call is ever found half done. A refusal is not kept, because nothing was done.
 *
 * That holds for a handler that puts `keeps` into its batch. For any other, the answer is kept afterwards: if the instance is killed in
 * between, or two calls come at the same moment, the effect may happen twice.
 */
export async function answeredOnce(
  store: TenantStore,
  now: EpochMs,
  { route, caller, key, params, query, body, version }: Call,
  handle: (store: TenantStore, keeps: Keeps) => Promise<AnyReply>,
): Promise<AnyReply> {
  const id = sha256(canonical([caller.kind, caller.id, route.name, key]));
  const request = sha256(canonical([params, query ?? null, body ?? null, version]));
  const was = await store.get(keptAnswers, id);
  if (was && was.value.expiresAt > now) return again(was);

  let isKept = false;
  const keeps: Keeps = ({ status, version: shown, body: answer }) => [
    put(keptAnswers, was, {
      id,
      request,
      status,
      ...(shown === undefined ? {} : { version: shown }),
      body: JSON.stringify(answer),
      conversationId: params['conversation'] ?? '',
      expiresAt: now + KEPT_MS,
    }),
  ];
  const guarded: TenantStore = {
    ...store,
    async commit(writes, events) {
      const outcome = await store.commit(writes, events);
      if (outcome.kind === 'committed') isKept ||= writes.some(({ collection }) => collection.name === keptAnswers.name);
      else if (outcome.collection === keptAnswers.name) throw new Overtaken();
      return outcome;
    },
  };
  try {
    const reply = await handle(guarded, keeps);
    // Nothing had to be done. A repeated call must not do it later, either.
    if (!isKept) await guarded.commit(keeps(reply));
    return reply;
  } catch (error) {
    if (!(error instanceof Overtaken || error instanceof Problem)) throw error;
    // The other call may have changed what this one then refused to do.
    const other = await store.get(keptAnswers, id);
    if (other && other.value.expiresAt > now) return again(other);
    throw error instanceof Problem ? error : new StoreFailure('contended', 'no', 'the kept answer went away');
  }

  function again({ value }: Stored<KeptAnswer>): AnyReply {
    if (value.request !== request)
      throw refusal('idempotency_mismatch', 'This `Idempotency-Key` was used for another request. Use a new one.');
    const { status, version: shown } = value;
    return { status, ...(shown === undefined ? {} : { version: shown }), body: JSON.parse(value.body) };
  }
}

/** Another call with the same key has committed. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
}
