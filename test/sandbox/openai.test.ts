import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAiSandbox } from '#sandbox/openai/config.ts';
import { type OpenAiEmulator, startOpenAi } from '#sandbox/openai/emulator.ts';

/** OpenAI's own specification. It lies beside the project and does not travel with it. */
const specFile = resolve(import.meta.dirname, '../../../shared/specs/openai.openapi.json');

const schema = {
  type: 'object',
  properties: { intent: { type: 'string' }, day: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
  required: ['intent', 'day'],
  additionalProperties: false,
};
const asked = {
  model: 'gpt-5.6-luna',
  store: false,
  instructions: 'Say what it means.',
  input: [{ role: 'user', content: [{ type: 'input_text', text: JSON.stringify({ message: 'hola "tú"' }) }] }],
  text: { format: { type: 'json_schema', name: 'meaning', strict: true, schema } },
};

let openai: OpenAiEmulator;
beforeEach(async () => {
  openai = await startOpenAi(openAiSandbox.parse({ apiKey: 'sk-test' }));
});
afterEach(() => openai.stop());

async function ask(body: unknown = asked, key = 'sk-test') {
  const response = await fetch(`${openai.url}/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}
const textIn = ({ body }: Awaited<ReturnType<typeof ask>>) => JSON.parse(body.output[0].content[0].text);

describe('the emulator of OpenAI', () => {
  it('knows what it was told, writes null for the rest, and takes everything else for something else', async () => {
    openai.knows('hola "tú"', { intent: 'greeting' });
    expect(textIn(await ask())).toEqual({ intent: 'greeting', day: null });
    const other = { ...asked, input: 'what?' };
    expect(textIn(await ask(other))).toEqual({ intent: 'other', day: null });
  });

  it.each([
    ['another key', asked, 'sk-other', 401, 'invalid_api_key'],
    ['another model', { ...asked, model: 'gpt-0' }, 'sk-test', 404, 'model_not_found'],
    ['an unknown parameter', { ...asked, temprature: 1 }, 'sk-test', 400, 'invalid_value'],
    ['no JSON', '{', 'sk-test', 400, 'invalid_value'],
  ])('refuses %s', async (_, body, key, status, code) => {
    expect(await ask(body, key)).toMatchObject({ status, body: { error: { code } } });
  });

  it.each([
    [{ ...schema, required: ['intent'] }, 'Missing'],
    [{ ...schema, additionalProperties: true }, 'additionalProperties'],
    [{ type: 'array', items: schema }, 'root'],
  ])('refuses a schema that is not strict: %j', async (wrong, why) => {
    const format = { ...asked.text.format, schema: wrong };
    const answer = await ask({ ...asked, text: { format } });
    expect(answer).toMatchObject({ status: 400, body: { error: { param: 'text.format.schema' } } });
    expect(answer.body.error.message).toContain(why);
  });

  it.each([
    ['rate_limited', 429, 'rate_limit_exceeded'],
    ['no_credit', 429, 'insufficient_quota'],
    ['failing', 500, null],
  ] as const)('can be %s', async (mode, status, code) => {
    openai.become(mode, { times: 1, retryAfterSeconds: 7 });
    const answer = await ask();
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.headers.get('retry-after')).toBe(mode === 'rate_limited' ? '7' : null);
    expect((await ask()).status).toBe(200);
  });
});

describe.skipIf(!existsSync(specFile))(
  'the answers of the emulator (skipped without ../shared/specs/openai.openapi.json)',
  () => {
    it.each(['right', 'refusal', 'cut_off', 'filtered', 'prose', 'empty'] as const)(
      'have the shape of the specification: %s',
      async (mode) => {
        openai.become(mode);
        const valid = shapeOf('Response');
        const { body } = await ask();
        expect(valid(body) ? [] : valid.errors).toEqual([]);
      },
    );

    it.each(['rate_limited', 'no_credit', 'failing'] as const)('also when it refuses: %s', async (mode) => {
      openai.become(mode);
      const valid = shapeOf('ErrorResponse');
      const { body } = await ask();
      expect(valid(body) ? [] : valid.errors).toEqual([]);
    });

    it('answer requests that the specification allows', () => {
      const valid = shapeOf('CreateResponse');
      expect(valid(asked) ? [] : valid.errors).toEqual([]);
    });
  },
);

function shapeOf(name: string) {
  // Its alternatives overlap: an input message is one of two.
  const spec = JSON.parse(readFileSync(specFile, 'utf8').replaceAll('"oneOf"', '"anyOf"'));
  const ajv = new Ajv({ strict: false, discriminator: false, validateFormats: false });
  addFormats.default(ajv);
  ajv.addSchema(spec, 'openai');
  return ajv.compile({ $ref: `openai#/components/schemas/${name}` });
}
