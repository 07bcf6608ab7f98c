import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InboxRow, inboxRows } from '#contracts/records/inbox.ts';
import { insert } from '#contracts/store.ts';
import { type Change, changed, controlConversation } from '#core/inbox/control.ts';
import { customerWrote, freshRow, handedOver, personWrote } from '#core/inbox/row.ts';
import { tagsOf } from '#core/inbox/tags.ts';
import { givenTenant } from '#test/support/given.ts';

const THREAD = { id: 'conversation-1', contactId: 'contact-1', senderId: 'sender-1' };

async function given() {
  const world = await givenTenant();
  const row = customerWrote(freshRow(THREAD, 1_000), 1_000);
  await world.tenant.commit([insert(inboxRows, { ...row, tags: tagsOf(row) })]);
  const control = controlConversation(world.clock, world.newId);
  return {
    ...world,
    does: (change: Change, by = 'zoe') => control(world.tenant, THREAD.id, change, by),
    listed: async (tag: string) =>
      (await world.tenant.find(inboxRows, { by: 'byTag', equals: [tag], limit: 10 })).items.map(({ value }) => value.id),
  };
}

describe('what people do to a conversation', () => {
  it('puts it into the lists where it belongs', async () => {
    const { does, listed } = await given();
    expect(await listed('open:unread')).toEqual([THREAD.id]);
    await does({ kind: 'read' });
    expect(await listed('open:unread')).toEqual([]);
    await does({ kind: 'assign', assigneeId: 'zoe', teamId: 'front' });
    expect([await listed('open:user:zoe'), await listed('open:team:front')]).toEqual([[THREAD.id], [THREAD.id]]);
    await does({ kind: 'label', add: ['VIP'], remove: [] });
    await does({ kind: 'close' });
    expect([await listed('open'), await listed('closed'), await listed('label:VIP')]).toEqual([[], [THREAD.id], [THREAD.id]]);
    await does({ kind: 'snooze', until: 5_000 });
    expect([await listed('closed'), await listed('snoozed')]).toEqual([[], [THREAD.id]]);
  });

  it('changes nothing when it is like that already, and tells so', async () => {
    const { does } = await given();
    expect(await does({ kind: 'take_over' })).toMatchObject({
      kind: 'changed',
      row: { answers: { by: 'person', userId: 'zoe' } },
    });
    expect(await does({ kind: 'take_over' })).toMatchObject({ kind: 'same' });
    expect(await does({ kind: 'take_over' }, 'ben')).toMatchObject({ kind: 'changed', row: { answers: { userId: 'ben' } } });
  });

  it('refuses more labels than a conversation may have, and a conversation that is not there', async () => {
    const { does, tenant, clock, newId } = await given();
    const add = Array.from({ length: 21 }, (_, n) => `label ${n}`);
    expect(await does({ kind: 'label', add, remove: [] })).toEqual({ kind: 'too_many_labels' });
    const elsewhere = controlConversation(clock, newId)(tenant, 'nobody', { kind: 'close' }, 'zoe');
    expect(await elsewhere).toEqual({ kind: 'not_there' });
  });

  it('is kept when two people do something at the same moment', async () => {
    const { does, tenant } = await given();
    const add = Array.from({ length: 10 }, (_, n) => `label ${n}`);
    await Promise.all(add.map((label) => does({ kind: 'label', add: [label], remove: [] }, `user ${label}`)));
    expect((await tenant.get(inboxRows, THREAD.id))?.value.labels.toSorted()).toEqual(add);
  });
});

describe('a row', () => {
  const fresh = freshRow(THREAD, 1);

  it('opens again when the customer writes, with one more unread', () => {
    const closed = changed(fresh, { kind: 'close' }, 'zoe', 2);
    expect(customerWrote(closed, 3)).toMatchObject({ state: 'open', unread: 1, lastAt: 3 });
  });

  it('waits for a person from the promise until one writes', () => {
    const waiting = handedOver(customerWrote(fresh, 2), 3);
    expect(waiting).toMatchObject({ waiting: true, answers: { by: 'person', why: 'asked_for_person' } });
    expect(personWrote(waiting, 4, { userId: 'zoe', why: 'taken_over' })).toMatchObject({ waiting: false, unread: 0 });
  });

  it('has tags that a store accepts, whatever was done to it', () => {
    const id = fc.string({ minLength: 1, maxLength: 26, unit: fc.constantFrom(...'abc019') });
    const change: fc.Arbitrary<Change> = fc.oneof(
      fc.constantFrom<Change>(
        { kind: 'take_over' },
        { kind: 'give_back' },
        { kind: 'open' },
        { kind: 'close' },
        { kind: 'read' },
      ),
      fc.record({ kind: fc.constant('assign'), assigneeId: id, teamId: fc.oneof(id, fc.constant('')) }),
      fc.record({
        kind: fc.constant('label'),
        add: fc.array(fc.string({ minLength: 1, maxLength: 60 }), { maxLength: 20 }),
        remove: fc.array(fc.string(), { maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const row = changes.reduce((was, one, n) => changed(was, one, 'zoe', n), fresh);
        const tags = tagsOf(row as InboxRow);
        expect(new Set(tags).size).toBe(tags.length);
        expect(tags.filter((tag) => ['open', 'snoozed', 'closed'].includes(tag))).toEqual([row.state]);
      }),
    );
  });
});
