import type { Replayed } from '#core/replay/replay.ts';

/** Ids that are shown of each kind of difference; `--json` has all. */
const SHOWN = 10;

/** What a replay of one tenant found: numbers and ids, nothing of what anybody said. */
export function textOf(result: Replayed, ofRange: boolean): string {
  const { tenantId, changes, messages, ours, statuses, leftOut, understoodNow, seconds, compared, turns, digest } = result;
  const rate = Math.round((messages + ours) / Math.max(seconds, 0.001));
  const lines = [
    `Tenant ${tenantId}: ${changes} changes in the log.`,
    `  ${messages} messages of customers, ${ours} of ours and ${statuses} statuses in ${seconds.toFixed(1)} s: ${rate} messages/s.`,
    ...compared
      .filter(({ collection, original, rebuilt }) => !ofRange || collection === 'messages' || original + rebuilt > 0)
      .flatMap(({ collection, original, rebuilt, different, missing, added }) => [
        `  ${collection}: ${original} there, ${rebuilt} rebuilt${different.length + missing.length + added.length === 0 ? ', the same' : ''}`,
        ...ids('different', different),
        ...ids('not rebuilt', missing),
        ...ids('only rebuilt', added),
      ]),
    `  turns: ${turns.turns} taken again${turns.different.length === 0 ? ', the same' : ''}`,
    ...ids('different', turns.different),
    ...(leftOut > 0 ? [`  ${leftOut} changes are left out: unreadable, or of a number that the tenant no longer has.`] : []),
    ...(understoodNow > 0
      ? [`  ${understoodNow} changes were not understood when they came and are today: "deskbell renormalize" brings them in.`]
      : []),
    `  digest ${digest}`,
  ];
  return `${lines.join('\n')}\n`;
}

function ids(what: string, all: readonly string[]): string[] {
  if (all.length === 0) return [];
  const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : '';
  return [`    ${what} (${all.length}): ${all.slice(0, SHOWN).join(' ')}${more}`];
}
