import { describe, expect, it } from 'vitest';
import type { Account, Settled } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { conversations, earlyReceipts, messages, unsettledSends } from '#contracts/records/messaging.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { type TenantStore, replace } from '#contracts/store.ts';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import type { Accounts, FoundAccount } from '#core/messaging/accounts.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { recordStatus } from '#core/messaging/record-status.ts';
import { sendMessage } from '#core/messaging/send-message.ts';
import { wantMessages } from '#core/messaging/want-message.ts';
import { sweep } from '#core/tenancy/sweep.ts';
import { onlyAccount, openAccount } from '#test/support/accounts.ts';
import { arrived, givenTenant, said, status } from '#test/support/given.ts';

const DAY = 24 * 3_600_000;

/** A message that is wanted, and an account that never answers but says `absent` when it is asked to look. */
async function given(over: Partial<Account> = {}) {
  const world = await givenTenant();
  const { tenant, clock, newId, sender } = world;
  const asked: string[] = [];
  const account: Account = {
    send: () => Promise.reject(new AdapterFailure('test', 'unknown', 'no answer')),
    settle: async (): Promise<Settled> => {
      asked.push('settle');
      return { kind: 'absent' };
    },
    download: () => Promise.reject(new Error('not asked for')),
    acknowledge: async () => {},
    check: async () => ({ reachable: true, detail: '' }),
    ...over,
  };
  let accountId = 'account-1';
  const found = () => openAccount(accountId, metaCloud.capabilities, account);
  let earlier: FoundAccount;
  const accounts: Accounts = { ...onlyAccount(found), byId: async (_, id) => [found(), earlier].find((one) => one?.id === id) };
  const send = sendMessage(clock, accounts, { deadlineMs: 10_000, settleForMs: 30_000 });
  const { conversationId } = await recordMessage(newId)(tenant, sender, arrived(said('Hi')), said('Hi'));
  const conversation = await tenant.get(conversations, conversationId);
  if (!conversation) throw new Error('no conversation');
  const id = newId();
  const choices = { kind: 'list', body: 'When?', button: 'Days', sections: [{ rows: rows(12) }] } as const;
  const content = { ...choices, sections: choices.sections.map((section) => ({ ...section })) };
  const wanted = wantMessages(conversation, [{ id, content, author: 'bot' }], clock.now());
  await tenant.commit(wanted.writes, wanted.events);

  return {
    ...world,
    id,
    asked,
    send: () => send(tenant, id, new AbortController().signal),
    sendOn: (store: TenantStore) => send(store, id, new AbortController().signal),
    /** Keeps the account for what it has sent, when another one is current. */
    keep: () => (earlier = found()),
    switchTo: (other: string) => (accountId = other),
    state: async () => {
      const found = await tenant.get(messages, id);
      return found?.value.direction === 'out' ? found.value.state : undefined;
    },
    unsettled: async () => (await tenant.find(unsettledSends, { by: 'bySince', equals: [], limit: 10 })).items.length,
  };
}

function rows(count: number) {
  return Array.from({ length: count }, (_, n) => ({ id: `day:${n}`, title: `Day ${n}` }));
}

describe('a send without an answer', () => {
  it('is looked for through the account that sent it, also when another one is current now', async () => {
    const { send, keep, switchTo, asked, state, clock } = await given();
    await send();
    keep();
    switchTo('account-2');
    clock.advance(31_000);
    await send();

    expect(asked).toEqual(['settle']);
    expect(await state()).toBe('wanted');
  });

  it('is looked for through the account that sent it, and through no other', async () => {
    const { send, switchTo, asked, state, clock } = await given();
    await send();
    switchTo('account-2');
    await send();
    clock.advance(31_000);
    await send();

    expect(asked).toEqual([]);
    expect(await state()).toBe('unsettled');
  });

  it('is not taken for absent when it would now say something else than what was sent', async () => {
    const { send, tenant, asked, state, clock } = await given();
    await send();
    const profile = await tenant.get(profiles, 'profile');
    if (!profile) throw new Error('no profile');
    // The title of the row for more days is now in another language.
    await tenant.commit([replace(profiles, profile, { ...profile.value, locale: 'es' })]);
    clock.advance(31_000);
    await send();

    expect(asked).toEqual([]);
    expect(await state()).toBe('unsettled');
  });

  it('keeps an answer that came after another process had given it up', async () => {
    let answer = (_: { providerMessageId: string }): void => {};
    const world = await given({ send: () => new Promise((resolve) => (answer = resolve)) });
    const { send, state, unsettled } = world;
    const slow = send();
    await expect.poll(state).toBe('sending');
    await send();
    expect(await state()).toBe('unknown');
    answer({ providerMessageId: 'out-1' });
    await slow;

    expect(await state()).toBe('accepted');
    expect(await unsettled()).toBe(0);
  });
});

describe('a process that sleeps between the mark and the send', () => {
  it('sends nothing when it wakes beside a successor that has sent it', async () => {
    let sent = 0;
    const world = await given({
      send: async () => ({ providerMessageId: `out-${(sent += 1)}` }),
    });
    const { send, sendOn, tenant, state, clock } = world;
    const marked = Promise.withResolvers<void>();
    const awake = Promise.withResolvers<void>();
    const sleeping = sendOn({
      ...tenant,
      async commit(writes, events) {
        const outcome = await tenant.commit(writes, events);
        marked.resolve();
        await awake.promise;
        return outcome;
      },
    });
    await marked.promise;
    await send();
    clock.advance(31_000);
    await send();
    await send();
    expect([await state(), sent]).toEqual(['accepted', 1]);
    awake.resolve();
    await sleeping;

    expect([await state(), sent]).toEqual(['accepted', 1]);
  });

  it('sends it when it wakes and nobody has taken over', async () => {
    let sent = 0;
    const { send, sendOn, tenant, state, clock } = await given({
      send: async () => ({ providerMessageId: `out-${(sent += 1)}` }),
    });
    await sendOn({
      ...tenant,
      async commit(writes, events) {
        const outcome = await tenant.commit(writes, events);
        clock.advance(31_000);
        return outcome;
      },
    });
    expect([await state(), sent]).toEqual(['wanted', 0]);
    await send();

    expect([await state(), sent]).toEqual(['accepted', 1]);
  });
});

describe('a status with a reference', () => {
  it('does not settle a message that was never sent, nor one of another number', async () => {
    const { send, id, state, tenant, sender } = await given();
    await recordStatus(tenant, sender, status('wamid.1', 'sent', { ref: id }), 1_000);
    expect(await state()).toBe('wanted');
    await send();
    await recordStatus(tenant, { ...sender, id: 'sender-2' }, status('wamid.2', 'sent', { ref: id }), 1_000);
    expect(await state()).toBe('unknown');
    await recordStatus(tenant, sender, status('wamid.3', 'sent', { ref: id }), 1_000);
    expect(await state()).toBe('accepted');
  });

  it('takes up what came before it without one', async () => {
    const { send, id, tenant, sender } = await given();
    await send();
    await recordStatus(tenant, sender, status('wamid.1', 'delivered'), 1_000);
    await recordStatus(tenant, sender, status('wamid.1', 'sent', { ref: id }), 1_000);

    expect((await tenant.get(messages, id))?.value).toMatchObject({ receipts: { sentAt: 1_000, deliveredAt: 1_000 } });
    expect((await tenant.find(earlyReceipts, { by: 'byId', equals: [], limit: 10 })).items).toEqual([]);
  });

  it('changes nothing when it comes again', async () => {
    const { send, id, tenant, sender } = await given();
    await send();
    const say = () => recordStatus(tenant, sender, status('wamid.1', 'failed', { ref: id, errors: [{ code: '131026' }] }), 1_000);
    await say();
    const before = (await tenant.get(messages, id))?.version;

    expect(await say()).toEqual({});
    expect((await tenant.get(messages, id))?.version).toBe(before);
  });

  it('of a message that is not ours is forgotten after a while', async () => {
    const { store, expiring, tenant, sender, clock } = await given();
    await recordStatus(tenant, sender, status('wamid.of-somebody-else', 'delivered'), clock.now());
    const left = async () => (await tenant.find(earlyReceipts, { by: 'byId', equals: [], limit: 10 })).items.length;
    const swept = (now: number) => sweep(store, expiring, earlyReceipts, now, () => expect.fail('a removal failed'));
    await swept(clock.now() + 6 * DAY);
    expect(await left()).toBe(1);
    await swept(clock.now() + 8 * DAY);
    expect(await left()).toBe(0);
  });
});
