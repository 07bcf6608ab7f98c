import { describe, expect, it } from 'vitest';
import type { Account, Channel } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { accountStates, accounts } from '#contracts/records/tenancy.ts';
import { SecretsFailure } from '#contracts/secrets.ts';
import { insert, replace } from '#contracts/store.ts';
import { accountBook } from '#app/accounts.ts';
import { resumeAccount } from '#core/messaging/account-states.ts';
import { accountFor } from '#core/messaging/accounts.ts';
import { makeCurrent } from '#core/messaging/current-account.ts';
import { openSecrets, scriptedChannel } from '#test/support/channel.ts';
import { givenTenant } from '#test/support/given.ts';
import { quietLog } from '#test/support/quiet.ts';

const stop = () => new AbortController().signal;
const refuses = () => Promise.reject(new AdapterFailure('old', 'unauthorized', 'as scripted'));

/** A number with an account on the channel `old`, which is current, and one on `new`. */
async function given(script: Partial<Account> = {}) {
  const { tenant, clock } = await givenTenant();
  let unseals = openSecrets.open;
  const channels: Record<string, Channel> = { old: scriptedChannel('old', script), new: scriptedChannel('new') };
  const book = accountBook(
    async (name) => channels[name] ?? Promise.reject(new AdapterFailure(name, 'misconfigured', 'no such adapter')),
    { ...openSecrets, open: (scope, sealed) => unseals(scope, sealed) },
    clock,
    quietLog,
    () => 'http://127.0.0.1:9/status',
  );
  await tenant.commit(
    ['old', 'new'].map((channel) =>
      insert(accounts, {
        id: channel,
        senderId: 'sender-1',
        connectionId: `connection-${channel}`,
        channel,
        sealedConfig: '{}',
      }),
    ),
  );
  await makeCurrent(tenant, clock, 'sender-1', 'old');
  return {
    book,
    tenant,
    clock,
    current: () => book.current(tenant, 'sender-1'),
    async open() {
      const found = await book.current(tenant, 'sender-1');
      if (found?.kind !== 'open') throw new Error(`the account is ${found?.why ?? 'missing'}`);
      return found;
    },
    unseals: (how: typeof unseals) => (unseals = how),
    async change(over: { readonly channel?: string } = {}) {
      const was = await tenant.get(accounts, 'old');
      if (was) await tenant.commit([replace(accounts, was, { ...was.value, ...over, sealedConfig: '{"changed":true}' })]);
    },
    state: async () => (await tenant.get(accountStates, 'old'))?.value,
  };
}

const hello = { messageId: 'm', to: { phone: '+34600000001' }, content: { kind: 'text', body: 'Hi' } } as const;

describe('the account of a number', () => {
  it('is opened once, so that it has one breaker, also when many ask for it at once', async () => {
    const { book, tenant, current } = await given();
    const [first, ...others] = await Promise.all([
      ...Array.from({ length: 20 }, () => current()),
      book.byId(tenant, 'old'),
      book.ofConnection(tenant, 'sender-1', 'connection-old'),
    ]);

    expect(first?.id).toBe('old');
    expect(others.every((one) => one === first)).toBe(true);
    expect(book.breakers()).toEqual([{ accountId: 'old', state: 'closed', stopped: [] }]);
  });

  it('is opened anew when its record has changed', async () => {
    const { open, change } = await given();
    const before = await open();
    await change();

    expect(await open()).not.toBe(before);
    await expect(before.account.send(hello, stop())).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('is the one that was made current, and the other is still found', async () => {
    const { clock, book, tenant, current } = await given();
    expect(await makeCurrent(tenant, clock, 'sender-1', 'new')).toEqual({ kind: 'current' });

    expect((await current())?.id).toBe('new');
    expect((await book.byId(tenant, 'old'))?.id).toBe('old');
    expect((await book.ofConnection(tenant, 'sender-1', 'connection-old'))?.id).toBe('old');
  });

  it('is not made current for another number, and nothing changes', async () => {
    const { clock, tenant, current } = await given();
    expect(await makeCurrent(tenant, clock, 'sender-2', 'new')).toEqual({ kind: 'not_of_sender' });
    expect(await makeCurrent(tenant, clock, 'sender-1', 'nothing')).toEqual({ kind: 'not_of_sender' });
    expect((await current())?.id).toBe('old');
  });

  it('is for an earlier message one on its connection, and the current one when there is none any more', async () => {
    const asked: string[] = [];
    const { clock, book, tenant, open } = await given({ acknowledge: async (id) => void asked.push(id) });
    await makeCurrent(tenant, clock, 'sender-1', 'new');
    const message = { senderId: 'sender-1', connectionId: 'connection-old' };
    await (await accountFor(book, tenant, message))?.acknowledge('wamid.1', stop());
    expect(asked).toEqual(['wamid.1']);
    expect(await accountFor(book, tenant, { ...message, connectionId: 'gone' })).toBe((await open()).account);
  });
});

describe('an account whose credentials are refused', () => {
  it.each<[string, Partial<Account>, (account: Account) => Promise<unknown>]>([
    ['send', { send: refuses }, (account) => account.send(hello, stop())],
    ['settle', { settle: refuses }, (account) => account.settle(hello, { at: 0, ageMs: 0 }, async () => false, stop())],
    ['download', { download: refuses }, (account) => account.download({ url: 'https://x' }, stop())],
    ['acknowledge', { acknowledge: refuses }, (account) => account.acknowledge('wamid.1', stop())],
    ['check', { check: refuses }, (account) => account.check(stop())],
  ])('by a %s is paused from then on', async (_, script, call) => {
    const { open, current, state, clock } = await given(script);
    await expect(call((await open()).account)).rejects.toMatchObject({ code: 'unauthorized' });

    expect(await current()).toEqual({ kind: 'paused', id: 'old', why: 'unauthorized' });
    expect(await state()).toMatchObject({ state: 'paused', why: 'unauthorized', since: clock.now() });
  });

  it('is not paused by a refusal of something else', async () => {
    const { open, current } = await given({ send: () => Promise.reject(new AdapterFailure('old', 'rejected', 'no')) });
    await expect((await open()).account.send(hello, stop())).rejects.toMatchObject({ code: 'rejected' });
    expect((await current())?.kind).toBe('open');
  });

  it('is used again once somebody says so', async () => {
    const { open, current, tenant, clock } = await given({ send: refuses });
    await (await open()).account.send(hello, stop()).catch(() => {});
    expect(await resumeAccount(tenant, clock, 'old')).toEqual({ kind: 'resumed' });
    expect(await resumeAccount(tenant, clock, 'old')).toEqual({ kind: 'not_paused' });
    expect((await current())?.kind).toBe('open');
  });

  it('is used again when its record has changed', async () => {
    const { open, change, current, state } = await given({ send: refuses });
    await (await open()).account.send(hello, stop()).catch(() => {});
    await change();
    expect((await current())?.kind).toBe('open');
    expect((await state())?.state).toBe('open');
  });

  it('is not paused by an answer to credentials that were changed meanwhile', async () => {
    const answer = Promise.withResolvers<never>();
    const { open, change, current } = await given({ send: () => answer.promise });
    const slow = (await open()).account.send(hello, stop());
    await change();
    answer.reject(new AdapterFailure('old', 'unauthorized', 'as scripted'));
    await expect(slow).rejects.toMatchObject({ code: 'unauthorized' });
    expect((await current())?.kind).toBe('open');
  });

  it('is used again when a check succeeds, and stays paused when it does not', async () => {
    let good = false;
    const { book, tenant, open, current } = await given({
      send: refuses,
      check: async () => (good ? { reachable: true, detail: 'good' } : refuses()),
    });
    await (await open()).account.send(hello, stop()).catch(() => {});
    expect(await book.check(tenant, 'old', stop())).toEqual({ reachable: false, detail: 'old: as scripted' });
    expect((await current())?.kind).toBe('paused');
    good = true;
    expect(await book.check(tenant, 'old', stop())).toEqual({ reachable: true, detail: 'good' });
    expect((await current())?.kind).toBe('open');
  });
});

describe('an account that cannot be opened', () => {
  it.each<[string, () => Promise<string>, string]>([
    ['its credentials are sealed under another key', () => Promise.reject(new SecretsFailure('no')), 'sealed'],
    ['its credentials are no JSON', async () => 'what', 'misconfigured'],
  ])('is paused: %s', async (_, how, why) => {
    const { book, tenant, unseals, current } = await given();
    unseals(how);
    expect(await current()).toEqual({ kind: 'paused', id: 'old', why });
    unseals(openSecrets.open);
    expect((await current())?.kind).toBe('paused');
    expect((await book.check(tenant, 'old', stop())).reachable).toBe(true);
    expect((await current())?.kind).toBe('open');
  });

  it('is paused when its adapter is not there', async () => {
    const { change, current } = await given();
    await change({ channel: 'nothing' });
    expect(await current()).toEqual({ kind: 'paused', id: 'old', why: 'misconfigured' });
  });

  it('is not paused when it is something else that fails, and is tried again', async () => {
    const { unseals, current, state } = await given();
    unseals(() => Promise.reject(new Error('the store is away')));
    await expect(current()).rejects.toThrow('the store is away');
    unseals(openSecrets.open);
    expect((await current())?.kind).toBe('open');
    expect(await state()).toBeUndefined();
  });
});

describe('an account whose sends the provider refuses for a while', () => {
  const limited = (detail: AdapterFailure['detail']) => ({
    send: () => Promise.reject(new AdapterFailure('old', 'rate_limited', 'as scripted', detail)),
  });
  const hello = { messageId: 'm', to: { phone: '+34600000001' }, content: { kind: 'text', body: 'Hi' } } as const;

  it('rests as long as the provider says, an hour at most, and may be asked for everything else', async () => {
    const { open, clock } = await given(limited({ retryAfterMs: 600_000 }));
    const account = await open();
    expect(account.rest()).toBeUndefined();
    await expect(account.account.send(hello, stop())).rejects.toMatchObject({ code: 'rate_limited' });
    expect((await open()).rest()).toEqual({ why: 'rate_limited', ms: 600_000 });
    await account.account.acknowledge('wamid.1', stop());
    clock.advance(599_999);
    expect(account.rest()).toEqual({ why: 'rate_limited', ms: 1 });
    clock.advance(1);
    expect(account.rest()).toBeUndefined();
  });

  it('does not rest for what is refused to one recipient, nor without a time', async () => {
    for (const detail of [{ retryAfterMs: 4_000, recipientOnly: true }, {}]) {
      const account = await (await given(limited(detail))).open();
      await expect(account.account.send(hello, stop())).rejects.toMatchObject({ code: 'rate_limited' });
      expect(account.rest()).toBeUndefined();
    }
  });

  it('rests while its circuit breaker is open', async () => {
    const unreachable = () => Promise.reject(new AdapterFailure('old', 'unreachable', 'as scripted'));
    const account = await (await given({ send: unreachable })).open();
    for (let n = 0; n < 6; n += 1) await account.account.send(hello, stop()).catch(() => {});
    expect(account.rest()).toEqual({ why: 'breaker_open', ms: 5_000 });
  });
});
