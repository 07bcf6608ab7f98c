import { type CannedReply, cannedReplies } from '#contracts/records/inbox.ts';
import { type CommitOutcome, type TenantStore, type Write, againWhenStale, insert, remove, replace } from '#contracts/store.ts';

export type Kept =
  | { readonly kind: 'kept'; readonly reply: CannedReply }
  | { readonly kind: 'not_there' }
  | { readonly kind: 'shortcut_taken' };

/** More lines for the same batch. */
type Also = (reply: CannedReply) => readonly Write[];

export function createCannedReply(store: TenantStore, reply: CannedReply, also: Also): Promise<Kept> {
  return againWhenStale<Kept>(async () => kept(await store.commit([insert(cannedReplies, reply), ...also(reply)]), reply));
}

export function changeCannedReply(store: TenantStore, reply: CannedReply, also: Also): Promise<Kept> {
  return againWhenStale<Kept>(async () => {
    const was = await store.get(cannedReplies, reply.id);
    if (!was) return { kind: 'not_there' };
    return kept(await store.commit([replace(cannedReplies, was, reply), ...also(reply)]), reply);
  });
}

export function deleteCannedReply(store: TenantStore, id: string, also: Also): Promise<Kept> {
  return againWhenStale<Kept>(async () => {
    const was = await store.get(cannedReplies, id);
    if (!was) return { kind: 'not_there' };
    return kept(await store.commit([remove(cannedReplies, was), ...also(was.value)]), was.value);
  });
}

function kept(outcome: CommitOutcome, reply: CannedReply): Kept | { readonly kind: 'stale' } {
  if (outcome.kind === 'committed') return { kind: 'kept', reply };
  return outcome.kind === 'taken' && outcome.key === 'shortcut' ? { kind: 'shortcut_taken' } : { kind: 'stale' };
}
