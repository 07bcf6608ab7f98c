import { type CommitOutcome, type Store, StoreFailure } from '#contracts/store.ts';

/** Whether the store fails before the batch is on disk or after. A caller cannot tell. */
export type Moment = 'before' | 'after';

/** A store whose `n`th commit fails, counted over the platform and all tenants. Later ones succeed. */
export function failingAt(store: Store, n: number, moment: Moment): Store & { commits(): number } {
  let commits = 0;
  const counted = <A extends readonly unknown[]>(commit: (...batch: A) => Promise<CommitOutcome>) =>
    async function commitOrFail(...batch: A): Promise<CommitOutcome> {
      commits += 1;
      if (commits !== n) return commit(...batch);
      if (moment === 'after') await commit(...batch);
      throw new StoreFailure('unavailable', moment === 'before' ? 'no' : 'unknown', 'the test pulls the plug');
    };
  return {
    platform: { ...store.platform, commit: counted(store.platform.commit) },
    tenant(id) {
      const own = store.tenant(id);
      return { ...own, commit: counted(own.commit) };
    },
    commits: () => commits,
  };
}

export const MOMENTS: readonly Moment[] = ['before', 'after'];

/** Runs `act` on a store that fails at each commit in turn, and then once more on the whole store. */
export async function crashedAnywhere<W extends { readonly store: Store }>(
  given: () => Promise<W>,
  act: (world: W, store: Store) => Promise<unknown>,
  whole: (world: W, about: string) => Promise<void>,
): Promise<number> {
  const quiet = await given();
  const counting = failingAt(quiet.store, 0, 'before');
  await act(quiet, counting);
  await whole(quiet, 'without a crash');
  for (const moment of MOMENTS)
    for (let n = 1; n <= counting.commits(); n += 1) {
      const world = await given();
      await act(world, failingAt(world.store, n, moment)).then(
        () => {
          throw new Error(`commit ${n} did not fail`);
        },
        (error: unknown) => {
          if (!(error instanceof StoreFailure)) throw error;
        },
      );
      await act(world, world.store);
      await whole(world, `${moment} commit ${n} of ${counting.commits()}`);
    }
  return counting.commits();
}
