import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guardedAssistant } from '#app/guarded-assistant.ts';
import type { Answer, NoProposal } from '#contracts/assistant.ts';
import { question } from '#test/contracts/assistant.ts';
import { quietLog } from '#test/support/quiet.ts';

const used = { input: 5, cachedInput: 0, output: 1 };
const none = (why: NoProposal): Answer => ({ kind: 'none', why, used });
const proposed: Answer = {
  kind: 'proposed',
  meaning: { intent: 'book', question: false, keepsDraft: true, sure: true },
  used,
};

let answer: Answer;
let calls: number;
let lines: string[];
let guarded: ReturnType<typeof guardedAssistant>;
beforeEach(() => {
  // Opossum keeps its time by Node's timers.
  vi.useFakeTimers();
  [answer, calls, lines] = [proposed, 0, []];
  const note = (message: string) => void lines.push(message);
  guarded = guardedAssistant(
    {
      async understand() {
        calls += 1;
        return answer;
      },
    },
    { ...quietLog, warn: note, info: note },
  );
});
afterEach(() => {
  guarded[Symbol.dispose]();
  vi.useRealTimers();
});

const ask = () => guarded.understand(question, new AbortController().signal);
async function askOften(times = 6): Promise<void> {
  for (let n = 0; n < times; n += 1) await ask();
}

describe('an assistant behind a breaker', () => {
  it('answers as without one', async () => {
    expect(await ask()).toEqual(proposed);
    answer = none('failed');
    expect(await ask()).toEqual(none('failed'));
  });

  it.each<NoProposal>(['late', 'unreachable', 'failed', 'unauthorized', 'rejected'])(
    'is not asked for a while after it was %s again and again, and then is asked again',
    async (why) => {
      answer = none(why);
      await askOften();
      expect(calls).toBe(4);
      expect(await ask()).toMatchObject({ kind: 'none', why: 'stopped', retryAfterMs: 30_000, used: { input: 0 } });
      answer = proposed;
      await vi.advanceTimersByTimeAsync(30_000);
      expect(await ask()).toEqual(proposed);
      await askOften();
      expect(calls).toBe(11);
      expect(lines).toEqual(['the assistant is not asked for a while, because it keeps failing', 'the assistant is asked again']);
    },
  );

  it.each<NoProposal>(['busy', 'declined', 'unusable'])('goes on asking one that is %s', async (why) => {
    answer = none(why);
    await askOften(20);
    expect(calls).toBe(20);
  });

  it('is not asked once it is closed', async () => {
    guarded[Symbol.dispose]();
    expect(await ask()).toMatchObject({ kind: 'none', why: 'stopped' });
    expect(calls).toBe(0);
  });
});
