import type { Clock } from './clock.ts';
import type { Catalogue, Span } from './setting.ts';

/** The usual day of a business, where its hours are not known. */
const USUAL: readonly Span[] = [[8 * 60, 20 * 60]];

/** Minutes of the day: a bare hour is the one that lies within the opening hours, or nearest to them. */
export function minutesOf(clock: Clock, spans: readonly Span[], half: 'am' | 'pm' | undefined): number {
  const { hour, minute } = clock;
  const said = clock.half ?? (clock.open ? half : undefined);
  if (said !== undefined) return ((hour % 12) + (said === 'pm' ? 12 : 0)) * 60 + minute;
  if (!clock.open) return hour * 60 + minute;
  const early = (hour % 12) * 60 + minute;
  const late = early + 12 * 60;
  const [a, b] = [distance(early, spans), distance(late, spans)];
  if (a !== b) return a < b ? early : late;
  return early >= 8 * 60 ? early : late;
}

/** The opening hours of a weekday; of the whole week where the day is open or closed. */
export function spansOn({ hours }: Catalogue, weekday: number | undefined): readonly Span[] {
  const day = weekday === undefined ? [] : (hours.get(weekday) ?? []);
  if (day.length > 0) return day;
  const all = [...hours.values()].flat();
  if (all.length === 0) return USUAL;
  return [[Math.min(...all.map(([from]) => from)), Math.max(...all.map(([, until]) => until))]];
}

function distance(minute: number, spans: readonly Span[]): number {
  return Math.min(...spans.map(([from, until]) => (minute < from ? from - minute : minute > until ? minute - until : 0)));
}

export function wallTimeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

export function minutesIn(wallTime: string): number {
  const [hours = 0, minutes = 0] = wallTime.split(':').map(Number);
  return hours * 60 + minutes;
}
