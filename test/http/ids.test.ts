import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHash, createHmac } from 'node:crypto';
import { ask } from './ask.ts';
import { messagesChange, metaBody, numberOf, textChange } from './bodies.ts';
import { type App, givenApp } from './given.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let app: App;
beforeAll(async () => {
  app = await givenApp();
});
afterAll(() => app[Symbol.asyncDispose]());

/** What an id from outside may not be. */
const BAD: Readonly<Record<string, unknown>> = {
  'half a character': 'id.\ud800',
  'a text with NUL': 'id.\u0000.end',
  'an empty text': '',
  'a text of 100 kB': 'x'.repeat(100_000),
  'no text': { id: 1 },
};
/** What looks odd and is an id like any other. */
const ODD = ['__proto__', 'constructor', 'hasOwnProperty', 'ES.\u{1f600}', '> $1 * . \\ /'];

/** Every place of an id in a change of messages, with the rest as Meta sends it. */
const PLACES: Readonly<Record<string, (id: unknown) => object>> = {
  'id of a message': (id) => ({
    messages: [{ id, from: '34600000066', timestamp: '1780000000', type: 'text', text: { body: 'a' } }],
  }),
  author: (id) => ({ messages: [{ id: fresh('author'), from: id, type: 'text', text: { body: 'a' } }] }),
  'user id of an author': (id) => ({ messages: [{ id: fresh('user'), from_user_id: id, type: 'text', text: { body: 'a' } }] }),
  'id of a quoted message': (id) => ({
    messages: [{ id: fresh('q'), from: '34600000067', context: { id }, type: 'text', text: { body: 'a' } }],
  }),
  'id of a medium': (id) => ({ messages: [{ id: fresh('m'), from: '34600000068', type: 'image', image: { id } }] }),
  'target of a reaction': (id) => ({
    messages: [{ id: fresh('r'), from: '34600000069', type: 'reaction', reaction: { message_id: id, emoji: '👍' } }],
  }),
  'id after a change of number': (id) => ({
    messages: [{ id: fresh('s'), from: '34600000070', type: 'system', system: { type: 'user_changed_number', wa_id: id } }],
  }),
  'user name': (id) => ({
    contacts: [{ wa_id: '34600000071', profile: { username: id, name: id } }],
    messages: [{ id: fresh('n'), from: '34600000071', type: 'text', text: { body: 'a' } }],
  }),
  'id of a contact': (id) => ({
    contacts: [{ wa_id: id, user_id: id }],
    messages: [{ id: fresh('c'), type: 'text', text: { body: 'a' } }],
  }),
  'id of a status': (id) => ({ statuses: [{ id, status: 'sent', recipient_id: '34600000066' }] }),
  'recipient of a status': (id) => ({ statuses: [{ id: fresh('st'), status: 'sent', recipient_id: id, recipient_user_id: id }] }),
  'our id in a status': (id) => ({ statuses: [{ id: fresh('ref'), status: 'sent', biz_opaque_callback_data: id }] }),
  'code of an error': (id) => ({ errors: [{ code: id, title: id }] }),
};

/** With an empty author, Meta's rule gives a message to the one contact beside it. */
const PERHAPS_THEIRS = /author, an empty text$/;

describe('an id of Meta that cannot be one', () => {
  for (const [place, having] of Object.entries(PLACES)) {
    it.each(Object.keys(BAD))(
      `as the ${place} (%s): all is kept, and the neighbours in its change are answered`,
      async (which) => {
        const name = `Beside ${place} ${which}`;
        const change = messagesChange([], name);
        const { messages = [], contacts = [], ...more } = having(BAD[which]) as { messages?: object[]; contacts?: object[] };
        const healthy = { id: fresh('healthy'), from: numberOf(name), timestamp: now(), type: 'text', text: { body: 'hi' } };
        const value = {
          ...change.value,
          ...more,
          contacts: [...contacts, ...change.value.contacts],
          messages: [...messages, healthy],
        };
        const before = (await app.log('juniper')).length;

        expect((await app.metaSays(metaBody({ ...change, value }))).status).toBe(200);
        expect((await app.log('juniper')).length).toBe(before + 1);
        const shown = async () =>
          (await app.inbox('juniper', name)).map(({ direction, text }) => (direction === 'in' ? text : direction));
        await expect
          .poll(shown, PATIENCE)
          .toEqual(PERHAPS_THEIRS.test(`${place}, ${which}`) ? expect.arrayContaining(['hi', 'out']) : ['hi', 'out']);
      },
    );
  }

  it.each(Object.keys(BAD))(
    'as the number of the business (%s): it is kept under the connection, and its neighbours are answered',
    async (which) => {
      const name = `Beside number ${which}`;
      const bad = textChange({ id: fresh('number'), body: 'a' }, BAD[which] as string);
      const before = (await app.strays(app.credentials.meta.connectionId)).length;
      expect((await app.metaSays(metaBody(bad, textChange({ id: fresh('beside'), body: 'hi', name })))).status).toBe(200);
      expect((await app.strays(app.credentials.meta.connectionId)).length).toBe(before + 1);
      await expect.poll(async () => (await app.inbox('juniper', name)).length, PATIENCE).toBe(2);
    },
  );

  it.each(Object.keys(BAD))('in an echo or in news (%s): both are kept', async (which) => {
    const id = BAD[which];
    const metadata = { phone_number_id: messagesChange([]).value.metadata.phone_number_id };
    const echo = {
      field: 'smb_message_echoes',
      value: { metadata, message_echoes: [{ id, to: id, type: 'text', text: { body: which } }] },
    };
    const news = { field: 'account_update', value: { metadata, event: id, which } };
    const before = (await app.log('juniper')).length;
    expect((await app.metaSays(metaBody(echo, news))).status).toBe(200);
    expect((await app.log('juniper')).length).toBe(before + 2);
  });
});

describe('an odd id', () => {
  it.each(ODD)('(%s) is an id like any other', async (id) => {
    const name = `Odd ${id.length} ${id}`;
    const change = messagesChange([], name);
    const messages = [1, 2].map((n) => ({
      id: `${id}${n === 1 ? '' : n}`,
      from_user_id: id,
      timestamp: now(),
      type: 'text',
      text: { body: `say ${n}` },
    }));
    const value = { ...change.value, contacts: [{ user_id: id, profile: { name } }], messages };
    expect((await app.metaSays(metaBody({ ...change, value }))).status).toBe(200);
    const said = async () =>
      (await app.inbox('juniper', name)).filter(({ direction }) => direction === 'in').map(({ text }) => text);
    await expect.poll(said, PATIENCE).toEqual(['say 1', 'say 2']);
  });
});

describe('an id of Twilio that cannot be one', () => {
  const genuine = {
    AccountSid: '',
    MessageSid: `SM${'7'.repeat(32)}`,
    From: 'whatsapp:+34600000061',
    To: 'whatsapp:+34910000042',
    Body: 'hola',
  };

  for (const name of ['MessageSid', 'From', 'To', 'ExternalUserId', 'OriginalRepliedMessageSid', 'ref', 'AccountSid'] as const) {
    it.each(Object.keys(BAD))(`as ${name} (%s) is kept and answered`, async (which) => {
      for (const MessageStatus of [undefined, 'delivered']) {
        const fields = { ...genuine, AccountSid: app.credentials.twilio.accountSid, MessageStatus, which, [name]: BAD[which] };
        const before = await kept();
        expect((await twilioSaysAsJson(fields)).status).toBe(200);
        expect(await kept()).toBe(before + 1);
      }
    });
  }
});

async function kept(): Promise<number> {
  return (await app.log('marina')).length + (await app.strays(app.credentials.twilio.connectionId)).length;
}

/** In JSON there are texts that a form cannot have. */
function twilioSaysAsJson(fields: object) {
  const body = JSON.stringify(fields);
  const url = `${app.twilioUrl}?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
  const signature = createHmac('sha1', app.credentials.twilio.authToken).update(url).digest('base64');
  return ask(url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-twilio-signature': signature }, body });
}

let made = 0;
function fresh(name: string): string {
  return `wamid.${name}.${(made += 1)}`;
}

function now(): string {
  return String(Math.floor(Date.now() / 1000));
}
