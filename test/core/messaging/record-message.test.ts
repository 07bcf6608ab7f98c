import { describe, expect, it } from 'vitest';
import { conversations, messages } from '#contracts/records/messaging.ts';
import { contacts, identityRecords } from '#contracts/records/people.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { wantMessages } from '#core/messaging/want-message.ts';
import { arrived, givenTenant, said } from '#test/support/given.ts';

async function given() {
  const world = await givenTenant();
  const record = recordMessage(world.newId);
  return { ...world, record: (event: ReturnType<typeof said>) => record(world.tenant, world.sender, arrived(event), event) };
}

describe('recording a message', () => {
  it('makes a contact, a conversation and the message', async () => {
    const { tenant, record } = await given();
    const recorded = await record(said('Hi'));

    const conversation = await tenant.get(conversations, recorded.conversationId);
    expect(conversation?.value).toMatchObject({ preview: 'Hi', unread: 1, to: { phone: '+34600000001' } });
    expect((await tenant.get(contacts, conversation?.value.contactId ?? ''))?.value.name).toBe('Ana');
  });

  it('keeps a redelivered message once', async () => {
    const { tenant, record } = await given();
    const first = await record(said('Hi'));
    const again = await record(said('Hi'));

    expect(again).toEqual({ ...first, fresh: false });
    expect(
      (await tenant.find(messages, { by: 'byId', equals: [], limit: 10 })).items.filter(({ value }) => value.direction === 'in'),
    ).toHaveLength(1);
  });

  it('is recorded once when many consumers record it in the same moment', async () => {
    const { tenant, record } = await given();
    const all = await Promise.all(Array.from({ length: 20 }, () => record(said('Hi'))));

    expect(all.filter(({ fresh }) => fresh)).toHaveLength(1);
    expect(new Set(all.map(({ messageId }) => messageId)).size).toBe(1);
    expect((await tenant.find(contacts, { by: 'byId', equals: [], limit: 10 })).items).toHaveLength(1);
  });

  it('gives two new customers in the same millisecond a contact each, and one customer only one', async () => {
    const { tenant, record } = await given();
    const other = { phone: '+34600000002', userId: 'ES.2' };
    const places = await Promise.all([
      ...Array.from({ length: 5 }, (_, n) => record(said(`a${n}`))),
      ...Array.from({ length: 5 }, (_, n) => record(said(`b${n}`, { from: other }))),
    ]);

    expect(new Set(places.map(({ conversationId }) => conversationId)).size).toBe(2);
    expect((await tenant.find(contacts, { by: 'byId', equals: [], limit: 10 })).items).toHaveLength(2);
  });

  it('knows a customer who hides their phone by the user id, and learns a phone that comes later', async () => {
    const { tenant, record } = await given();
    const hidden = await record(said('a', { from: { userId: 'ES.1' } }));
    const shown = await record(said('b'));

    expect(shown.conversationId).toBe(hidden.conversationId);
    const known = await tenant.find(identityRecords, { by: 'byValue', equals: ['phone', ''], limit: 10 });
    expect(known.items.map(({ value }) => value.value)).toEqual(['+34600000001']);
  });

  it('does not take a recycled number for its old owner when the user id is another', async () => {
    const { record } = await given();
    const old = await record(said('a', { from: { phone: '+34600000001', userId: 'ES.1' } }));
    await record(said('x', { from: { userId: 'ES.2' } }));
    const next = await record(said('b', { from: { phone: '+34600000001', userId: 'ES.2' } }));

    expect(next.conversationId).not.toBe(old.conversationId);
  });

  it('follows a customer to a new number and keeps the old one in the history', async () => {
    const { tenant, record } = await given();
    const before = await record(said('a'));
    await record(
      said('moved', {
        from: { phone: '+34600000009', userId: 'ES.1' },
        content: { kind: 'system', change: 'number_changed', was: { phone: '+34600000001' } },
      }),
    );
    const after = await record(said('b', { from: { phone: '+34600000009' } }));

    expect(after.conversationId).toBe(before.conversationId);
    const phones = await tenant.find(identityRecords, { by: 'byValue', equals: ['phone', ''], limit: 10 });
    expect(phones.items.map(({ value }) => [value.value, value.until > 0, value.provenance])).toEqual([
      ['+34600000001', true, 'message'],
      ['+34600000009', false, 'number_changed'],
    ]);
  });

  it('does not let a late message move the window back', async () => {
    const { tenant, record } = await given();
    const { conversationId } = await record(said('new', { at: 2_000_000 }));
    await record(said('old', { at: 1_000_000 }));

    expect((await tenant.get(conversations, conversationId))?.value).toMatchObject({ lastInboundAt: 2_000_000, preview: 'new' });
  });

  it('is the same whichever message is recorded first', async () => {
    const [one, two, three] = [
      said('one', { at: 1_000_000, profileName: 'Ana' }),
      said('two', { at: 1_000_000, profileName: 'Ana M.' }),
      said('three', { at: 1_000_000, from: { userId: 'ES.1' } }),
    ] as const;
    const made = async (events: readonly ReturnType<typeof said>[]) => {
      const { tenant, record } = await given();
      for (const event of events) await record(event);
      const page = { equals: [], limit: 10 } as const;
      return [
        (await tenant.find(contacts, { by: 'byId', ...page })).items,
        (await tenant.find(conversations, { by: 'byLastAt', ...page })).items,
        (await tenant.find(messages, { by: 'byId', ...page })).items,
      ].map((items) => items.map(({ value }) => value));
    };
    const inOrder = await made([one, two, three]);
    expect(inOrder.map((all) => all.length)).toEqual([1, 1, 3]);
    expect(await made([three, two, one])).toEqual(inOrder);
    expect(await made([two, three, one])).toEqual(inOrder);
  });

  it('takes the earlier place when it was told twice and the later one was handled first', async () => {
    const { tenant, sender, newId, clock, record } = await given();
    const told = (order: string) => recordMessage(newId)(tenant, sender, { ...arrived(said('twice')), order }, said('twice'));
    await record(said('between'));
    const { conversationId, messageId } = await told('order-wamid.z');
    const was = await tenant.get(conversations, conversationId);
    if (!was) throw new Error('no conversation');
    expect(was.value).toMatchObject({ preview: 'twice', unread: 2 });
    await told('order-wamid.a');

    expect((await tenant.get(messages, messageId))?.value.order).toBe('order-wamid.a');
    const now = await tenant.get(conversations, conversationId);
    expect(now?.value).toMatchObject({ preview: 'between', unread: 2, marks: { heard: 'order-wamid.between' } });
    if (now)
      await tenant.commit(
        wantMessages(now, [{ id: newId(), author: 'bot', content: { kind: 'text', body: 'ours' } }], clock.now()).writes,
      );
    await told('order-wamid.a');
    await told('order-wamid.b');
    expect((await tenant.get(conversations, conversationId))?.value.unread).toBe(0);
  });

  it('counts as unread what was accepted after the messages that were answered, however late it is recorded', async () => {
    const { tenant, record, clock, newId } = await given();
    const { conversationId } = await record(said('b'));
    const before = await tenant.get(conversations, conversationId);
    if (!before) throw new Error('no conversation');
    await tenant.commit(
      wantMessages(before, [{ id: newId(), author: 'bot', content: { kind: 'text', body: 'ours' } }], clock.now()).writes,
    );
    await record(said('a'));
    const unread = async () => (await tenant.get(conversations, conversationId))?.value.unread;
    expect(await unread()).toBe(0);
    await record(said('c'));
    expect(await unread()).toBe(1);
  });

  it('keeps no name that is longer than a list can show', async () => {
    const { tenant, record } = await given();
    await record(said('Hi', { profileName: 'x'.repeat(1_000_000) }));

    const [contact] = (await tenant.find(contacts, { by: 'byId', equals: [], limit: 10 })).items;
    expect(contact?.value.name).toBe(`${'x'.repeat(99)}…`);
  });
});
