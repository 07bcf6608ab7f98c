import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { ASSISTANT } from '#app/tokens.ts';
import { judged, settingsFrom } from '#config/load.ts';
import { openAiSandbox } from '#sandbox/openai/config.ts';
import { type OpenAiEmulator, startOpenAi } from '#sandbox/openai/emulator.ts';
import { question } from '#test/contracts/assistant.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

let opened: AsyncDisposableStack;
let emulator: OpenAiEmulator;
beforeEach(async () => {
  opened = new AsyncDisposableStack();
  emulator = await startOpenAi(openAiSandbox.parse({ apiKey: 'sk-of-this-test', models: ['our-model'] }));
  opened.defer(() => emulator.stop());
});
afterEach(() => opened.disposeAsync());

async function assistantOf(settings: Readonly<Record<string, string>>) {
  const folder = opened.use(await temporaryFolder());
  return resolve(await open(settingsFrom({ DESKBELL_DATA: folder.path, ...settings }), { log: quietLog }, opened), ASSISTANT);
}
const wrongIn = (settings: Readonly<Record<string, string>>) => judged(settings).wrong.map(({ name }) => name);

describe('the assistant of the settings', () => {
  it('is off without a key', async () => {
    expect(await assistantOf({ DESKBELL_OPENAI_URL: emulator.url })).toBe('off');
  });

  it('asks the model at that address, with that key', async () => {
    emulator.knows(question.text, { intent: 'book', question: true, keepsDraft: true, sure: true });
    const assistant = await assistantOf({
      DESKBELL_OPENAI_KEY: 'sk-of-this-test',
      DESKBELL_OPENAI_URL: emulator.url,
      DESKBELL_OPENAI_MODEL: 'our-model',
    });
    if (assistant === 'off') throw new Error('it is off');
    const answer = await assistant.understand(question, new AbortController().signal);
    expect(answer).toMatchObject({ kind: 'proposed', meaning: { intent: 'book' } });
  });

  it('is asked over an encrypted connection, except on this machine', () => {
    expect(wrongIn({ DESKBELL_OPENAI_URL: 'http://models.example.com/v1' })).toEqual(['DESKBELL_OPENAI_URL']);
    expect(wrongIn({ DESKBELL_OPENAI_URL: 'https://models.example.com/v1' })).toEqual([]);
    expect(wrongIn({ DESKBELL_OPENAI_URL: 'http://127.0.0.1:8000/v1' })).toEqual([]);
  });
});
