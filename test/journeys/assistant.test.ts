import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAiSandbox } from '#sandbox/openai/config.ts';
import { type OpenAiEmulator, startOpenAi } from '#sandbox/openai/emulator.ts';
import type { Stage } from '#sandbox/stage/stage.ts';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import { customerOf, words } from './customer.ts';

vi.setConfig({ testTimeout: 60_000 });

const KEY = 'sk-of-a-journey';
let openai: OpenAiEmulator;
let stage: Stage;
beforeAll(async () => {
  openai = await startOpenAi(openAiSandbox.parse({ apiKey: KEY }));
  stage = await temporaryStage({ settings: { DESKBELL_OPENAI_KEY: KEY, DESKBELL_OPENAI_URL: openai.url } });
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await openai.stop();
});

async function anybody(name: string) {
  const phone = stage.phones.find(({ channel }) => channel === 'meta-cloud');
  if (!phone) throw new Error('the stage has no phone');
  return customerOf(phone, name);
}
const metrics = async () => (await fetch(`${stage.app.pagesUrl}/metrics`)).text();

describe('a customer whom the rules do not understand', () => {
  it('is understood by the model, which learns nothing about them', async () => {
    openai.knows('blorp zzq', { intent: 'price', services: ['s1'], question: true, keepsDraft: true, sure: true });
    const ana = await anybody('Ana Secret');
    await ana.says('hi');
    expect(openai.asked).toEqual([]);
    expect(words(await ana.says('blorp zzq'))).toMatch(/costs £\d+/);

    expect(openai.asked).toHaveLength(1);
    const sent = JSON.stringify(openai.asked[0]?.body);
    for (const hidden of ['Ana', 'Secret', 'juniper', 'Juniper', '+44', KEY, '£']) expect(sent).not.toContain(hidden);
    expect(await metrics()).toContain('deskbell_assistant_questions_total{outcome="used"} 1');
  });

  it('gets the answer of the rules when the model fails', async () => {
    openai.become('failing');
    const bo = await anybody('Bo Secret');
    await bo.says('hi');
    expect(words(await bo.says('zzq blorp'))).toMatch(/^Sorry, I didn’t understand that\./);
    expect(await metrics()).toContain('deskbell_assistant_questions_total{outcome="failed"} 1');
  });
});
