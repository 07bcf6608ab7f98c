import { expect, it } from 'vitest';
import { turns } from '#contracts/records/dialogue.ts';
import { messages } from '#contracts/records/messaging.ts';
import { native } from '#core/booking/native.ts';
import { dialogue } from '#core/dialogue/consumer.ts';
import { live } from '#workers/live.ts';
import { recorder } from '#core/messaging/recorder.ts';
import { onlyAccount } from '#test/support/accounts.ts';
import { givenTenant, said } from '#test/support/given.ts';
import { arrivalOf } from './events.ts';

it('a message that is understood long after it arrived is recorded, and not answered', async () => {
  const { store, tenant, bus, clock, newId } = await givenTenant();
  const nobody = live({ tell() {}, hear: () => () => {} });
  const scheduling = native({ clock, newId });
  const talks = dialogue({ store, clock, newId, scheduling, live: nobody, accounts: onlyAccount(() => undefined) });
  await recorder(store, newId, nobody).handle([arrivalOf(said('Hi'), 'e', { again: true })], new AbortController().signal);
  await using _ = bus.subscribe(talks);
  await expect.poll(() => bus.lag(talks)).toEqual({ waiting: 0, parked: 0 });

  const all = await tenant.find(messages, { by: 'byId', equals: [], limit: 10 });
  expect(all.items.map(({ value }) => value.direction)).toEqual(['in']);
  expect((await tenant.find(turns, { by: 'byId', equals: [], limit: 10 })).items).toEqual([]);
});
