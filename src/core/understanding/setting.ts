import type { Language } from './language.ts';

/** What the bot last asked, which decides what a short answer means. */
export type Place = 'start' | 'choose_service' | 'choose_staff' | 'choose_day' | 'choose_time' | 'confirm';

export interface KnownBooking {
  readonly id: string;
  readonly serviceId: string;
  readonly staffId: string;
  readonly date: string;
  readonly time: string;
  readonly minutes: number;
}

/** Opening or working time, in minutes of the day. */
export type Span = readonly [from: number, until: number];

/** What the tenant offers. The same object for as long as nothing changes: what is worked out from it is kept beside it. */
export interface Catalogue {
  /** In the order in which they are shown. A service may have a name per language. */
  readonly services: readonly { readonly id: string; readonly names: readonly string[] }[];
  readonly staff: readonly { readonly id: string; readonly name: string }[];
  /** By weekday, 1 is Monday. */
  readonly hours: ReadonlyMap<number, readonly Span[]>;
}

/** All that a message is read with. */
export interface Setting {
  readonly place: Place;
  /** Local day and time of the venue when the message came. */
  readonly today: string;
  readonly time: string;
  /** `3/6` is 6 March. */
  readonly monthFirst: boolean;
  readonly language: Language | undefined;
  readonly catalogue: Catalogue;
  /** What is being booked so far. */
  readonly draft: {
    readonly serviceId?: string;
    readonly staffId?: string;
    readonly date?: string;
    readonly time?: string;
  };
  /** The times that were shown, in order, `HH:MM`, all of `shownDay`. */
  readonly shownTimes: readonly string[];
  readonly shownDay: string | undefined;
  /** Upcoming ones, soonest first. */
  readonly bookings: readonly KnownBooking[];
}
