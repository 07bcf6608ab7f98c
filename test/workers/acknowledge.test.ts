import { expect, it } from 'vitest';
import type { Account } from '#contracts/channel.ts';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import { SecretsFailure } from '#contracts/secrets.ts';
import { turns } from '#contracts/records/dialogue.ts';
import { native } from '#core/booking/native.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { dialogue } from '#core/dialogue/consumer.ts';
import { live } from '#workers/live.ts';
import { onlyAccount, openAccount } from '#test/support/accounts.ts';
import { arrived, givenTenant, said } from '#test/support/given.ts';
import { messageOf } from './events.ts';

it('answers a customer although the account, which would show that we read, cannot be opened', async () => {
  const { store, tenant, sender, clock, newId } = await givenTenant();
  const consumer = dialogue({
    store,
    clock,
    newId,
    scheduling: native({ clock, newId }),
    live: live({ tell() {}, hear: () => () => {} }),
    accounts: onlyAccount(() => {
      throw new SecretsFailure('sealed under another key');
    }),
  });
  const { messageId, conversationId } = await recordMessage(newId)(tenant, sender, arrived(said('Hi')), said('Hi'));
  const received = messageOf('received', messageId, {
    data: { messageId, conversationId, contactId: 'contact-1', senderId: sender.id },
  });
  const handled = consumer.handle([received], new AbortController().signal);

  // A rejection that nobody waits for would end the process here.
  await expect(handled).resolves.toBeUndefined();
  const page = await tenant.find(turns, { by: 'byId', equals: [], limit: 10 });
  expect(page.items).toHaveLength(1);
});

it('waits for no read receipt, and has at most 32 of a tenant under way', async () => {
  const { store, tenant, sender, clock, newId } = await givenTenant();
  let [begun, hanging] = [0, true];
  const ends: (() => void)[] = [];
  const account = {
    acknowledge: () => {
      begun += 1;
      return hanging ? new Promise<void>((resolve) => ends.push(resolve)) : Promise.resolve();
    },
  } as Partial<Account> as Account;
  const consumer = dialogue({
    store,
    clock,
    newId,
    scheduling: native({ clock, newId }),
    live: live({ tell() {}, hear: () => () => {} }),
    accounts: onlyAccount(() => openAccount('account-1', metaCloud.capabilities, account)),
  });
  const answer = async (n: number) => {
    const event = said('Hi', { providerMessageId: `wamid.${n}` });
    const { messageId, conversationId } = await recordMessage(newId)(tenant, sender, arrived(event), event);
    const data = { messageId, conversationId, contactId: 'c', senderId: sender.id };
    await consumer.handle([messageOf('received', messageId, { data })], new AbortController().signal);
  };
  for (let n = 0; n < 40; n += 1) await answer(n);

  const taken = await tenant.find(turns, { by: 'byId', equals: [], limit: 100 });
  expect(taken.items).toHaveLength(40);
  await expect.poll(() => begun).toBe(32);
  hanging = false;
  for (const end of ends) end();
  await expect.poll(async () => (await answer(100 + begun), begun)).toBeGreaterThan(32);
});
