import type { Answer, Assistant, NoProposal, Question } from '#contracts/assistant.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Meaning } from '#contracts/meaning.ts';
import type { Metrics } from '#contracts/metrics.ts';
import type { TenantStore } from '#contracts/store.ts';
import type { Setting } from '#core/understanding/setting.ts';
import { spend } from './budget.ts';
import { checked } from './checked.ts';
import { keptAnswers } from './kept-answers.ts';
import { questionOf } from './question-of.ts';
import { seats } from './seats.ts';

/** A customer waits. */
export const DEADLINE_MS = 4_000;
const LONGEST_REST_MS = 10 * 60_000;
const MOST_KEPT = 1_000;

/** A message that the rules are not sure of. */
export interface Doubt {
  readonly text: string;
  readonly setting: Setting;
  readonly zone: string;
  /** The last day that can be booked. */
  readonly lastDay: string;
  readonly contactId: string;
}

/** What a model takes a message to mean, if there is a model, it may be asked, and its proposal can be. Otherwise the rules stand. */
export type Consult = (store: TenantStore, doubt: Doubt) => Promise<Meaning | undefined>;

export interface ConsultNeeds {
  readonly assistant: Assistant;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export function consulting({ assistant, clock, metrics }: ConsultNeeds): Consult {
  const kept = keptAnswers(MOST_KEPT);
  const taken = seats();
  /** By `clock.monotonic()`. */
  let restsUntil = 0;

  return async (store, { text, setting, zone, lastDay, contactId }) => {
    const asked = questionOf(text, setting, zone);
    if (!asked) return outcome('too_long');
    const { question, names } = asked;
    const possible = { names, today: setting.today, lastDay, text };
    const known = kept.get(question);
    if (known) return outcome('cached', checked(known, possible));
    if (clock.monotonic() < restsUntil) return outcome('stopped');

    const seat = taken(store.tenantId);
    if (!seat) return outcome('crowded');
    using _seat = seat;
    if (!(await spend(store, contactId, clock.now()))) return outcome('over_budget');
    const answer = await answered(question);
    if (answer.kind === 'none') return outcome(answer.why);
    const meaning = checked(answer.meaning, possible);
    if (!meaning) return outcome('discarded');
    kept.keep(question, answer.meaning);
    return outcome('used', meaning);
  };

  function outcome(name: Outcome, meaning?: Meaning): Meaning | undefined {
    metrics.count('assistant_questions_total', { outcome: name });
    return meaning;
  }

  async function answered(question: Question): Promise<Answer> {
    const started = clock.monotonic();
    const [over, done] = [new AbortController(), new AbortController()];
    // An adapter that does not keep to the deadline does not keep the customer waiting.
    const late = clock.after(DEADLINE_MS, done.signal).then((): Answer => {
      over.abort();
      return { kind: 'none', why: 'late', used: { input: 0, cachedInput: 0, output: 0 } };
    });
    const answer = await Promise.race([assistant.understand(question, over.signal), late]);
    done.abort();
    metrics.time('assistant_seconds', {}, (clock.monotonic() - started) / 1_000);
    metrics.count('assistant_tokens_total', { kind: 'input' }, answer.used.input - answer.used.cachedInput);
    metrics.count('assistant_tokens_total', { kind: 'cached_input' }, answer.used.cachedInput);
    metrics.count('assistant_tokens_total', { kind: 'output' }, answer.used.output);
    if (answer.kind === 'none' && answer.retryAfterMs !== undefined)
      restsUntil = clock.monotonic() + Math.min(answer.retryAfterMs, LONGEST_REST_MS);
    return answer;
  }
}

type Outcome = 'used' | 'cached' | 'discarded' | 'over_budget' | 'crowded' | 'too_long' | NoProposal;
