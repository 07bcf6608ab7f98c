import type { CannedReplyCard } from '#contracts/api/canned-replies.ts';
import { type Ref, ref } from 'vue';
import { desk } from '../../api/desk.ts';
import { useLoaded } from '../../api/loaded.ts';
import { folded } from '../../text/folded.ts';

/** The canned replies of a business, loaded when they are first needed. */
export function useCannedReplies(tenant: string) {
  const needed: Ref<boolean> = ref(false);
  const loaded = useLoaded(() => (needed.value ? tenant : undefined), desk.cannedReplies);
  return { ...loaded, need: () => void (needed.value = true) };
}

const MOST_SHOWN = 8;

/** Those that begin with what was typed, then those with a word of the title that does. */
export function matching(all: readonly CannedReplyCard[], typed: string): readonly CannedReplyCard[] {
  const wanted = folded(typed);
  const byShortcut = all.filter(({ shortcut }) => folded(shortcut).startsWith(wanted));
  const byTitle = all.filter((one) => !byShortcut.includes(one) && words(one.title).some((word) => word.startsWith(wanted)));
  return [...byShortcut, ...byTitle].slice(0, MOST_SHOWN);
}

function words(title: string): readonly string[] {
  return folded(title).split(/\s+/u);
}
