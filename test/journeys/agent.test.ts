import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ConversationCard, MessageCard } from '#contracts/api/desk.ts';
import { acceptedBy, setFaults } from '#sandbox/stage/phone-client.ts';
import type { Phone } from '#sandbox/stage/routes.ts';
import type { Stage } from '#sandbox/stage/stage.ts';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import { onEachEngine } from '#test/support/engines.ts';
import { customerOf, words } from './customer.ts';
import { inboxOf } from './inbox.ts';

vi.setConfig({ testTimeout: 60_000 });

const HOUR = 3_600_000;
const PATIENCE = { timeout: 20_000, interval: 30 };

let stage: Stage;

const each = [
  ['meta-cloud', 'juniper', 'hi'],
  ['twilio', 'marina', 'hola'],
] as const;

function at(channel: string): Phone {
  const phone = stage.phones.find((one) => one.channel === channel);
  if (!phone) throw new Error(`no phone on ${channel}`);
  return phone;
}

/** The desk of somebody who answers this customer. */
async function deskOf(tenant: string, customer: string) {
  const inbox = inboxOf(stage, tenant);
  const { id } = await inbox.conversation(customer);
  const here = `conversations/${id}`;
  async function post(path: string, body: unknown, key?: string): Promise<{ status: number; body: any }> {
    const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) };
    const answer = await inbox.asOwner(`${here}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  }
  return {
    sends: (body: string, key?: string) => post('messages', { kind: 'text', body }, key),
    control: (kind: string) => post('control', { kind }),
    card: async () => (await (await inbox.asOwner(here)).json()) as ConversationCard,
    cancel: async (message: string) => (await inbox.asOwner(`${here}/messages/${message}`, { method: 'DELETE' })).status,
  };
}

const ours = (messages: readonly MessageCard[]) => messages.filter(({ direction }) => direction === 'out');

await onEachEngine((settings) => {
  beforeAll(async () => {
    stage = await temporaryStage({
      settings: { ...settings(), DESKBELL_SEND_DEADLINE_MS: '1000', DESKBELL_SETTLE_DEADLINE_MS: '2000' },
    });
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  describe.each(each)('an agent’s reply on %s', (channel, tenant, hello) => {
    const heard = async (customer: Awaited<ReturnType<typeof customerOf>>) => (await customer.phone.heard()).map(words);

    it('reaches the phone once, however often it was sent, and the bot is silent until the conversation is given back', async () => {
      const ana = await customerOf(at(channel), `Ana Agent ${channel}`);
      await ana.says(hello);
      const desk = await deskOf(tenant, ana.name);
      const sent = await Promise.all(Array.from({ length: 6 }, () => desk.sends('A person here. How can I help?', 'key-1')));
      expect(new Set(sent.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
      await expect.poll(async () => (await heard(ana)).at(-1), PATIENCE).toBe('A person here. How can I help?');
      await expect
        .poll(async () => ours(await inboxOf(stage, tenant).messages(ana.name)).at(-1)?.status, PATIENCE)
        .toMatch(/sent|delivered|read/);

      await ana.phone.say({ kind: 'text', body: 'is anybody there?' });
      await expect.poll(async () => (await desk.card()).unread, PATIENCE).toBe(1);
      await desk.sends('Yes!');
      await expect.poll(() => heard(ana), PATIENCE).toEqual([expect.any(String), 'A person here. How can I help?', 'Yes!']);
      const id: string = sent[0]?.body.id;
      expect((await acceptedBy(at(channel))).filter(({ ref = '' }) => ref === id || ref.includes(`ref=${id}`))).toHaveLength(1);

      await desk.control('give_back');
      expect(words(await ana.says(hello))).not.toBe('');
      expect(await desk.card()).toMatchObject({ answeredBy: { by: 'bot' } });
    });

    it('is sent once although the provider’s answers are lost', async () => {
      const bea = await customerOf(at(channel), `Bea Agent ${channel}`);
      await bea.says(hello);
      const desk = await deskOf(tenant, bea.name);
      await setFaults(at(channel), { neverAnswer: 1 });
      await desk.sends('Only once, please', 'key-2');
      await desk.sends('Only once, please', 'key-2');
      await expect.poll(async () => (await heard(bea)).at(-1), PATIENCE).toBe('Only once, please');
      await setFaults(at(channel), {});
      const status = async () => ours(await inboxOf(stage, tenant).messages(bea.name)).at(-1)?.status;
      await expect.poll(status, PATIENCE).toMatch(/sent|delivered|read/);
      expect((await heard(bea)).filter((text) => text === 'Only once, please')).toHaveLength(1);
    });

    it('can be cancelled while the provider takes nothing, and never arrives', async () => {
      const cleo = await customerOf(at(channel), `Cleo Agent ${channel}`);
      await cleo.says(hello);
      const desk = await deskOf(tenant, cleo.name);
      await setFaults(at(channel), { rateLimit: 1 });
      const { body } = await desk.sends('Wrong chat');
      const status = async () => (await inboxOf(stage, tenant).messages(cleo.name)).find(({ id }) => id === body.id)?.status;
      await expect.poll(status, PATIENCE).toBe('wanted');
      await expect.poll(() => desk.cancel(body.id), PATIENCE).toBe(200);
      await setFaults(at(channel), {});
      await desk.sends('Right chat');
      await expect.poll(async () => (await heard(cleo)).at(-1), PATIENCE).toBe('Right chat');
      expect(await heard(cleo)).not.toContain('Wrong chat');
      expect(await status()).toBe('cancelled');
    });
  });

  it('is refused once the window is closed, before anything is queued', async () => {
    const dora = await customerOf(at('meta-cloud'), 'Dora Window');
    await dora.says('hi');
    const desk = await deskOf('juniper', dora.name);
    const before = (await inboxOf(stage, 'juniper').messages(dora.name)).length;
    await stage.advance(25 * HOUR);
    expect(await desk.sends('Too late')).toMatchObject({ status: 422, body: { code: 'window_closed' } });
    expect(await inboxOf(stage, 'juniper').messages(dora.name)).toHaveLength(before);
    await dora.says('hi again');
    expect((await desk.sends('There you are')).status).toBe(200);
  });
});
