import type { Clock } from '#contracts/clock.ts';
import type { Store } from '#contracts/store.ts';
import { orderOf } from '#core/ids/order.ts';
import { type TurnsChecked, checkTurns } from './check-turns.ts';
import { type Compared, compare, digestOf } from './compare.ts';
import { type History, historyOf } from './history.ts';
import type { Normalize } from './normalize.ts';
import { planOf } from './plan.ts';
import { rebuild } from './rebuild.ts';
import { type Part, scopeOf } from './scope.ts';

export interface ReplayNeeds {
  readonly clock: Clock;
  readonly normalize: Normalize;
  /** Returns real time in milliseconds, to compute the rate. */
  readonly stopwatch: () => number;
  /** Reports progress: events done, of the total. */
  readonly told: (done: number, of: number) => void;
}

export interface Replayed {
  readonly tenantId: string;
  readonly changes: number;
  readonly leftOut: number;
  readonly understoodNow: number;
  /** Number of customer messages, outbound messages and delivery updates that were replayed. */
  readonly messages: number;
  readonly ours: number;
  readonly statuses: number;
  readonly seconds: number;
  readonly compared: readonly Compared[];
  readonly turns: TurnsChecked;
  /** SHA-256 over the rebuilt documents. */
  readonly digest: string;
}

/**
 * Rebuilds a tenant's projections from its log in an empty store and compares them with the original, which is only read.
 * `undefined` if the tenant has no such conversation.
 */
export async function replay(
  needs: ReplayNeeds,
  original: Store,
  empty: Store,
  tenantId: string,
  part: Part = {},
  history?: History,
): Promise<Replayed | undefined> {
  const { clock, normalize, stopwatch, told } = needs;
  const scope = await scopeOf(original, tenantId, part);
  if (!scope) return undefined;
  const known = history ?? (await historyOf(original, tenantId));
  const end = part.until === undefined ? undefined : orderOf(part.until, '');

  const started = stopwatch();
  const plan = scope.narrowed(planOf(known, normalize, end));
  const [messages, ours, statuses] = [lengthOf(plan.messages), lengthOf(plan.ours), lengthOf(plan.statuses)];
  const all = messages + ours + statuses;
  let done = 0;
  const fresh = empty.tenant(tenantId);
  await rebuild(fresh, plan, known, () => told((done += 1), all));
  const seconds = (stopwatch() - started) / 1_000;

  const now = clock.now();
  const source = original.tenant(tenantId);
  return {
    tenantId,
    changes: plan.changes,
    leftOut: plan.leftOut,
    understoodNow: plan.understoodNow,
    messages,
    ours,
    statuses,
    seconds,
    compared: await compare(source, fresh, scope.holds, now),
    turns: await checkTurns(source, part),
    digest: await digestOf(fresh, scope.holds, now),
  };
}

export function isSame({ compared, turns }: Replayed): boolean {
  return (
    turns.different.length === 0 &&
    compared.every(({ different, missing, added }) => different.length + missing.length + added.length === 0)
  );
}

function lengthOf(lists: readonly (readonly unknown[])[]): number {
  return lists.reduce((sum, list) => sum + list.length, 0);
}
