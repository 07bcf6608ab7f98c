import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Receiver, type TestEmulator, accountSid, emulator, receiver, senderSid, settings } from './twilio-support.ts';

/** Twilio's own specification and posts that others have captured. They lie beside the project and do not travel with it. */
const shared = resolve(import.meta.dirname, '../../../shared');
const specFile = resolve(shared, 'specs/twilio.openapi.json');
const samplesFolder = resolve(shared, 'samples/twilio');

let app: Receiver;
let twilio: TestEmulator;
beforeAll(async () => {
  app = await receiver();
  twilio = await emulator(settings(app));
});
afterAll(async () => {
  await twilio.stop();
  await app.close();
});

describe.skipIf(!existsSync(specFile))(
  'the answers of the emulator (skipped without ../shared/specs/twilio.openapi.json)',
  () => {
    it('have the shapes of the specification', async () => {
      const answer = readSpec();
      const ana = await twilio.customer();
      const picture = await twilio.says(ana.id, { kind: 'media', media: 'image', mimeType: 'image/png', base64: 'aGk=' });
      const sent = await twilio.send({ To: 'whatsapp:+34611111111', Body: 'Hello' });
      const types = { 'twilio/quick-reply': { body: 'Will you come tomorrow?', actions: [{ title: 'Yes', id: 'yes' }] } };
      const made = await twilio.post('/v1/Content', { friendly_name: 'a', language: 'en', types });
      const content = `/v1/Content/${made.body.sid}`;
      const messages = '/2010-04-01/Accounts/{AccountSid}/Messages';
      const media = (await twilio.call(`${twilio.messages}/${picture}/Media.json`)).body;
      const form = { channel: 'whatsapp', messageId: picture };

      const answers: [string, string, { status: number; body: unknown }][] = [
        ['post', `${messages}.json`, sent],
        ['get', `${messages}.json`, await twilio.call(`${twilio.messages}.json`)],
        ['get', `${messages}/{Sid}.json`, await twilio.call(`${twilio.messages}/${sent.body.sid}.json`)],
        ['get', `${messages}/{MessageSid}/Media.json`, { status: 200, body: media }],
        [
          'get',
          `${messages}/{MessageSid}/Media/{Sid}.json`,
          await twilio.call(`${twilio.messages}/${picture}/Media/${media.media_list[0].sid}.json`),
        ],
        ['get', '/2010-04-01/Accounts/{Sid}.json', await twilio.call(`/2010-04-01/Accounts/${accountSid}.json`)],
        ['post', '/v1/Content', made],
        ['get', '/v1/Content', await twilio.call('/v1/Content?PageSize=1')],
        ['get', '/v1/Content/{Sid}', await twilio.call(content)],
        ['get', '/v1/ContentAndApprovals', await twilio.call('/v1/ContentAndApprovals')],
        [
          'post',
          '/v1/Content/{ContentSid}/ApprovalRequests/whatsapp',
          await twilio.post(`${content}/ApprovalRequests/whatsapp`, { name: 'will_you_come', category: 'UTILITY' }),
        ],
        ['get', '/v1/Content/{Sid}/ApprovalRequests', await twilio.call(`${content}/ApprovalRequests`)],
        ['get', '/v2/Channels/Senders', await twilio.call('/v2/Channels/Senders?Channel=whatsapp')],
        ['get', '/v2/Channels/Senders/{Sid}', await twilio.call(`/v2/Channels/Senders/${senderSid}`)],
        [
          'post',
          '/v2/Channels/Senders/{Sid}',
          await twilio.post(`/v2/Channels/Senders/${senderSid}`, { webhook: { callback_url: `${app.origin}/in?tenant=t_1` } }),
        ],
        ['post', '/v2/Indicators/Typing.json', await twilio.form('/v2/Indicators/Typing.json', form)],
      ];
      for (const [method, path, { status, body }] of answers) {
        const valid = answer(method, path, status);
        expect(valid(body) ? [] : valid.errors, `${method} ${path} ${status}`).toEqual([]);
      }
    });
  },
);

describe.skipIf(!existsSync(samplesFolder))('the webhooks of the emulator (skipped without ../shared/samples/twilio)', () => {
  it('have every parameter of captured posts of their kind, and no others', async () => {
    const ana = await twilio.customer({ number: '+34622222222' });
    const say = (body: string) => twilio.says(ana.id, { kind: 'text', body });
    await say('Hello');
    const sid = await twilio.content({
      'twilio/list-picker': { body: 'Which?', button: 'Choose', items: [{ id: 'a', item: 'A' }] },
    });
    const list = await twilio.send({ To: 'whatsapp:+34622222222', ContentSid: sid });
    const replies = await twilio.content({ 'twilio/quick-reply': { body: 'Come?', actions: [{ title: 'Yes', id: 'yes' }] } });
    const buttons = await twilio.send({ To: 'whatsapp:+34622222222', ContentSid: replies });
    await vi.waitFor(async () => expect((await twilio.chat(ana.id)).bubbles).toHaveLength(3));
    await twilio.says(ana.id, { kind: 'choice', message: list.body.sid, choice: 'a' });
    await twilio.says(ana.id, { kind: 'choice', message: buttons.body.sid, choice: 'yes' });
    await twilio.says(ana.id, { kind: 'media', media: 'image', mimeType: 'image/png', base64: 'aGk=' });
    await twilio.reads(ana.id);
    await vi.waitFor(async () => expect(await twilio.pending()).toBe(0), { timeout: 5000 });

    const kindOf = (fields: Readonly<Record<string, string>>): string => {
      if (fields['MessageStatus'] !== undefined) return `status ${fields['MessageStatus']}`;
      if (fields['ListId'] !== undefined) return 'list';
      if (fields['ButtonPayload'] !== undefined) return 'button';
      return fields['NumMedia'] === '1' ? 'media' : 'text';
    };
    const ours = Map.groupBy(app.received, ({ fields }) => kindOf(fields));
    // Ads are not part of the phone; the number 30008 is of SMS.
    const samples = readdirSync(samplesFolder)
      .map((name) => JSON.parse(readFileSync(resolve(samplesFolder, name), 'utf8')))
      .filter((sample) => sample['ReferralCtwaClid'] === undefined && sample['MessageStatus'] !== 'failed');

    // Seen in a captured post of 2026 and on Twilio's pages, but in none of the samples.
    const documented = ['OriginalRepliedMessageSid', 'OriginalRepliedMessageSender'];
    const known = new Set([...samples.flatMap((sample) => Object.keys(sample)), ...documented]);
    for (const sample of samples) {
      const posts = ours.get(kindOf(sample)) ?? [];
      expect(posts.length, kindOf(sample)).toBeGreaterThan(0);
      // A picture may come without a caption, and a text may be empty: the parameter is there all the same.
      for (const { fields } of posts)
        expect(Object.keys(fields), kindOf(sample)).toEqual(expect.arrayContaining(required(sample)));
    }
    for (const { fields } of app.received) expect(Object.keys(fields).filter((name) => !known.has(name))).toEqual([]);
  });
});

/** `queued` comes without a service in our posts, as the message was sent without one. */
function required(sample: Record<string, string>): string[] {
  const optional = sample['MessageStatus'] === undefined ? [] : ['MessagingServiceSid'];
  return Object.keys(sample).filter((name) => !optional.includes(name));
}

/** A validator for the answer of an operation. */
function readSpec(): (method: string, path: string, status: number) => ValidateFunction {
  const spec = strict(JSON.parse(readFileSync(specFile, 'utf8')));
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  for (const ours of ['phone-number', 'currency', 'uri-map', 'uri']) ajv.addFormat(ours, true);
  ajv.addFormat('date-time-rfc-2822', /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
  ajv.addSchema(spec, 'spec');
  return (method, path, status) => {
    const pointer = ['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema'];
    const ref = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    return ajv.compile({ $ref: `spec#/${ref}` });
  };
}

/** Resources that Twilio always answers in full. */
const inFull = /^(api\.v2010\.account(\.message(\.media)?)?|content\.v1\.content(\.approval_\w+)?)$/;

/**
 * OpenAPI 3.0 says `nullable` where JSON Schema says a union with null, and requires nothing of an answer: here an answer has no
 * property that the specification does not name, and the resources above have all of them.
 */
function strict(value: unknown, name = ''): Record<string, unknown> {
  const { nullable, properties, ...rest } = Object.fromEntries(
    Object.entries(value ?? {}).map(([key, each]) => [
      key,
      typeof each === 'object' && each !== null ? strictly(each, key) : each,
    ]),
  );
  const isSchema = rest['type'] === 'object' && typeof properties === 'object' && properties !== null;
  const whole = {
    ...rest,
    ...(properties === undefined ? {} : { properties }),
    ...(isSchema && rest['additionalProperties'] === undefined ? { additionalProperties: false } : {}),
    ...(isSchema && inFull.test(name) ? { required: Object.keys(properties) } : {}),
  };
  if (nullable === undefined || nullable === false) return whole;
  return nullable === true ? { anyOf: [whole, { type: 'null' }] } : { ...whole, nullable };
}

function strictly(value: object, name: string): unknown {
  return Array.isArray(value)
    ? value.map((each) => (typeof each === 'object' && each !== null ? strictly(each, '') : each))
    : strict(value, name);
}
