import { describe, expect, it } from 'vitest';
import type { Account, Outbound, Settled } from '#contracts/channel.ts';
import type { OutboundContent } from '#contracts/content.ts';
import { AdapterFailure, type AdapterFailureCode } from '#contracts/failure.ts';
import { dueEntries } from '#contracts/later.ts';
import { type OutboundMessage, conversations, messages, unsettledSends } from '#contracts/records/messaging.ts';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import type { FoundAccount } from '#core/messaging/accounts.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { recordStatus } from '#core/messaging/record-status.ts';
import { sendMessage } from '#core/messaging/send-message.ts';
import { cancelMessage } from '#core/messaging/cancel-message.ts';
import { wantMessages } from '#core/messaging/want-message.ts';
import { onlyAccount, openAccount } from '#test/support/accounts.ts';
import { arrived, givenTenant, said, status } from '#test/support/given.ts';

const HOUR = 3_600_000;

interface Script {
  readonly sends?: () => Promise<{ providerMessageId: string }>;
  readonly settles?: () => Settled;
}

async function given(script: Script = {}) {
  const world = await givenTenant();
  const { tenant, clock, newId, sender } = world;
  const sent: Outbound[] = [];
  const account: Account = {
    send: async (outbound) => {
      sent.push(outbound);
      return script.sends ? script.sends() : { providerMessageId: `out-${sent.length}` };
    },
    settle: async () => script.settles?.() ?? { kind: 'unsure' },
    download: () => Promise.reject(new Error('not asked for')),
    acknowledge: async () => {},
    check: async () => ({ reachable: true, detail: '' }),
  };
  const open = openAccount('account-1', metaCloud.capabilities, account);
  let found: FoundAccount = open;
  const send = sendMessage(
    clock,
    onlyAccount(() => found),
    { deadlineMs: 10_000, settleForMs: 30_000 },
  );
  const { conversationId } = await recordMessage(newId)(tenant, sender, arrived(said('Hi')), said('Hi'));

  return {
    ...world,
    sent,
    conversationId,
    async want(content: OutboundContent = { kind: 'text', body: 'Hello' }) {
      const conversation = await tenant.get(conversations, conversationId);
      if (!conversation) throw new Error('no conversation');
      const id = newId();
      const wanted = wantMessages(conversation, [{ id, content, author: 'bot' }], clock.now());
      await tenant.commit(wanted.writes, wanted.events);
      return id;
    },
    async waits(id: string) {
      const entry = await tenant.get(dueEntries, `message.due:${id}`);
      return entry && { why: entry.value.why, inMs: entry.value.dueAt - clock.now() };
    },
    finds: (other: FoundAccount | 'the account') => (found = other === 'the account' ? open : other),
    send: (id: string, on = tenant) => send(on, id, new AbortController().signal),
    async message(id: string): Promise<OutboundMessage> {
      const found = await tenant.get(messages, id);
      if (found?.value.direction !== 'out') throw new Error('no such message');
      return found.value;
    },
    async unsettled() {
      return (await tenant.find(unsettledSends, { by: 'bySince', equals: [], limit: 10 })).items.map(({ value }) => value.id);
    },
  };
}

function fails(code: AdapterFailureCode, detail = {}) {
  return () => Promise.reject(new AdapterFailure('test', code, 'as scripted', detail));
}

describe('sending a message', () => {
  it('does not call when it stood still since the mark: the message may be another’s by now', async () => {
    const { want, send, sent, message, clock, tenant } = await given();
    const id = await want();
    const marked = clock.now();
    const standingStill: typeof tenant = {
      ...tenant,
      async commit(...batch) {
        const outcome = await tenant.commit(...batch);
        if (clock.now() === marked) clock.advance(10_001);
        return outcome;
      },
    };
    const handled = await send(id, standingStill);

    expect(sent).toEqual([]);
    expect(handled).toEqual({ againAfterMs: 0 });
    expect(await message(id)).toMatchObject({ state: 'wanted', attempts: [] });
    await send(id);
    expect(sent).toHaveLength(1);
  });

  it('carries our id, and keeps the provider’s', async () => {
    const { want, send, sent, message } = await given();
    const id = await want();
    await send(id);

    expect(sent).toMatchObject([{ messageId: id, to: { userId: 'ES.1' }, content: { kind: 'text', body: 'Hello' } }]);
    expect(await message(id)).toMatchObject({
      state: 'accepted',
      providerMessageId: 'out-1',
      attempts: [{ outcome: 'accepted' }],
    });
  });

  it('sends once when its event is delivered again', async () => {
    const { want, send, sent } = await given();
    const id = await want();
    await send(id);
    await send(id);

    expect(sent).toHaveLength(1);
  });

  it('sends once when two processes take it in the same moment', async () => {
    const { want, send, sent } = await given();
    const id = await want();
    await Promise.all([send(id), send(id), send(id)]);

    expect(sent).toHaveLength(1);
  });

  it('records a closed window, and still sends a template', async () => {
    const { want, send, sent, message, clock } = await given();
    clock.advance(23 * HOUR + 59 * 60_000 + 1);
    const text = await want();
    const template = await want({ kind: 'template', name: 'reminder', language: 'en', body: [], buttons: [] });
    await send(text);
    await send(template);

    expect(await message(text)).toMatchObject({ state: 'refused', attempts: [{ code: 'window_closed' }] });
    expect(sent.map(({ content }) => content.kind)).toEqual(['template']);
  });

  it('records an expired and a cancelled message and sends neither', async () => {
    const { want, send, sent, message, clock, tenant } = await given();
    const late = await want();
    clock.advance(HOUR);
    const cancelled = await want();
    expect(await cancelMessage(tenant, clock, cancelled)).toMatchObject({ kind: 'cancelled' });
    await send(late);
    await send(cancelled);

    expect(sent).toEqual([]);
    expect([(await message(late)).state, (await message(cancelled)).state]).toEqual(['expired', 'cancelled']);
  });

  it('waits as long as the provider says, then sends', async () => {
    let calls = 0;
    const { want, send, message, clock } = await given({
      sends: async () => ((calls += 1) === 1 ? fails('rate_limited', { retryAfterMs: 4_000 })() : { providerMessageId: 'ok' }),
    });
    const id = await want();
    expect(await send(id)).toEqual({ againAfterMs: 4_000 });
    expect(await message(id)).toMatchObject({ state: 'wanted', attempts: [{ outcome: 'not_now', code: 'rate_limited' }] });
    clock.advance(4_000);
    await send(id);

    expect((await message(id)).state).toBe('accepted');
  });

  it('keeps why a message was refused', async () => {
    const { want, send, message } = await given({ sends: fails('rejected', { providerCode: '131026' }) });
    const id = await want();
    expect(await send(id)).toBeUndefined();

    expect(await message(id)).toMatchObject({ state: 'refused', attempts: [{ code: 'rejected', providerCode: '131026' }] });
  });
});

describe('a message of a number that cannot send', () => {
  it.each<[string, FoundAccount, string]>([
    ['without an account', undefined, 'account_missing'],
    ['whose account is paused', { kind: 'paused', id: 'account-1', why: 'unauthorized' }, 'account_paused'],
  ])('%s waits, and is sent when it can be', async (_, found, why) => {
    const { want, send, sent, message, finds, waits, clock } = await given();
    finds(found);
    const id = await want();
    expect(await send(id)).toBeUndefined();
    expect(await waits(id)).toEqual({ why, inMs: 30_000 });
    expect([await message(id), sent]).toMatchObject([{ state: 'wanted', attempts: [] }, []]);

    finds('the account');
    // Its event comes again too early, after a crash: it keeps its time.
    await send(id);
    expect((await message(id)).state).toBe('wanted');
    clock.advance(30_000);
    await send(id);
    expect((await message(id)).state).toBe('accepted');
    expect(await waits(id)).toBeUndefined();
  });

  it('expires all the same', async () => {
    const { want, send, sent, message, finds, clock } = await given();
    finds(undefined);
    const id = await want();
    await send(id);
    clock.advance(HOUR);
    expect(await send(id)).toBeUndefined();
    expect([(await message(id)).state, sent]).toEqual(['expired', []]);
  });

  it('whose credentials are refused is not refused itself', async () => {
    let refused = true;
    const { want, send, sent, message, waits, clock } = await given({
      sends: async () => (refused ? fails('unauthorized')() : { providerMessageId: 'out' }),
    });
    const id = await want();
    expect(await send(id)).toBeUndefined();
    expect(await waits(id)).toEqual({ why: 'account_paused', inMs: 30_000 });
    expect(await message(id)).toMatchObject({ state: 'wanted', attempts: [{ outcome: 'not_now', code: 'unauthorized' }] });
    refused = false;
    clock.advance(30_000);
    await send(id);
    expect([(await message(id)).state, sent.length]).toEqual(['accepted', 2]);
  });
});

describe('a send without an answer', () => {
  it('is never repeated: after the deadline it is shown as unsettled', async () => {
    const { want, send, sent, message, unsettled, clock } = await given({ sends: fails('unknown') });
    const id = await want();
    await send(id);
    expect(await unsettled()).toEqual([id]);
    clock.advance(31_000);
    expect(await send(id)).toBeUndefined();

    expect((await message(id)).state).toBe('unsettled');
    expect(await unsettled()).toEqual([id]);
    expect(sent).toHaveLength(1);
  });

  it('is settled by a status that carries our id, also late', async () => {
    const { want, send, sent, message, unsettled, clock, tenant, sender } = await given({ sends: fails('unknown') });
    const id = await want();
    await send(id);
    clock.advance(31_000);
    await send(id);
    await recordStatus(tenant, sender, status('wamid.late', 'delivered', { ref: id }), 1_000);

    expect(await message(id)).toMatchObject({
      state: 'accepted',
      providerMessageId: 'wamid.late',
      receipts: { deliveredAt: 1_000 },
    });
    expect(await unsettled()).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  it('is settled by what the provider lists', async () => {
    const { want, send, message, unsettled } = await given({
      sends: fails('unknown'),
      settles: () => ({ kind: 'accepted', providerMessageId: 'SM1' }),
    });
    const id = await want();
    await send(id);
    await send(id);

    expect(await message(id)).toMatchObject({ state: 'accepted', providerMessageId: 'SM1' });
    expect(await unsettled()).toEqual([]);
  });

  it('is sent again only when the provider certainly has not got it', async () => {
    let calls = 0;
    const { want, send, sent, message, unsettled } = await given({
      sends: async () => ((calls += 1) === 1 ? fails('unknown')() : { providerMessageId: 'second' }),
      settles: () => ({ kind: 'absent' }),
    });
    const id = await want();
    await send(id);
    await send(id);
    await send(id);

    expect(sent).toHaveLength(2);
    expect((await message(id)).state).toBe('accepted');
    expect(await unsettled()).toEqual([]);
  });

  it('after a crash in the middle of the call counts as one without an answer', async () => {
    const { want, send, sent, message, unsettled, tenant } = await given({ sends: () => new Promise(() => {}) });
    const id = await want();
    void send(id);
    await expect.poll(async () => (await message(id)).state).toBe('sending');
    // The process is gone; the next one gets the event again.
    await send(id);

    expect(sent).toHaveLength(1);
    expect((await message(id)).state).toBe('unknown');
    expect(await unsettled()).toEqual([id]);
    expect(tenant.tenantId).toBe('tenant-1');
  });
});

describe('a status', () => {
  it('that comes before the answer to its send is kept for it', async () => {
    const { want, send, message, tenant, sender } = await given();
    await recordStatus(tenant, sender, status('out-1', 'read'), 1_000);
    const id = await want();
    await send(id);

    expect(await message(id)).toMatchObject({ state: 'accepted', receipts: { readAt: 1_000 } });
  });

  it('cannot settle another message by naming an inbound one', async () => {
    const { tenant, sender, conversationId } = await given();
    const inbound = (await tenant.find(messages, { by: 'byConversation', equals: [conversationId], limit: 1 })).items[0];
    await recordStatus(tenant, sender, status('x', 'delivered', { ref: inbound?.value.id ?? '' }), 1_000);

    expect((await tenant.get(messages, inbound?.value.id ?? ''))?.version).toBe(1);
  });
});
