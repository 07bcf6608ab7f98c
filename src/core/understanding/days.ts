import type { PartOfDay } from '#contracts/meaning.ts';
import type { Language } from './language.ts';
import type { Place } from './setting.ts';

export type Day = Temporal.PlainDate;

/** What a text says about days. Several fields only where they belong together. */
export interface Days {
  readonly date?: Day;
  readonly from?: Day;
  readonly to?: Day;
  readonly weekdays?: readonly number[];
  /** Of a week that may be said elsewhere: its first and last day, 0 is Monday. */
  readonly ofWeek?: readonly [number, number];
  /** A bare weekday, which may turn out to be one of several. */
  readonly bare?: boolean;
  /** Equally good readings. */
  readonly either?: readonly Days[];
  readonly fuzzy?: boolean;
  readonly part?: PartOfDay;
  /** Every day will do. */
  readonly any?: boolean;
  /** The day that is spoken of already. */
  readonly spoken?: boolean;
  /** It is over: no wish. */
  readonly past?: boolean;
  readonly noSuchDay?: boolean;
}

export interface DayContext {
  readonly today: Day;
  /** The day spoken of: shown, held, or that of the only booking. */
  readonly spokenOf: Day | undefined;
  /** It is held, and a yes is waited for: its weekday names it. */
  readonly held: Day | undefined;
  readonly monthFirst: boolean;
  readonly language: Language | undefined;
  readonly place: Place;
}
