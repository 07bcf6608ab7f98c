import { expect, it } from 'vitest';
import { turns } from '#contracts/records/dialogue.ts';
import { messages } from '#contracts/records/messaging.ts';
import { native } from '#core/booking/native.ts';
import { dialogue } from '#workers/dialogue.ts';
import { inbox } from '#workers/inbox.ts';
import { live } from '#workers/live.ts';
import { arrived, givenTenant, said } from '#test/support/given.ts';

it('a message that is understood long after it came is recorded, and not answered', async () => {
  const { store, tenant, clock, newId } = await givenTenant();
  const nobody = live({ tell() {}, hear: () => () => {} });
  const scheduling = native({ clock, newId });
  const consumers = [
    dialogue({ store, clock, newId, scheduling, live: nobody, currentAccount: async () => undefined }),
    inbox(store, newId, nobody),
  ];
  const data = { ...arrived(said('Hi')), again: true };
  const event = {
    id: 'e',
    tenantId: 'tenant-1',
    stream: 'inbound',
    key: 'k',
    kind: 'inbound.message',
    version: 1,
    at: 1,
    data,
  } as const;
  for (const consumer of consumers) await consumer.handle([event], new AbortController().signal);

  const all = await tenant.find(messages, { by: 'byDirection', equals: [], limit: 10 });
  expect(all.items.map(({ value }) => value.direction)).toEqual(['in']);
  expect((await tenant.find(turns, { by: 'byExpiry', equals: [], limit: 10 })).items).toEqual([]);
});
