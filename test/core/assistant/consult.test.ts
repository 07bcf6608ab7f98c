import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { counts } from '#app/counts.ts';
import type { Answer, Assistant, Question } from '#contracts/assistant.ts';
import type { Meaning } from '#contracts/meaning.ts';
import { CONTACT_LIMITS } from '#core/assistant/budget.ts';
import { type Consult, DEADLINE_MS, consulting } from '#core/assistant/consult.ts';
import { givenTenant } from '#test/support/given.ts';
import { LAST_DAY, proposal, setting } from './given.ts';

const USED = { input: 900, cachedInput: 400, output: 60 };
const proposed = (meaning: Meaning): Answer => ({ kind: 'proposed', meaning, used: USED });

let world: Awaited<ReturnType<typeof givenTenant>>;
let asked: Question[];
let answer: (question: Question, deadline: AbortSignal) => Promise<Answer>;
let consult: Consult;
let metrics: ReturnType<typeof counts>;
beforeEach(async () => {
  world = await givenTenant();
  asked = [];
  answer = async () => proposed(proposal({ services: ['s1'] }));
  metrics = counts();
  const assistant: Assistant = {
    understand(question, deadline) {
      asked.push(question);
      return answer(question, deadline);
    },
  };
  consult = consulting({ assistant, clock: world.clock, metrics });
});
afterEach(() => world[Symbol.asyncDispose]());

const about = (text: string, contactId = 'ana', store = world.tenant) =>
  consult(store, { text, setting, zone: 'Europe/Madrid', lastDay: LAST_DAY, contactId });
const outcomes = async () => Object.keys(await metrics.read()).flatMap((name) => /outcome="(\w+)"/.exec(name)?.[1] ?? []);

describe('asking a model', () => {
  it('gives a meaning, and counts tokens and time', async () => {
    expect(await about('mmm')).toMatchObject({ intent: 'book', services: ['tenant-1-cut'] });
    expect(await metrics.read()).toMatchObject({
      'assistant_tokens_total{kind="input"}': 500,
      'assistant_tokens_total{kind="cached_input"}': 400,
      'assistant_tokens_total{kind="output"}': 60,
      'assistant_questions_total{outcome="used"}': 1,
    });
    expect(await metrics.text()).toContain('deskbell_assistant_seconds_count 1');
  });

  it('asks the same question once, also for another customer', async () => {
    await about('mmm');
    expect(await about('mmm', 'bo')).toMatchObject({ services: ['tenant-1-cut'] });
    expect(asked).toHaveLength(1);
    expect(await outcomes()).toEqual(expect.arrayContaining(['used', 'cached']));
  });

  it('remembers so many questions and no more', async () => {
    for (let n = 0; n <= 1_000; n += 1) await about(`mmm ${n}`, `contact-${n}`, world.store.tenant(`tenant-${n}`));
    await about('mmm 1000', 'ana');
    expect(asked).toHaveLength(1_001);
    await about('mmm 0', 'ana');
    expect(asked).toHaveLength(1_002);
  });

  it('leaves the rules alone with an impossible proposal, and does not remember it', async () => {
    answer = async () => proposed(proposal({ services: ['s9'] }));
    expect(await about('mmm')).toBeUndefined();
    expect(await about('mmm')).toBeUndefined();
    expect(asked).toHaveLength(2);
    expect(await outcomes()).toEqual(['discarded']);
  });

  it('gives up at the deadline, also if the adapter does not', async () => {
    const signals: AbortSignal[] = [];
    answer = (_, deadline) => {
      signals.push(deadline);
      return new Promise(() => {});
    };
    const meaning = about('mmm');
    await vi.waitUntil(() => asked.length === 1);
    world.clock.advance(DEADLINE_MS - 1);
    expect(signals[0]?.aborted).toBe(false);
    world.clock.advance(1);
    expect(await meaning).toBeUndefined();
    expect(signals[0]?.aborted).toBe(true);
    expect(await outcomes()).toEqual(['late']);
  });

  it('does not ask before the server wants to be asked again, and spends nothing meanwhile', async () => {
    answer = async () => ({ kind: 'none', why: 'busy', retryAfterMs: 30_000, used: USED });
    await about('mmm');
    for (let n = 0; n < 2 * CONTACT_LIMITS.perHour; n += 1) await about(`mmm ${n}`);
    expect(asked).toHaveLength(1);
    expect(await outcomes()).toEqual(expect.arrayContaining(['busy', 'stopped']));
    world.clock.advance(30_000);
    await about('again');
    expect(asked).toHaveLength(2);
  });

  it('rests ten minutes at most', async () => {
    answer = async () => ({ kind: 'none', why: 'busy', retryAfterMs: 1e12, used: USED });
    await about('mmm');
    world.clock.advance(10 * 60_000);
    await about('again');
    expect(asked).toHaveLength(2);
  });

  it('ends with the budget', async () => {
    for (let n = 0; n <= CONTACT_LIMITS.perHour; n += 1) await about(`mmm ${n}`);
    expect(asked).toHaveLength(CONTACT_LIMITS.perHour);
    expect(await outcomes()).toContain('over_budget');
  });

  it('lets few of one tenant wait at once, and some of all', async () => {
    const free = Promise.withResolvers<Answer>();
    answer = () => free.promise;
    const waiting = Array.from({ length: 40 }, (_, n) =>
      about(`mmm ${n}`, `contact-${n}`, world.store.tenant(`tenant-${n < 20 ? 1 : n}`)),
    );
    await vi.waitUntil(() => asked.length === 16);
    free.resolve(proposed(proposal()));
    const answers = await Promise.all(waiting);
    expect(answers.slice(0, 20).filter((one) => one !== undefined)).toHaveLength(4);
    expect(answers.filter((one) => one !== undefined)).toHaveLength(16);
    expect(await about('then')).toBeDefined();
  });

  it('is not asked about a letter', async () => {
    expect(await about('a'.repeat(2_000))).toBeUndefined();
    expect(asked).toEqual([]);
    expect(await outcomes()).toEqual(['too_long']);
  });
});
