import { type KeptCatalog, keptCatalogs } from '#contracts/records/catalog.ts';
import { type Turn, turns } from '#contracts/records/dialogue.ts';
import type { TenantStore } from '#contracts/store.ts';
import { factsOf } from '#core/dialogue/gather.ts';
import { decidedOf } from '#core/dialogue/record.ts';
import { reduce } from '#core/dialogue/reduce.ts';
import { canonical } from '#core/ids/canonical.ts';
import { everything } from '#core/walking/everything.ts';
import type { Part } from './scope.ts';

export interface TurnsChecked {
  readonly turns: number;
  /** Ids of the turns that the current dialogue would decide differently. */
  readonly different: readonly string[];
}

/** Repeats each recorded turn from its state, facts and inputs. The effects must be the same. */
export async function checkTurns(store: TenantStore, part: Part): Promise<TurnsChecked> {
  const different: string[] = [];
  let count = 0;
  const { conversationId, from = 0, until = Infinity } = part;
  const catalogs = new Map<string, Promise<KeptCatalog | undefined>>();
  const found =
    conversationId === undefined
      ? everything(store, turns, { by: 'byId', equals: [] })
      : everything(store, turns, { by: 'byConversation', equals: [conversationId] });
  for await (const { value } of found) {
    if (value.at < from || value.at >= until) continue;
    count += 1;
    const catalog = await catalogOf(value);
    if (!catalog || !isSame(value, catalog)) different.push(value.id);
  }
  return { turns: count, different: different.toSorted() };

  function catalogOf({ catalogId }: Turn): Promise<KeptCatalog | undefined> {
    return catalogs.getOrInsertComputed(catalogId, async () => (await store.get(keptCatalogs, catalogId))?.value);
  }
}

function isSame(turn: Turn, catalog: KeptCatalog): boolean {
  const { before, inputs, own, effects } = decidedOf(turn, catalog.profile.zone);
  const facts = factsOf(own, catalog);
  let state = before;
  const again: unknown[] = [];
  for (const input of inputs) {
    const step = reduce(state, input, facts);
    state = step.state;
    again.push(...step.effects);
  }
  return canonical(again) === canonical(effects);
}
