import type { Random } from '#sandbox/shared/random.ts';

/** How often what goes wrong, in one seed. Probabilities, each where it is asked. */
export interface Faults {
  /** Of an instance, at each thing that happens to it. */
  readonly crash: number;
  readonly pause: number;
  readonly stop: number;
  /** Somebody else gets its lanes although it lives. */
  readonly evict: number;
  /** Of the store. */
  readonly readFails: number;
  readonly commitFails: number;
  readonly commitUnanswered: number;
  readonly outage: number;
  /** Of a handler: before it began, or after all of it was done. */
  readonly failsBefore: number;
  readonly failsAfter: number;
  /** Of a webhook. */
  readonly lost: number;
  readonly answerLost: number;
  readonly twice: number;
  readonly reordered: number;
  /** Of a send. */
  readonly notNow: number;
  readonly refused: number;
  readonly neverTaken: number;
  readonly takenUnanswered: number;
  readonly takenLate: number;
  /** Of what is refused for now: for half a minute or so, and of the account as a whole. */
  readonly longRefused: number;
  readonly credentialsRefused: number;
  /** Of anything that is on its way. */
  readonly slow: number;
}

const MOST: Faults = {
  crash: 0.004,
  pause: 0.003,
  stop: 0.001,
  evict: 0.004,
  readFails: 0.01,
  commitFails: 0.03,
  commitUnanswered: 0.04,
  outage: 0.0005,
  failsBefore: 0.05,
  failsAfter: 0.08,
  lost: 0.3,
  answerLost: 0.25,
  twice: 0.3,
  reordered: 0.3,
  notNow: 0.15,
  refused: 0.03,
  neverTaken: 0.06,
  takenUnanswered: 0.12,
  takenLate: 0.06,
  longRefused: 0.5,
  credentialsRefused: 0.3,
  slow: 0.03,
};

/** Each seed has a weather of its own: half of what can go wrong does not, the rest more or less often. */
export function weather(random: Random): Faults {
  const calm = random() < 0.05;
  const some = Object.entries(MOST).map(([name, most]) => [name, calm || random() < 0.5 ? 0 : most * random()]);
  return { ...MOST, ...Object.fromEntries(some) };
}
