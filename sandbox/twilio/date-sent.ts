import type { EpochMs } from '#contracts/clock.ts';

const DAY_MS = 86_400_000;
const SECOND_MS = 1000;

/**
 * `DateSent=<day>`, `DateSent>=<day or instant>`, `DateSent<=<day or instant>`. A day means its midnight in GMT. In a query, the
 * comparison is part of the name: `DateSent>`. `undefined` if one of them is neither.
 */
export function sentWithin(query: URLSearchParams): { readonly since: EpochMs; readonly before: EpochMs } | undefined {
  const on = instantOf(query.get('DateSent'));
  const since = instantOf(query.get('DateSent>'));
  const until = instantOf(query.get('DateSent<'));
  if ([on, since, until].some(Number.isNaN)) return undefined;
  return {
    since: Math.max(on ?? 0, since ?? 0),
    before: Math.min(
      on === undefined ? Infinity : on + DAY_MS,
      until === undefined ? Infinity : until + SECOND_MS,
      Number.MAX_SAFE_INTEGER,
    ),
  };
}

function instantOf(text: string | null): EpochMs | undefined {
  if (text === null || text === '') return undefined;
  return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;
}
