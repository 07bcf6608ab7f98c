import type { Replayed } from '#core/replay/replay.ts';
import { howMany } from './how-many.ts';

/** Number of ids shown for each kind of difference; `--json` has all. */
const SHOWN = 10;

/** The result of one tenant's replay: numbers and ids, no message text. */
export function textOf(result: Replayed, ofRange: boolean): string {
  const { tenantId, changes, messages, ours, statuses, leftOut, understoodNow, seconds, compared, turns, digest } = result;
  const rate = Math.round((messages + ours) / Math.max(seconds, 0.001));
  const lines = [
    `Tenant ${tenantId}: ${howMany(changes, 'change')} in the log.`,
    `  Replayed ${howMany(messages, 'inbound message')}, ${ours} outbound and ${howMany(statuses, 'delivery update')} in ${seconds.toFixed(1)} s (${rate} messages/s).`,
    ...compared
      .filter(({ collection, original, rebuilt }) => !ofRange || collection === 'messages' || original + rebuilt > 0)
      .flatMap(({ collection, original, rebuilt, different, missing, added }) => [
        `  ${collection}: ${original} original, ${rebuilt} rebuilt${different.length + missing.length + added.length === 0 ? ', identical' : ''}`,
        ...ids('different', different),
        ...ids('not rebuilt', missing),
        ...ids('only rebuilt', added),
      ]),
    `  turns: ${turns.turns} repeated${turns.different.length === 0 ? ', identical' : ''}`,
    ...ids('different', turns.different),
    ...(leftOut > 0
      ? [`  ${howMany(leftOut, 'change')} skipped: unreadable, or for a number that the tenant no longer has.`]
      : []),
    ...(understoodNow > 0
      ? [`  ${howMany(understoodNow, 'change')} could not be read on arrival and can be read now: run "deskbell renormalize".`]
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
