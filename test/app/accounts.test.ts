import { describe, expect, it } from 'vitest';
import { accounts } from '#contracts/records/tenancy.ts';
import { insert, replace } from '#contracts/store.ts';
import { accountBook } from '#app/accounts.ts';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import { givenTenant } from '#test/support/given.ts';
import { quietLog } from '#test/support/quiet.ts';

const config = { phoneNumberId: '100', accessToken: 'token', baseUrl: 'http://127.0.0.1:9' };

async function given() {
  const { tenant, clock } = await givenTenant();
  let unsealed = JSON.stringify(config);
  const secrets = {
    seal: async (_: string, plain: string) => plain,
    open: async () => unsealed,
    shred: async () => {},
    rotateMaster: async () => {},
  };
  const book = accountBook(
    async () => metaCloud,
    secrets,
    clock,
    quietLog,
    () => 'http://127.0.0.1:9/status',
  );
  const record = { id: 'a', senderId: 'sender-1', connectionId: 'c', channel: 'meta-cloud', sealedConfig: 'x', current: true };
  await tenant.commit([insert(accounts, record)]);
  return {
    book,
    current: () => book.current(tenant, 'sender-1'),
    unseals: (text: string) => (unsealed = text),
    async change() {
      const was = await tenant.get(accounts, 'a');
      if (was) await tenant.commit([replace(accounts, was, { ...was.value, sealedConfig: 'y' })]);
    },
  };
}

describe('the account of a number', () => {
  it('is opened once, so that it has one breaker, also when many ask for it at once', async () => {
    const { book, current } = await given();
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => current()));

    expect(others.every((one) => one === first)).toBe(true);
    expect(book.breakers()).toEqual([{ accountId: 'a', state: 'closed' }]);
  });

  it('is opened anew when its record has changed', async () => {
    const { current, change } = await given();
    const before = await current();
    await change();

    expect(await current()).not.toBe(before);
    await expect(
      before?.account.send({ messageId: 'm', to: { phone: '+34600000001' }, content: { kind: 'text', body: 'Hi' } }, stop()),
    ).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('is tried again after it could not be opened', async () => {
    const { current, unseals } = await given();
    unseals('{}');
    await expect(current()).rejects.toThrow();
    unseals(JSON.stringify(config));

    expect((await current())?.id).toBe('a');
  });
});

const stop = () => new AbortController().signal;
