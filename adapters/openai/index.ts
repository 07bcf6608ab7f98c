import OpenAI from 'openai';
import type { Answer, Assistant, Question } from '#contracts/assistant.ts';
import type { Clock } from '#contracts/clock.ts';
import { bounded } from './bounded.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { meaningFormat } from './meaning-format.ts';
import { NOTHING_USED, plus, readResponse } from './response.ts';
import { type Failure, failureOf } from './failures.ts';

export interface OpenAiServer {
  readonly key: string;
  /** Up to and with `/v1`. */
  readonly url: string;
  readonly model: string;
  /** How much the model may think before it answers. Left out for servers that may not know the parameter. */
  readonly effort?: 'none' | 'low';
}

export const OPENAI_URL = 'https://api.openai.com/v1';

/** A first call that takes longer than this is given up, so that the second has time. */
const FIRST_PATIENCE_MS = 2_500;
/** A rate limit that is over sooner is waited for. */
const SHORT_WAIT_MS = 1_000;
/** Of a meaning, about 150 tokens are used. */
const MOST_OUTPUT_TOKENS = 800;

/** Asks a model by the Responses API, with an answer that must follow a JSON schema. Nothing is stored at the provider. */
export function openAi(
  { key, url, model, effort }: OpenAiServer,
  { fetch, clock }: { readonly fetch: typeof globalThis.fetch; readonly clock: Clock },
): Assistant {
  // What is left out here, the library reads from the environment.
  const client = new OpenAI({
    apiKey: key,
    adminAPIKey: null,
    baseURL: url,
    organization: null,
    project: null,
    webhookSecret: null,
    fetch: bounded(fetch),
    maxRetries: 0,
    logLevel: 'off',
  });

  return {
    async understand(question, deadline) {
      const first = await once(question, deadline, FIRST_PATIENCE_MS);
      if (deadline.aborted || first.kind === 'proposed' || !first.again) return late(first, deadline);
      await clock.after(first.retryAfterMs ?? 0, deadline);
      if (deadline.aborted) return late(first, deadline);
      const second = await once(question, deadline, Infinity);
      return late({ ...second, used: plus(first.used, second.used) }, deadline);
    },
  };

  async function once(question: Question, deadline: AbortSignal, patienceMs: number): Promise<Once> {
    if (deadline.aborted) return { kind: 'none', why: 'late', again: false, used: NOTHING_USED };
    const [impatient, answered] = [new AbortController(), new AbortController()];
    if (patienceMs < Infinity)
      void clock.after(patienceMs, answered.signal).then(() => !answered.signal.aborted && impatient.abort());
    const signal = AbortSignal.any([deadline, impatient.signal]);
    try {
      // An abort is not waited for: the library notices it, the server may not.
      const response = await Promise.race([client.responses.create(requestOf(question), { signal }), aborted(signal)]);
      return { ...readResponse(response), again: false };
    } catch (error) {
      return noAnswer(impatient.signal.aborted ? { why: 'failed', again: true } : failureOf(error, SHORT_WAIT_MS));
    } finally {
      answered.abort();
    }
  }

  function requestOf(question: Question): OpenAI.Responses.ResponseCreateParamsNonStreaming {
    return {
      model,
      store: false,
      // The same for every question, so that the provider can cache it; what the customer wrote comes last.
      instructions: INSTRUCTIONS,
      text: { format: meaningFormat },
      input: [{ role: 'user', content: [{ type: 'input_text', text: inOrder(question) }] }],
      max_output_tokens: MOST_OUTPUT_TOKENS,
      ...(effort === undefined ? {} : { reasoning: { effort } }),
    };
  }
}

type Once = Answer & { readonly again: boolean };

function noAnswer({ why, again, retryAfterMs }: Failure): Once {
  return { kind: 'none', why, again, ...(retryAfterMs === undefined ? {} : { retryAfterMs }), used: NOTHING_USED };
}

/** Without what is ours. Whatever went wrong once the time was over, it was too late. */
function late(once: Answer & { readonly again?: boolean }, deadline: AbortSignal): Answer {
  const { again: _again, ...answer } = once;
  return deadline.aborted && answer.kind === 'none' ? { kind: 'none', why: 'late', used: answer.used } : answer;
}

function inOrder({ text, ...about }: Question): string {
  return JSON.stringify({ ...about, message: text });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new DOMException('the deadline has passed', 'AbortError'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
