import { expect, it } from 'vitest';
import { SecretsFailure } from '#contracts/secrets.ts';
import { turns } from '#contracts/records/dialogue.ts';
import { native } from '#core/booking/native.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { dialogue } from '#core/dialogue/consumer.ts';
import { live } from '#workers/live.ts';
import { onlyAccount } from '#test/support/accounts.ts';
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
  const received = messageOf('received', messageId, { data: { messageId, conversationId, contactId: 'c', senderId: sender.id } });
  const handled = consumer.handle([received], new AbortController().signal);

  // A rejection that nobody waits for would end the process here.
  await expect(handled).resolves.toBeUndefined();
  const page = await tenant.find(turns, { by: 'byExpiry', equals: [], limit: 10 });
  expect(page.items).toHaveLength(1);
});
