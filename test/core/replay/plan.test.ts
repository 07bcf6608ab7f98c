import { expect, it } from 'vitest';
import type { InboundRaw } from '#contracts/records/messaging.ts';
import { planOf } from '#core/replay/plan.ts';
import { senderOne } from '#test/support/given.ts';
import { normalize } from './world.ts';

const raw: InboundRaw = {
  id: 'raw-1',
  connectionId: 'connection-1',
  senderId: '',
  channel: 'test',
  raw: JSON.stringify({ n: 1, events: [{ kind: 'notice', about: 'account_update', at: 1_000 }] }),
  kinds: ['notice'],
  unrecognised: false,
  customers: [],
  receivedAt: 1_000,
};

it('news about a business account is no change that had to be left out of a replay', () => {
  const history = { tenantId: 'tenant-1', senders: [senderOne], contactKey: undefined, erased: [], ours: [] };
  const changes = [raw, { ...raw, id: 'raw-2', senderId: 'gone' }];
  expect(planOf({ ...history, changes }, normalize)).toMatchObject({ changes: 2, leftOut: 1, messages: [] });
});
