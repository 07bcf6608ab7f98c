import type { WebhookPart } from '#contracts/webhook-source.ts';

/** Meta, which sends the largest webhooks, puts at most 1,000 updates into one. */
const MOST_PARTS = 1_000;
/** Each event is a line in the store and work for every consumer. A genuine webhook has about one for each of its updates. */
const MOST_EVENTS = 5_000;
/** What is translated and written in one go, before other requests have their turn: some tens of milliseconds of work. */
const STEP = { parts: 250, events: 1_000, characters: 1_000_000 } as const;

/**
 * The parts in steps, each translated when it is asked for. After the most that one webhook may bring comes `rest`, in place of all
 * that was not looked at.
 */
export function* stepsOf<P extends WebhookPart>(parts: Iterable<P>): Generator<readonly (P | 'rest')[]> {
  let step: (P | 'rest')[] = [];
  let inStep = { events: 0, characters: 0 };
  let inAll = { parts: 0, events: 0 };
  for (const part of parts) {
    if (inAll.parts >= MOST_PARTS || inAll.events >= MOST_EVENTS) {
      step.push('rest');
      break;
    }
    step.push(part);
    inAll = { parts: inAll.parts + 1, events: inAll.events + part.events.length };
    inStep = { events: inStep.events + part.events.length, characters: inStep.characters + part.raw.length };
    if (step.length < STEP.parts && inStep.events < STEP.events && inStep.characters < STEP.characters) continue;
    yield step;
    step = [];
    inStep = { events: 0, characters: 0 };
  }
  if (step.length > 0) yield step;
}
