import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TwilioSandbox } from '#sandbox/twilio/config.ts';
import { type Receiver, type TestEmulator, emulator, receiver, serviceSid, settings } from './twilio-support.ts';

const HOUR = 3_600_000;
const ana = 'whatsapp:+34611111111';
let app: Receiver;
let twilio: TestEmulator;

async function given(changes: Partial<TwilioSandbox> = {}) {
  await twilio.stop();
  twilio = await emulator(settings(app, changes));
}
/** A customer who has just written, so that the window is open. */
async function writes(number = '+34611111111') {
  const customer = await twilio.customer({ number });
  const id = await twilio.says(customer.id, { kind: 'text', body: 'Hello' });
  return { customer, id };
}
const becomes = (sid: string, status: string) =>
  vi.waitFor(async () => expect(await twilio.message(sid)).toMatchObject({ status }), { timeout: 5000, interval: 20 });

beforeEach(async () => {
  app = await receiver();
  twilio = await emulator(settings(app));
});
afterEach(async () => {
  await twilio.stop();
  await app.close();
});

describe('sending through Twilio', () => {
  it('takes a message to the phone and tells each status to the address of that message', async () => {
    const { customer } = await writes();
    const { status, body } = await twilio.send({
      To: ana,
      Body: 'Hi Ana',
      StatusCallback: `${app.origin}/status?ref=m1&x=a%20b`,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'queued', direction: 'outbound-api', body: 'Hi Ana', to: ana, error_code: null });

    await becomes(body.sid, 'delivered');
    expect((await twilio.chat(customer.id)).bubbles.at(-1)).toMatchObject({ id: body.sid, from: 'business', ticks: 'delivered' });
    await twilio.reads(customer.id);
    await becomes(body.sid, 'read');
    await vi.waitFor(() => expect(app.statusesOf(body.sid)).toEqual(['queued', 'sent', 'delivered', 'read']));
    expect(app.received.findLast((each) => each.fields['MessageStatus'])?.url).toBe(`${app.origin}/status?ref=m1&x=a%20b`);
    expect(await twilio.accepted()).toMatchObject([
      { id: body.sid, to: customer.id, ref: `${app.origin}/status?ref=m1&x=a%20b`, answered: true },
    ]);
  });

  it('is accepted first through a Messaging Service', async () => {
    await writes();
    const { body } = await twilio.send({ From: '', MessagingServiceSid: serviceSid, To: ana, Body: 'Hi' });
    expect(body).toMatchObject({ status: 'accepted', messaging_service_sid: serviceSid });
    await vi.waitFor(() => expect(app.statusesOf(body.sid)).toEqual(['accepted', 'queued', 'sent', 'delivered']), {
      timeout: 5000,
    });
  });

  it('ignores parameters that it does not know', async () => {
    await writes();
    expect(await twilio.send({ To: ana, Body: 'Hi', Bdoy: 'Ho' })).toMatchObject({ status: 201 });
  });

  it.each([
    ['no To', { Body: 'a' }, 400, 21604],
    ['a To that is no address', { To: 'whatsapp:tomorrow', Body: 'a' }, 400, 21211],
    ['a To of another channel', { To: '+34611111111', Body: 'a' }, 400, 30016],
    ['no From', { From: '', To: ana, Body: 'a' }, 400, 21603],
    ['a From that is no sender of the account', { From: 'whatsapp:+34699999999', To: ana, Body: 'a' }, 400, 63007],
    ['the business itself as To', { To: 'whatsapp:+34600000001', Body: 'a' }, 400, 63031],
    ['a service that is not there', { From: '', MessagingServiceSid: 'MG1', To: ana, Body: 'a' }, 400, 21701],
    ['nothing to say', { To: ana }, 400, 21602],
    ['1601 characters', { To: ana, Body: 'x'.repeat(1601) }, 400, 21617],
    ['two media', { To: ana, MediaUrl: ['http://x.test/a.jpg', 'http://x.test/b.jpg'] }, 400, 21623],
    ['media that is no address', { To: ana, MediaUrl: 'a.jpg' }, 400, 21620],
    ['a callback that is no address', { To: ana, Body: 'a', StatusCallback: '/status' }, 400, 21609],
    ['variables without content', { To: ana, Body: 'a', ContentVariables: '{}' }, 400, 21654],
    ['content that is not there', { To: ana, ContentSid: `HX${'0'.repeat(32)}` }, 400, 21655],
    ['a recipient who opted out', { To: 'whatsapp:+34622222222', Body: 'a' }, 400, 21610],
  ])('refuses %s', async (_, fields, status, code) => {
    await given({ optedOut: ['+34622222222'] });
    const answer = await twilio.send(fields);
    expect(answer).toMatchObject({ status, body: { code, status, more_info: `https://www.twilio.com/docs/errors/${code}` } });
    expect(await twilio.accepted()).toEqual([]);
  });

  it('refuses a wrong token, another account and a message that is not there', async () => {
    const headers = { authorization: `Basic ${Buffer.from('AC1:wrong').toString('base64')}` };
    expect(await twilio.send({ To: ana, Body: 'a' }, { headers })).toMatchObject({ status: 401, body: { code: 20003 } });
    const other = `/2010-04-01/Accounts/AC${'9'.repeat(32)}/Messages.json`;
    expect(await twilio.call(other)).toMatchObject({ status: 404, body: { code: 20404 } });
    expect(await twilio.call(`${twilio.messages}/SM${'0'.repeat(32)}.json`)).toMatchObject({
      status: 404,
      body: { code: 20404 },
    });
  });
});

describe('the 24-hour window', () => {
  it('closes a day after the last message of the customer: then free text fails with 63016, by callback', async () => {
    const { customer } = await writes();
    await twilio.advance(24 * HOUR - 60_000);
    const inTime = await twilio.send({ To: ana, Body: 'in time' });
    await becomes(inTime.body.sid, 'delivered');

    await twilio.advance(60_000);
    const late = await twilio.send({ To: ana, Body: 'late' });
    expect(late).toMatchObject({ status: 201, body: { status: 'queued' } });
    await becomes(late.body.sid, 'undelivered');
    expect(await twilio.message(late.body.sid)).toMatchObject({ error_code: 63016 });
    await vi.waitFor(() =>
      expect(app.received.at(-1)?.fields).toMatchObject({
        MessageStatus: 'undelivered',
        ErrorCode: '63016',
        EventType: 'UNDELIVERED',
      }),
    );
    expect((await twilio.chat(customer.id)).bubbles.map((each) => each.id)).not.toContain(late.body.sid);

    await twilio.says(customer.id, { kind: 'text', body: 'Still there?' });
    const again = await twilio.send({ To: ana, Body: 'open again' });
    await becomes(again.body.sid, 'delivered');
  });

  it('is no matter to an approved template, and to no other content', async () => {
    const { body: customer } = await twilio.post('/control/customers', { name: 'Ana', number: '+34611111111' });
    const types = {
      'twilio/quick-reply': { body: 'Hello {{1}}, will you come tomorrow at nine?', actions: [{ title: 'Yes', id: 'yes' }] },
    };
    const sid = await twilio.content(types, { 1: 'Ana' });
    const before = await twilio.send({ To: ana, ContentSid: sid, ContentVariables: '{"1":"Ana"}' });
    await becomes(before.body.sid, 'undelivered');

    const approval = await twilio.post(`/v1/Content/${sid}/ApprovalRequests/whatsapp`, {
      name: 'will_you_come',
      category: 'UTILITY',
    });
    expect(approval).toMatchObject({ status: 201, body: { status: 'received' } });
    await twilio.advance(5000);
    expect((await twilio.call(`/v1/Content/${sid}/ApprovalRequests`)).body.whatsapp).toMatchObject({
      status: 'approved',
      name: 'will_you_come',
    });
    const after = await twilio.send({ To: ana, ContentSid: sid, ContentVariables: '{"1":"Ana"}' });
    await becomes(after.body.sid, 'delivered');
    expect((await twilio.chat(customer.id)).bubbles).toMatchObject([
      {
        id: after.body.sid,
        content: { kind: 'buttons', body: 'Hello Ana, will you come tomorrow at nine?', buttons: [{ id: 'yes', title: 'Yes' }] },
      },
    ]);
  });

  it('never lets a list or a place be approved', async () => {
    const list = await twilio.content({ 'twilio/list-picker': { body: 'a', button: 'b', items: [{ id: 'a', item: 'a' }] } });
    const place = await twilio.content({ 'twilio/location': { latitude: 1, longitude: 2, label: 'Salon' } });
    for (const sid of [list, place]) {
      const answer = await twilio.post(`/v1/Content/${sid}/ApprovalRequests/whatsapp`, { name: 'a_list', category: 'UTILITY' });
      expect(answer).toMatchObject({ status: 400 });
    }
  });

  it('fails a fourth button in session with 63021', async () => {
    await writes();
    const actions = [1, 2, 3, 4].map((n) => ({ title: `Day ${n}`, id: `d${n}` }));
    const sid = await twilio.content({ 'twilio/quick-reply': { body: 'When?', actions } });
    const { body } = await twilio.send({ To: ana, ContentSid: sid });
    await becomes(body.sid, 'undelivered');
    expect(await twilio.message(body.sid)).toMatchObject({ error_code: 63021 });
  });
});

describe('an unknown recipient', () => {
  it('is found out by callback', async () => {
    const { status, body } = await twilio.send({ To: 'whatsapp:+34633333333', Body: 'a' });
    expect(status).toBe(201);
    await becomes(body.sid, 'undelivered');
    expect(await twilio.message(body.sid)).toMatchObject({ error_code: 63024 });
  });
});

describe('the list of messages', () => {
  it('holds both directions, newest first, and finds them by To, From and day', async () => {
    const { id } = await writes();
    const { body } = await twilio.send({ To: ana, Body: 'Hi' });
    await becomes(body.sid, 'delivered');
    const find = async (query: string) =>
      (await twilio.call(`${twilio.messages}.json?${query}`)).body.messages.map((each: { sid: string }) => each.sid);

    const [today, tomorrow] = [0, 24 * HOUR].map((ms) => new Date(Date.now() + ms).toISOString().slice(0, 10));
    const business = encodeURIComponent('whatsapp:+34600000001');
    expect(await find('')).toEqual([body.sid, id]);
    expect(await find(`To=${business}`)).toEqual([id]);
    expect(await find(`From=${business}&To=${encodeURIComponent(ana)}`)).toEqual([body.sid]);
    expect(await find(`To=${business}&DateSent%3E=${today}`)).toEqual([id]);
    expect(await find(`DateSent>=${tomorrow}`)).toEqual([]);
    expect(await find(`DateSent<=${today}`)).toEqual([]);
    expect(await find(`DateSent%3E=${new Date(Date.now() - HOUR).toISOString()}`)).toEqual([body.sid, id]);
    expect(await twilio.call(`${twilio.messages}.json?DateSent=soon`)).toMatchObject({ status: 400 });
  });

  it('comes in pages that new messages do not shift', async () => {
    const { customer } = await writes();
    for (const body of ['two', 'three', 'four', 'five']) await twilio.says(customer.id, { kind: 'text', body });
    const pages: string[][] = [];
    let next: string | null = `${twilio.messages}.json?PageSize=2`;
    while (next) {
      const { body } = await twilio.call(next);
      pages.push(body.messages.map((each: { body: string }) => each.body));
      next = body.next_page_uri;
      if (pages.length === 1) await twilio.says(customer.id, { kind: 'text', body: 'meanwhile' });
    }
    expect(pages).toEqual([['five', 'four'], ['three', 'two'], ['Hello']]);
  });
});

describe('faults of sending', () => {
  it('never answers, yet the message is on the phone, in the list and told by callback', async () => {
    const { customer } = await writes();
    await twilio.faults({ neverAnswer: 1 });
    const hangUp = new AbortController();
    const send = twilio.send(
      { To: ana, Body: 'Lost answer', StatusCallback: `${app.origin}/status?ref=m7` },
      { signal: hangUp.signal },
    );
    const lost = expect(send).rejects.toThrow();

    await vi.waitFor(async () => expect((await twilio.chat(customer.id)).bubbles).toHaveLength(2), { timeout: 5000 });
    hangUp.abort();
    await lost;
    const [sent] = (await twilio.call(`${twilio.messages}.json?To=${encodeURIComponent(ana)}`)).body.messages;
    expect(sent).toMatchObject({ body: 'Lost answer', direction: 'outbound-api' });
    await vi.waitFor(() => expect(app.statusesOf(sent.sid)).toContain('delivered'), { timeout: 5000 });
    expect(await twilio.accepted()).toMatchObject([{ id: sent.sid, answered: false }]);
  });

  it.each([
    ['rateLimit', 429, 20429],
    ['serverError', 500, 20500],
  ])('%s answers with its code and does nothing', async (fault, status, code) => {
    await writes();
    await twilio.faults({ [fault]: 1 });
    expect(await twilio.send({ To: ana, Body: 'a' })).toMatchObject({ status, body: { code } });
    expect(await twilio.accepted()).toEqual([]);
    await twilio.faults({});
    expect(await twilio.send({ To: ana, Body: 'a' })).toMatchObject({ status: 201 });
  });

  it('dropReceipts sends no status, and the message arrives all the same', async () => {
    const { customer } = await writes();
    await twilio.faults({ dropReceipts: 1 });
    const { body } = await twilio.send({ To: ana, Body: 'a' });
    await becomes(body.sid, 'delivered');
    expect((await twilio.chat(customer.id)).bubbles).toHaveLength(2);
    expect(app.statusesOf(body.sid)).toEqual([]);
  });
});

describe('the queue of a sender', () => {
  it('takes more than the rate and lets them leave at the rate, in order', async () => {
    await given({ messagesPerSecond: 1 / 3600 });
    const { customer } = await writes();
    const sids: string[] = [];
    for (const body of ['one', 'two', 'three']) sids.push((await twilio.send({ To: ana, Body: body })).body.sid);
    const arrived = async () => (await twilio.chat(customer.id)).bubbles.slice(1).map((each) => each.id);
    await vi.waitFor(async () => expect(await arrived()).toEqual(sids.slice(0, 1)));
    await twilio.advance(HOUR);
    await vi.waitFor(async () => expect(await arrived()).toEqual(sids.slice(0, 2)));
    expect(await twilio.message(sids[2] ?? '')).toMatchObject({ status: 'queued' });
    await twilio.advance(HOUR);
    await vi.waitFor(async () => expect(await arrived()).toEqual(sids));
  });

  it('overflows with 21611, or with 30001 by callback through a Messaging Service', async () => {
    await given({ messagesPerSecond: 1 / 3600, queueSeconds: 1800 });
    await writes();
    expect(await twilio.send({ To: ana, Body: 'one' })).toMatchObject({ status: 201 });
    expect(await twilio.send({ To: ana, Body: 'two' })).toMatchObject({ status: 429, body: { code: 21611 } });
    const { body } = await twilio.send({ To: ana, Body: 'three', MessagingServiceSid: serviceSid });
    await twilio.advance(HOUR);
    await becomes(body.sid, 'failed');
    expect(await twilio.message(body.sid)).toMatchObject({ error_code: 30001 });
  });

  it('drops what has waited beyond its validity', async () => {
    await given({ messagesPerSecond: 1 / 3600 });
    await writes();
    await twilio.send({ To: ana, Body: 'one' });
    const { body } = await twilio.send({ To: ana, Body: 'two', ValidityPeriod: '60' });
    await twilio.advance(HOUR);
    await becomes(body.sid, 'failed');
    expect(await twilio.message(body.sid)).toMatchObject({ error_code: 30036 });
  });
});
