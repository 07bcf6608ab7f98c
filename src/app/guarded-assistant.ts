import CircuitBreaker from 'opossum';
import type { Answer, Assistant, NoProposal, Question } from '#contracts/assistant.ts';
import type { Log } from '#contracts/log.ts';

const REST_MS = 30_000;
/** What counts against the server. A refusal, an unusable answer or a rate limit does not. */
const TROUBLE: readonly NoProposal[] = ['late', 'unreachable', 'failed', 'unauthorized', 'rejected'];
const NOTHING = { input: 0, cachedInput: 0, output: 0 };

/** Does not ask for a while after half of the last calls have failed: customers would wait for nothing. */
export function guardedAssistant(assistant: Assistant, log: Log): Assistant & Disposable {
  const circuit = new CircuitBreaker(ask, {
    timeout: false,
    resetTimeout: REST_MS,
    errorThresholdPercentage: 50,
    volumeThreshold: 4,
    rollingCountTimeout: 60_000,
  });
  circuit.on('open', () => log.warn('the assistant is not asked for a while, because it keeps failing'));
  circuit.on('close', () => log.info('the assistant is asked again'));

  return {
    async understand(question, deadline) {
      try {
        return await circuit.fire(question, deadline);
      } catch (error) {
        if (error instanceof Trouble) return error.answer;
        return { kind: 'none', why: 'stopped', retryAfterMs: REST_MS, used: NOTHING };
      }
    },
    [Symbol.dispose]: () => circuit.shutdown(),
  };

  async function ask(question: Question, deadline: AbortSignal): Promise<Answer> {
    const answer = await assistant.understand(question, deadline);
    if (answer.kind === 'none' && TROUBLE.includes(answer.why)) throw new Trouble(answer);
    return answer;
  }
}

/** Carries an answer past the breaker, which counts only what is thrown. */
class Trouble extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('the assistant has failed');
    this.answer = answer;
  }
}
