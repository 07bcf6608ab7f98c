import type { Meaning } from './meaning.ts';

/**
 * All that a model gets to see: what was said, where the conversation stands, and what the business offers. No phone number, no name of
 * the customer, no tenant and no id of a record: ids are `s1`, `p1` and `b1`, made for this question.
 */
export interface Question {
  /** The message, without phone numbers and mail addresses. */
  readonly text: string;
  /** What the desk last asked. At `confirm` it waits for a yes or no. */
  readonly asked: 'start' | 'choose_service' | 'choose_staff' | 'choose_day' | 'choose_time' | 'confirm';
  /** What is being booked so far. Days and times are the venue's. */
  readonly draft: { readonly service?: string; readonly staff?: string; readonly date?: string; readonly time?: string };
  /** The times that were shown last, in order. */
  readonly shown: { readonly day?: string; readonly times: readonly string[] };
  /** The customer's upcoming bookings, soonest first. */
  readonly bookings: readonly {
    readonly id: string;
    readonly service?: string;
    readonly staff?: string;
    readonly date: string;
    readonly time: string;
  }[];
  /** In the order in which the customer sees them. */
  readonly services: readonly Named[];
  readonly staff: readonly Named[];
  /** Local day of the venue when the message was written. */
  readonly today: string;
  readonly zone: string;
  /** In which the desk answers. */
  readonly language: string;
  /** `3/6` is 6 March. */
  readonly monthFirst: boolean;
}
interface Named {
  readonly id: string;
  readonly name: string;
}

/** Why there is no proposal. The rules' meaning stands then. */
export const NO_PROPOSAL = [
  /** No answer by the deadline. */
  'late',
  /** Too many requests, or no credit left. */
  'busy',
  /** No connection. */
  'unreachable',
  /** The server failed, or broke off. */
  'failed',
  /** The key is wrong. */
  'unauthorized',
  /** The server does not accept such a request: it knows no such model, or no structured output. */
  'rejected',
  /** The model refuses to answer. */
  'declined',
  /** The answer is no meaning: prose, broken JSON, another shape, too long, cut off. */
  'unusable',
  /** Not asked: calls have failed, and are stopped for a while. */
  'stopped',
] as const;
export type NoProposal = (typeof NO_PROPOSAL)[number];

/** Tokens, over all calls that the answer took. */
export interface Used {
  readonly input: number;
  /** Of `input`, those that the server had cached. */
  readonly cachedInput: number;
  readonly output: number;
}

export type Answer =
  | { readonly kind: 'proposed'; readonly meaning: Meaning; readonly used: Used }
  /** `retryAfterMs`: no call before that makes sense. */
  | { readonly kind: 'none'; readonly why: NoProposal; readonly retryAfterMs?: number; readonly used: Used };

/** Reads what the rules are not sure of. It only ever proposes a meaning, and states nothing to anybody. */
export interface Assistant {
  /**
   * Never rejects, and settles as soon as the deadline aborts. A proposal has the shape of a meaning; that its ids are those of the
   * question, and its days possible, is for the caller to check. At most one call is repeated, within the deadline.
   */
  understand(question: Question, deadline: AbortSignal): Promise<Answer>;
}
