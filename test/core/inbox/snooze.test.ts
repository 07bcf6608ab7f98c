import { describe, expect, it } from 'vitest';
import { dueEntries } from '#contracts/later.ts';
import { inboxRows } from '#contracts/records/inbox.ts';
import { insert } from '#contracts/store.ts';
import { type Change, controlConversation } from '#core/inbox/control.ts';
import { customerWrote, freshRow } from '#core/inbox/row.ts';
import { snoozeEnds } from '#core/inbox/snooze-ends.ts';
import { tagsOf } from '#core/inbox/tags.ts';
import { givenTenant } from '#test/support/given.ts';

const HOUR = 3_600_000;
const ID = 'conversation-1';

async function given() {
  const world = await givenTenant();
  const { tenant, clock, newId } = world;
  const row = customerWrote(freshRow({ id: ID, contactId: 'contact-1', senderId: 'sender-1' }, 1_000), 1_000);
  await tenant.commit([insert(inboxRows, { ...row, tags: tagsOf(row) })]);
  const control = controlConversation(clock, newId);
  const timer = snoozeEnds(clock, newId);
  const entries = async () => (await tenant.find(dueEntries, { by: 'byDue', equals: [], limit: 10 })).items;
  return {
    ...world,
    entries,
    does: (change: Change) => control(tenant, ID, change, 'zoe'),
    due: async () => {
      for (const entry of await entries()) await timer.due(tenant, entry, new AbortController().signal);
    },
    state: async () => (await tenant.get(inboxRows, ID))?.value.state,
  };
}

describe('a snooze', () => {
  it('ends by itself: the conversation is back in its lists, once', async () => {
    const { does, due, state, entries, clock, tenant } = await given();
    await does({ kind: 'snooze', until: clock.now() + HOUR });
    expect((await entries()).map(({ value }) => value.dueAt)).toEqual([clock.now() + HOUR]);
    clock.advance(HOUR);
    await due();
    await due();
    expect([await state(), (await entries()).length]).toEqual(['open', 0]);
    expect((await tenant.find(inboxRows, { by: 'byTag', equals: ['open'], limit: 5 })).items).toHaveLength(1);
  });

  it('that is looked at too early, or was made longer, is waited for', async () => {
    const { does, due, state, entries, clock } = await given();
    const until = clock.now() + HOUR;
    await does({ kind: 'snooze', until });
    await due();
    expect([await state(), (await entries())[0]?.value.dueAt]).toEqual(['snoozed', until]);
    await does({ kind: 'snooze', until: until + HOUR });
    expect((await entries()).map(({ value }) => value.dueAt)).toEqual([until + HOUR]);
    clock.advance(HOUR);
    await due();
    expect(await state()).toBe('snoozed');
    clock.advance(HOUR);
    await due();
    expect(await state()).toBe('open');
  });

  it('leaves a conversation that was closed or opened meanwhile as it is', async () => {
    for (const kind of ['close', 'open'] as const) {
      const { does, due, state, entries, clock } = await given();
      await does({ kind: 'snooze', until: clock.now() + HOUR });
      await does({ kind });
      clock.advance(HOUR);
      await due();
      expect([await state(), (await entries()).length]).toEqual([kind === 'close' ? 'closed' : 'open', 0]);
    }
  });
});
