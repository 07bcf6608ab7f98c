import { expect, it } from 'vitest';
import { settingsFrom } from '#config/load.ts';
import { accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import { senders, tenants } from '#contracts/records/platform.ts';
import { unsettledSends } from '#contracts/records/messaging.ts';
import { BATCH_LIMIT, FIND_LIMIT, insert } from '#contracts/store.ts';
import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { REPORT, STORE } from '#app/tokens.ts';
import { senderOne } from '#test/support/given.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

it('counts every unsettled send, however many there are', async () => {
  await using folder = await temporaryFolder();
  await using opened = new AsyncDisposableStack();
  const container = await open(settingsFrom({ DESKBELL_DATA: folder.path }), { log: quietLog }, opened);
  const store = resolve(container, STORE);
  await store.platform.commit([insert(tenants, { id: 'tenant-1', name: 'Test Salon', createdAt: 1 })]);
  const sends = Array.from({ length: FIND_LIMIT + 1 }, (_, n) =>
    insert(unsettledSends, { id: `message-${n}`, conversationId: 'conversation-1', since: 1 }),
  );
  for (let n = 0; n < sends.length; n += BATCH_LIMIT.writes)
    await store.tenant('tenant-1').commit(sends.slice(n, n + BATCH_LIMIT.writes));

  expect((await resolve(container, REPORT)()).tenants[0]?.unsettledSends).toBe(FIND_LIMIT + 1);
});

it('says which account cannot be opened, and still how all the others are', async () => {
  await using folder = await temporaryFolder();
  await using opened = new AsyncDisposableStack();
  const container = await open(settingsFrom({ DESKBELL_DATA: folder.path }), { log: quietLog }, opened);
  const store = resolve(container, STORE);
  await store.platform.commit([
    insert(tenants, { id: 'tenant-1', name: 'Test Salon', createdAt: 1 }),
    insert(senders, senderOne),
    insert(senders, { ...senderOne, id: 'sender-2' }),
  ]);
  await store.tenant('tenant-1').commit([
    insert(accounts, {
      id: 'account-1',
      senderId: 'sender-1',
      connectionId: 'connection-1',
      channel: 'meta-cloud',
      sealedConfig: 'a secret that nothing opens',
    }),
    insert(senderCurrents, { id: 'sender-1', accountId: 'account-1' }),
  ]);
  const report = await resolve(container, REPORT)();

  expect(report.tenants[0]?.senders).toMatchObject([
    { sender: 'sender-1', current: true, accounts: [{ account: 'account-1', state: 'paused', paused: { why: 'sealed' } }] },
    { sender: 'sender-2', current: false, accounts: [] },
  ]);
  expect(report.ok).toBe(false);
  expect(JSON.stringify(report)).not.toContain('a secret');
});
