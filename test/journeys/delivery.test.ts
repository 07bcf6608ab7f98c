import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MessageCard } from '#contracts/api/desk.ts';
import type { Faults } from '#contracts/api/phone.ts';
import { resolve } from '#app/token.ts';
import { NEW_ID, STORE } from '#app/tokens.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { wantMessages } from '#core/messaging/want-message.ts';
import { acceptedBy, pendingAt, setFaults } from '#sandbox/stage/phone-client.ts';
import type { Phone } from '#sandbox/stage/routes.ts';
import type { Stage } from '#sandbox/stage/stage.ts';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import { onEachEngine } from '#test/support/engines.ts';
import { customerOf, words } from './customer.ts';
import { inboxOf } from './inbox.ts';

vi.setConfig({ testTimeout: 60_000 });

const HOUR = 3_600_000;
const PATIENCE = { timeout: 20_000, interval: 30 };
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

let stage: Stage;
afterEach(() => Promise.all(stage.phones.map((phone) => setFaults(phone, {}))));

const each = [
  ['meta-cloud', 'juniper', 'hi'],
  ['twilio', 'marina', 'hola'],
] as const;

function at(channel: string): Phone {
  const phone = stage.phones.find((one) => one.channel === channel);
  if (!phone) throw new Error(`no phone on ${channel}`);
  return phone;
}

const ours = (messages: readonly MessageCard[]) => messages.filter(({ direction }) => direction === 'out');
const theirs = (messages: readonly MessageCard[]) => messages.filter(({ direction }) => direction === 'in');

/** Each of our messages that the emulator took of this conversation, by our own id. */
async function timesAccepted(phone: Phone, messages: readonly MessageCard[]): Promise<readonly number[]> {
  const refs = (await acceptedBy(phone)).map(({ ref = '' }) => ref);
  return ours(messages).map(({ id }) => refs.filter((ref) => ref === id || ref.includes(`ref=${id}`)).length);
}

await onEachEngine((settings) => {
  beforeAll(async () => {
    stage = await temporaryStage({
      settings: { ...settings(), DESKBELL_SEND_DEADLINE_MS: '1000', DESKBELL_SETTLE_DEADLINE_MS: '2000' },
    });
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  describe.each(each)('on %s', (channel, tenant, hello) => {
    it('a message of ours is shown as read once the customer has opened the chat', async () => {
      const ana = await customerOf(at(channel), `Ana Reads ${channel}`);
      await ana.says(hello);
      const statuses = async () => ours(await inboxOf(stage, tenant).messages(ana.name)).map(({ status }) => status);
      await expect.poll(statuses, PATIENCE).toEqual(['delivered']);
      await ana.phone.read();
      await expect.poll(statuses, PATIENCE).toEqual(['read']);
    });

    it('a picture of the customer is fetched, stored, and served with the same bytes', async () => {
      const bea = await customerOf(at(channel), `Bea Picture ${channel}`);
      await bea.says({ kind: 'media', media: 'image', mimeType: 'image/png', base64: PNG.toString('base64'), caption: hello });
      const inbox = inboxOf(stage, tenant);
      const picture = async () => theirs(await inbox.messages(bea.name))[0]?.file;
      await expect.poll(picture, PATIENCE).toMatchObject({ state: 'stored', type: 'image/png' });

      const served = await inbox.file((await picture())?.id ?? '');
      expect(served.headers.get('content-type')).toBe('image/png');
      expect(Buffer.from(await served.arrayBuffer()).equals(PNG)).toBe(true);
      const elsewhere = inboxOf(stage, tenant === 'juniper' ? 'marina' : 'juniper');
      expect((await elsewhere.file((await picture())?.id ?? '')).status).toBe(404);
    });

    it('an answer to a certain message says which', async () => {
      const cy = await customerOf(at(channel), `Cy Quotes ${channel}`);
      const first = await cy.says(hello);
      await cy.replies(first, 'help');
      const [heard] = theirs(await inboxOf(stage, tenant).messages(cy.name)).slice(-1);
      const [said] = ours(await inboxOf(stage, tenant).messages(cy.name));

      expect(said?.id).toBeDefined();
      expect(heard).toMatchObject({ text: 'help', replyTo: said?.id });
    });

    it('webhooks that come twice and out of order change nothing', async () => {
      const phone = at(channel);
      await setFaults(phone, { duplicate: 1, reorder: 1 });
      const dee = await customerOf(phone, `Dee Twice ${channel}`);
      const said = tenant === 'juniper' ? ['haircut', 'anyone', 'earliest', 'yes'] : ['nutrición', 'lo antes posible', 'sí'];
      for (const text of said) await dee.says(text);
      await dee.phone.read();
      await expect.poll(() => pendingAt(phone), PATIENCE).toBe(0);

      const inbox = inboxOf(stage, tenant);
      const messages = async () => inbox.messages(dee.name);
      await expect.poll(async () => ours(await messages()).map(({ status }) => status), PATIENCE).toEqual(said.map(() => 'read'));
      expect(theirs(await messages()).map(({ text }) => text)).toEqual(said);
      expect(await timesAccepted(phone, await messages())).toEqual(said.map(() => 1));
      expect(await dee.phone.heard()).toHaveLength(said.length);
      expect((await inbox.bookings(dee.name)).map(({ state }) => state)).toEqual(['confirmed']);
    });

    it('a send that was taken but never answered is settled, and never sent again', async () => {
      const phone = at(channel);
      await setFaults(phone, { neverAnswer: 1 });
      const eve = await customerOf(phone, `Eve Settled ${channel}`);
      await eve.says(hello);
      const inbox = inboxOf(stage, tenant);
      const states = async () => ours(await inbox.messages(eve.name)).map(({ status }) => status);
      await expect.poll(states, PATIENCE).toEqual(['delivered']);
      await setFaults(phone, {});
      // The next one of the conversation waits for the first to be done with.
      await eve.says('help');
      await expect.poll(states, PATIENCE).toEqual(['delivered', 'delivered']);

      const messages = await inbox.messages(eve.name);
      expect(await timesAccepted(phone, messages)).toEqual([1, 1]);
      const { id } = await inbox.conversation(eve.name);
      await expect.poll(async () => (await inbox.unsettled()).filter((one) => one.conversationId === id), PATIENCE).toEqual([]);
    });

    it('a message for which the window has closed is recorded with that reason, and not sent', async () => {
      const fay = await customerOf(at(channel), `Fay Late ${channel}`);
      await fay.says(hello);
      const inbox = inboxOf(stage, tenant);
      const { id } = await inbox.conversation(fay.name);
      await stage.advance(24 * HOUR);
      const store = resolve(stage.app.container, STORE).tenant(tenant);
      const conversation = await store.get(conversations, id);
      if (!conversation) throw new Error('no conversation');
      const content = { kind: 'text', body: 'Are you still there?' } as const;
      const wanted = [{ id: resolve(stage.app.container, NEW_ID)(), content, author: 'agent' }] as const;
      const batch = wantMessages(conversation, wanted, stage.clock.now());
      await store.commit(batch.writes, batch.events);

      const last = async () => ours(await inbox.messages(fay.name)).at(-1);
      await expect.poll(last, PATIENCE).toMatchObject({ author: 'agent', status: 'refused', reason: 'window_closed' });
      expect(await timesAccepted(at(channel), await inbox.messages(fay.name))).toEqual([1, 0]);
      // Writing again opens it.
      expect(words(await fay.says(hello))).not.toBe('');
    });
  });

  describe('when the provider neither answers nor reports', () => {
    const deaf: Partial<Faults> = { neverAnswer: 1, dropReceipts: 1 };

    it('Meta gives no way to find out: the send is listed as unsettled, and goes out once', async () => {
      const phone = at('meta-cloud');
      await setFaults(phone, deaf);
      const gus = await customerOf(phone, 'Gus Unsettled');
      await gus.says('hi');
      const inbox = inboxOf(stage, 'juniper');
      const { id } = await inbox.conversation(gus.name);
      const listed = async () => (await inbox.unsettled()).filter((one) => one.conversationId === id);
      await expect.poll(listed, PATIENCE).toMatchObject([{ state: 'unsettled' }]);
      await setFaults(phone, {});

      // The conversation goes on without it, and the customer's reading settles even this one.
      await gus.says('help');
      expect(await timesAccepted(phone, await inbox.messages(gus.name))).toEqual([1, 1]);
      await gus.phone.read();
      await expect.poll(listed, PATIENCE).toEqual([]);
      expect(ours(await inbox.messages(gus.name))[0]?.status).toBe('read');
    });

    it('Twilio is asked for its list, and what it has is settled', async () => {
      const phone = at('twilio');
      await setFaults(phone, deaf);
      const hal = await customerOf(phone, 'Hal Settled');
      await hal.says('ubicación');
      const inbox = inboxOf(stage, 'marina');
      const { id } = await inbox.conversation(hal.name);
      const states = async () => ours(await inbox.messages(hal.name)).map(({ status }) => status);
      await expect.poll(states, PATIENCE).toEqual(expect.arrayContaining(['accepted']));
      await expect.poll(async () => (await inbox.unsettled()).filter((one) => one.conversationId === id), PATIENCE).toEqual([]);
      const messages = await inbox.messages(hal.name);
      expect(await timesAccepted(phone, messages)).toEqual(ours(messages).map(() => 1));
    });
  });
});
