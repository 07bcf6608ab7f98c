import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openAi } from '#adapters/openai/index.ts';
import { meaningFormat } from '#adapters/openai/meaning-format.ts';
import type { Mode } from '#sandbox/openai/config.ts';
import { openAiSandbox } from '#sandbox/openai/config.ts';
import { type OpenAiEmulator, startOpenAi } from '#sandbox/openai/emulator.ts';
import { type OpenAssistant, describeAssistant, question } from '#test/contracts/assistant.ts';
import { type TestClock, testClock } from '#test/support/clock.ts';

const KEY = 'sk-proj-secret-key';
const MODEL = 'gpt-5.6-luna';

interface Opened extends OpenAssistant {
  readonly emulator: OpenAiEmulator;
  readonly clock: TestClock;
}

async function open(
  over: { readonly key?: string; readonly model?: string; readonly fetch?: typeof fetch } = {},
): Promise<Opened> {
  const clock = testClock();
  const emulator = await startOpenAi(openAiSandbox.parse({ apiKey: KEY }), clock);
  const { key = KEY, model = MODEL } = over;
  return {
    emulator,
    clock,
    assistant: openAi({ key, model, url: emulator.url }, { fetch: over.fetch ?? fetch, clock }),
    knows: emulator.knows,
    goSilent: () => emulator.become('slow'),
    called: () => vi.waitUntil(() => emulator.asked.length > 0) as Promise<unknown> as Promise<void>,
    sent: () => emulator.asked.map(({ body }) => JSON.stringify(body)),
    [Symbol.asyncDispose]: () => emulator.stop(),
  };
}

const become = (mode: Mode) => (opened: OpenAssistant) => (opened as Opened).emulator.become(mode);

describeAssistant({
  name: 'openai',
  open,
  secrets: [KEY],
  goesWrong: {
    'the model refuses': { arrange: become('refusal'), why: 'declined' },
    'the content is filtered': { arrange: become('filtered'), why: 'declined' },
    'the answer is cut off': { arrange: become('cut_off'), why: 'unusable' },
    'the answer is prose': { arrange: become('prose'), why: 'unusable' },
    'the answer is broken JSON': { arrange: become('broken_json'), why: 'unusable' },
    'the answer has another shape': { arrange: become('other_shape'), why: 'unusable' },
    'the answer is empty': { arrange: become('empty'), why: 'unusable' },
    'the answer is no response at all': { arrange: become('nonsense'), why: 'unusable' },
    'the answer never ends': { arrange: become('endless'), why: 'unusable' },
    'the answer is a megabyte': { arrange: become('huge'), why: 'unusable' },
    'there are too many requests': { arrange: become('rate_limited'), why: 'busy' },
    'there is no credit': { arrange: become('no_credit'), why: 'busy' },
    'the server fails twice': { arrange: become('failing'), why: 'failed', calls: 2 },
    'the server hangs up twice': { arrange: become('hangs_up'), why: 'failed', calls: 2 },
    'nothing listens there': { arrange: (opened) => (opened as Opened).emulator.stop(), why: 'unreachable', calls: 0 },
  },
});

describe('openai', () => {
  let opened: Opened;
  beforeEach(async () => {
    opened = await open();
    opened.knows(question.text, { intent: 'book', question: true, keepsDraft: true, sure: true });
  });
  afterEach(() => opened[Symbol.asyncDispose]());

  const ask = (signal = new AbortController().signal) => opened.assistant.understand(question, signal);

  it.each(['failing', 'hangs_up'] as const)('asks once more: %s', async (mode) => {
    opened.emulator.become(mode, { times: 1 });
    expect(await ask()).toMatchObject({ kind: 'proposed' });
    expect(opened.sent()).toHaveLength(2);
  });

  it('waits out a short rate limit, and asks once more', async () => {
    opened.emulator.become('rate_limited', { times: 1, retryAfterSeconds: 0.5 });
    const answer = ask();
    await vi.waitUntil(() => {
      opened.clock.advance(100);
      return opened.sent().length === 2;
    });
    expect(await answer).toMatchObject({ kind: 'proposed' });
  });

  it('tells how long a long rate limit lasts', async () => {
    opened.emulator.become('rate_limited', { retryAfterSeconds: 30 });
    expect(await ask()).toMatchObject({ why: 'busy', retryAfterMs: 30_000 });
  });

  it('gives up a call that hangs, and asks once more', async () => {
    opened.emulator.become('slow', { times: 1 });
    const answer = ask();
    await opened.called();
    opened.clock.advance(2_500);
    expect(await answer).toMatchObject({ kind: 'proposed' });
    expect(opened.sent()).toHaveLength(2);
  });

  it('has nothing stored, sends the message last and nothing that identifies this machine', async () => {
    await ask();
    const [asked] = opened.emulator.asked;
    expect(asked?.body).toMatchObject({ model: MODEL, store: false, text: { format: { strict: true, name: 'meaning' } } });
    expect(asked?.body).not.toHaveProperty('reasoning');
    expect(JSON.stringify(asked?.body).indexOf('tmrw')).toBeGreaterThan(JSON.stringify(asked?.body).indexOf('Europe/Madrid'));
    const names = Object.keys(asked?.headers ?? {});
    expect(names.filter((name) => /stainless|openai|organization|project/.test(name))).toEqual([]);
    expect(asked?.headers['user-agent'] ?? 'node').toBe('node');
  });

  it('says how much to think where that is known', async () => {
    const { emulator, clock } = opened;
    await openAi({ key: KEY, model: MODEL, url: emulator.url, effort: 'none' }, { fetch, clock }).understand(
      question,
      new AbortController().signal,
    );
    expect(emulator.asked[0]?.body).toMatchObject({ reasoning: { effort: 'none' } });
  });

  it.each([
    [{ key: 'sk-proj-another' }, 'unauthorized'],
    [{ model: 'gpt-0' }, 'rejected'],
  ])('tells what is wrong with %j', async (over, why) => {
    await using other = await open(over);
    expect(await other.assistant.understand(question, new AbortController().signal)).toMatchObject({ kind: 'none', why });
    expect(other.sent()).toHaveLength(1);
  });

  it('follows no redirect: the key and the message would go elsewhere', async () => {
    const seen: RequestInit[] = [];
    await using other = await open({
      fetch: async (_, init) => {
        seen.push(init ?? {});
        throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') });
      },
    });
    expect(await other.assistant.understand(question, new AbortController().signal)).toMatchObject({ why: 'failed' });
    expect(seen.map(({ redirect }) => redirect)).toEqual(['error', 'error']);
  });
});

it('the format of the answer is the meaning, and nothing else fits it', () => {
  const text = JSON.stringify(meaningFormat.schema);
  expect(text.length).toBeLessThan(10_000);
  expect(meaningFormat.schema).toMatchObject({
    additionalProperties: false,
    required: expect.arrayContaining(['intent', 'services', 'whichBooking', 'alternatives', 'sure']),
  });
  for (const keyword of ['pattern', 'maximum', 'minItems', 'maxLength', '$schema', '$ref'])
    expect(text).not.toContain(`"${keyword}"`);
});
