import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endsWithUs } from '#test/support/ends-with-us.ts';

/** The functions of a child process. Each takes one value and returns one. */
export type Answers = Readonly<Record<string, (given: never) => unknown>>;

export interface Child<A extends Answers> extends AsyncDisposable {
  ask<K extends keyof A & string>(what: K, given: Parameters<A[K]>[0]): Promise<Awaited<ReturnType<A[K]>>>;
}

interface Question {
  readonly number: number;
  readonly what: string;
  readonly given: unknown;
}
type Reply = { readonly number: number; readonly answer: unknown } | { readonly number: number; readonly failed: string };

/** Runs one of our modules in its own process, so that the measured code does not share an event loop with the measuring code. */
export function child<A extends Answers>(module: URL, args: readonly string[] = []): Child<A> {
  const forked = endsWithUs(fork(fileURLToPath(module), args, { execArgv: ['--expose-gc'], serialization: 'advanced' }));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  forked.on('message', (reply: Reply) => {
    const one = waiting.get(reply.number);
    waiting.delete(reply.number);
    if ('failed' in reply) one?.reject(new Error(reply.failed));
    else one?.resolve(reply.answer);
  });
  const ended = once(forked, 'exit').then(([code]) => {
    for (const one of waiting.values()) one.reject(new Error(`${module.pathname} ended with ${String(code)}`));
  });

  return {
    ask(what, given) {
      const one = Promise.withResolvers<unknown>();
      const question: Question = { number: (asked += 1), what, given };
      waiting.set(question.number, one);
      forked.send(question);
      return one.promise as Promise<Awaited<ReturnType<A[typeof what]>>>;
    },
    async [Symbol.asyncDispose]() {
      if (forked.connected) forked.disconnect();
      await ended;
    },
  };
}

/** The child's side: answers calls until the parent disconnects, then closes what it opened. */
export function answering(answers: Answers, close: () => Promise<void> = async () => {}): void {
  process.on('message', async ({ number, what, given }: Question) => {
    try {
      const ask = answers[what] as ((given: unknown) => unknown) | undefined;
      if (!ask) throw new RangeError(`nothing answers ${what}`);
      process.send?.({ number, answer: await ask(given) });
    } catch (error) {
      process.send?.({ number, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on('disconnect', () => void close().finally(() => process.exit()));
}
