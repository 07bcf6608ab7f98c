import type { Intent, Meaning } from '#contracts/meaning.ts';

export type Rest = Partial<Omit<Meaning, 'intent'>>;

export function made(intent: Intent, rest: Rest = {}): Meaning {
  return { question: false, keepsDraft: true, sure: true, ...rest, intent };
}

export function about({ whichBooking }: { readonly whichBooking?: string }): Rest {
  return whichBooking === undefined ? {} : { whichBooking };
}
