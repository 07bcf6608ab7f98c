import type { EpochMs } from '#contracts/clock.ts';
import type { Meaning } from '#contracts/meaning.ts';
import type { Booking } from '#contracts/records/booking.ts';
import type { Service, StaffMember } from '#contracts/records/catalog.ts';
import type { Answers } from '#contracts/records/inbox.ts';
import type { Profile } from '#contracts/records/tenancy.ts';
import type { NotFree, NotThere, Slot, SlotsAsk, WrongState } from '#contracts/scheduling.ts';
import type { DialogueState } from './state.ts';
import type { Line } from '#core/texts/texts.ts';

/** Everything a step may use besides its state and input. Gathered before the turn and recorded with it. */
export interface Facts {
  readonly now: EpochMs;
  /** Venue day, `YYYY-MM-DD`. */
  readonly today: string;
  readonly zone: string;
  readonly locale: Profile['locale'];
  /** Who answers the customer. While a person is awaited, the bot does only what it is clearly asked for. */
  readonly answeredBy: Answers['by'];
  /** Somebody of the team has taken the conversation or written in it: the bot is silent. Turns that older versions recorded have none. */
  readonly taken?: true;
  /** By `regionOf`. Turns that older versions recorded have none. */
  readonly region?: string;
  readonly tenantName: string;
  readonly address?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly picture?: string;
  /** Empty when unknown. */
  readonly customerName: string;
  /** Venue days on which all is closed. Turns that older versions recorded may have none. */
  readonly holidays?: readonly string[];
  readonly services: readonly Service[];
  readonly staff: readonly StaffMember[];
  /** The contact's confirmed future bookings, soonest first. */
  readonly upcoming: readonly Booking[];
  /** The draft's hold, in whatever state it is now. */
  readonly held?: Booking;
}

/** A message without its words: what it means was worked out before, and is recorded with the turn. */
export type Heard =
  /** `otherwise` is for a tap whose id is none of ours. */
  | { readonly kind: 'choice'; readonly id: string; readonly otherwise?: Heard }
  /** `by`: a model has proposed it. The rules make all others. */
  | { readonly kind: 'meaning'; readonly meaning: Meaning; readonly by?: 'model' }
  /** A voice message, a picture, a place: something came that the desk cannot read. */
  | { readonly kind: 'unread'; readonly what: 'audio' | 'other' }
  /** Nothing that anybody would answer. */
  | { readonly kind: 'silent' };

export type Input =
  | {
      readonly kind: 'message';
      readonly heard: Heard;
      /** The message replies to one of ours about this booking. */
      readonly aboutBookingId?: string;
    }
  /** A person has given the conversation back. */
  | { readonly kind: 'given_back' }
  | { readonly kind: 'slots'; readonly slots: readonly Slot[] }
  | { readonly kind: 'planned'; readonly booking: Booking }
  | NotFree
  | NotThere
  | WrongState;

export type Effect =
  | { readonly kind: 'say'; readonly say: Say }
  /** A person is to answer from now on. */
  | { readonly kind: 'hand_over' }
  | { readonly kind: 'find_slots'; readonly ask: SlotsAsk }
  | { readonly kind: 'hold'; readonly serviceId: string; readonly staffId?: string; readonly startsAt: EpochMs }
  | { readonly kind: 'confirm'; readonly bookingId: string }
  | { readonly kind: 'move'; readonly bookingId: string; readonly startsAt: EpochMs; readonly staffId?: string }
  | { readonly kind: 'cancel'; readonly bookingId: string };

/** What the next input answers. */
export type AskingEffect = Exclude<Effect, { readonly kind: 'say' | 'hand_over' }>;

/** At most one effect asks for something, and it is the last; its outcome is the next input. */
export interface Step {
  readonly state: DialogueState;
  readonly effects: readonly Effect[];
}

export interface Choice {
  readonly id: string;
  readonly title: Line;
  readonly description?: Line;
  /** A plain yes or no selects this choice. */
  readonly means?: 'yes' | 'no';
}

export interface Choices {
  /** Label of the button that opens them as a list. */
  readonly open: Line;
  readonly sections: readonly { readonly title?: Line; readonly choices: readonly Choice[] }[];
}

/** One thing to say, by message keys. It should fit into one message, because providers may charge per message. */
export interface Say {
  /** Paragraphs. */
  readonly text: readonly Line[];
  readonly choices?: Choices;
  readonly footer?: Line;
  /** Public URL of a picture. The text is its caption. */
  readonly picture?: string;
  readonly location?: { readonly latitude: number; readonly longitude: number; readonly name: string; readonly address?: string };
  /** The booking the message is about. A reply to the message can move or cancel that booking. */
  readonly bookingId?: string;
  /** Which page of the choices to show. */
  readonly page?: number;
}
