import type { WebhookPart } from '#contracts/webhook-source.ts';

/** Meta sends the largest webhooks, with at most 1,000 updates each. */
const MOST_PARTS = 1_000;
/** Each event is a row in the store and work for every consumer. A genuine webhook has about one event per update. */
const MOST_EVENTS = 5_000;
/** How much is translated and written before other requests get a turn: some tens of milliseconds of work. */
const STEP = { parts: 250, events: 1_000, characters: 1_000_000 } as const;

/**
 * Groups the parts into steps. Parts are translated lazily. Beyond the limits of one webhook, `rest` replaces all parts that were
 * not read.
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
