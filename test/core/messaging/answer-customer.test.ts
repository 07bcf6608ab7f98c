import { describe, expect, it } from 'vitest';
import { capabilities as meta } from '#adapters/meta-cloud/capabilities.ts';
import { capabilities as twilio } from '#adapters/twilio/capabilities.ts';
import type { InboundContent } from '#contracts/content.ts';
import type { NewEvent } from '#contracts/event.ts';
import { inboxRows } from '#contracts/records/inbox.ts';
import { type OutboundMessage, messages } from '#contracts/records/messaging.ts';
import type { TenantStore } from '#contracts/store.ts';
import { native } from '#core/booking/native.ts';
import { takeTurn } from '#core/dialogue/take-turn.ts';
import { controlConversation } from '#core/inbox/control.ts';
import { type AgentSays, answerCustomer } from '#core/messaging/answer-customer.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { arrived, givenTenant, said } from '#test/support/given.ts';

const HELLO: AgentSays = { kind: 'text', body: 'Hello Ana' };

async function given() {
  const world = await givenTenant();
  const { tenant, clock, newId, sender } = world;
  const record = recordMessage(newId);
  const answer = answerCustomer(clock, newId);
  const turn = takeTurn({ clock, newId, scheduling: native({ clock, newId }) });
  const { conversationId } = await hears('Hi');

  async function hears(body: string, content: InboundContent = { kind: 'text', body }) {
    const event = said(body, { content });
    return record(tenant, sender, arrived(event), event);
  }
  const replies = (says: AgentSays = HELLO, { by = 'zoe', store = tenant, can = meta } = {}) =>
    answer(store, conversationId, { says, by, can });
  return {
    ...world,
    conversationId,
    hears,
    replies,
    /** The bot takes its turn on this message. */
    async answersTo(body: string, { store = tenant, content = undefined as InboundContent | undefined } = {}) {
      const { messageId } = await hears(body, content);
      return turn(store, conversationId, { kind: 'message', messageId });
    },
    row: async () => (await tenant.get(inboxRows, conversationId))?.value,
    /** Who said what, as the customer gets it. */
    async said(): Promise<readonly OutboundMessage['author'][]> {
      const page = await tenant.find(messages, { by: 'byConversation', equals: [conversationId], limit: 100 });
      return page.items.flatMap(({ value }) => (value.direction === 'out' ? [value.author] : []));
    },
  };
}

/** This store, on which `first` is done just before the next commit. */
function after(store: TenantStore, first: () => Promise<unknown>): TenantStore {
  let left: (() => Promise<unknown>) | undefined = first;
  return {
    ...store,
    async commit(writes, events) {
      const now = left;
      left = undefined;
      await now?.();
      return store.commit(writes, events);
    },
  };
}

describe('an agent who answers while the bot’s turn is under way', () => {
  it('silences that turn, though it was decided already', async () => {
    const { replies, answersTo, said: spoken, row, tenant } = await given();
    await answersTo('hello?', { store: after(tenant, () => replies()) });
    expect(await spoken()).toEqual(['agent']);
    expect(await row()).toMatchObject({ answers: { by: 'person', userId: 'zoe' }, unread: 0 });
  });

  it('is heard after the bot when the turn was faster, and then the bot is silent', async () => {
    const { replies, answersTo, said: spoken, clock, tenant } = await given();
    const late = after(tenant, async () => {
      await answersTo('hello?');
      clock.advance(1_000);
    });
    expect(await replies(HELLO, { store: late })).toMatchObject({ kind: 'wanted' });
    await answersTo('are you there?');
    expect(await spoken()).toEqual(['bot', 'agent']);
  });

  it('silences it by the lock alone, as taking over does', async () => {
    const { answersTo, said: spoken, tenant, clock, newId, conversationId } = await given();
    const control = controlConversation(clock, newId);
    await answersTo('hello?', { store: after(tenant, () => control(tenant, conversationId, { kind: 'take_over' }, 'zoe')) });
    expect(await spoken()).toEqual([]);
  });

  it('is never followed by the bot, whoever is faster', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { replies, answersTo, tenant, said: spoken } = await given();
      const committed: string[] = [];
      const watched: TenantStore = {
        ...tenant,
        async commit(writes, events) {
          const outcome = await tenant.commit(writes, events);
          const said = writes.flatMap(({ collection, ...line }) =>
            collection.name === messages.name && 'value' in line ? [(line.value as OutboundMessage).author] : [],
          );
          if (outcome.kind === 'committed') committed.push(...said);
          return outcome;
        },
      };
      await Promise.all([answersTo('hello?', { store: watched }), replies(HELLO, { store: watched })]);
      expect(committed.filter((author) => author === 'agent')).toHaveLength(1);
      expect(committed.indexOf('bot')).toBeLessThan(committed.indexOf('agent'));
      expect(await spoken()).toHaveLength(committed.length);
    }
  });

  it('wins over the bot’s promise of a person', async () => {
    const { replies, answersTo, said: spoken, row, tenant } = await given();
    await answersTo('Can I talk to a person?', { store: after(tenant, () => replies()) });
    expect([await spoken(), await row()]).toMatchObject([['agent'], { waiting: false, answers: { why: 'taken_over' } }]);
  });
});

describe('an agent’s answer', () => {
  it('leaves the conversation to the bot again only when it is given back', async () => {
    const { replies, answersTo, said: spoken, tenant, clock, newId, conversationId } = await given();
    await replies();
    await answersTo('thanks');
    expect(await spoken()).toEqual(['agent']);
    await controlConversation(clock, newId)(tenant, conversationId, { kind: 'give_back' }, 'zoe');
    clock.advance(1_000);
    await answersTo('hello again');
    expect(await spoken()).toEqual(['agent', 'bot']);
  });

  it.each([
    ['a plain request to book', 'I would like to book an appointment', undefined],
    ['a tap on what the bot offered', 'tap', { kind: 'choice', by: 'button', id: 'book', title: 'Book appointment' }],
  ] as const)('keeps the bot silent to %s, which it answers while a person is only awaited', async (_, body, content) => {
    const { replies, answersTo, said: spoken } = await given();
    await answersTo('Can I talk to a person?');
    await answersTo(`${body} `, { content: content ?? { kind: 'text', body } });
    expect(await spoken()).toEqual(['bot', 'bot']);
    await replies();
    await answersTo(body, { content });
    expect(await spoken()).toEqual(['bot', 'bot', 'agent']);
  });

  it('tells of the take-over once, and again when somebody else answers', async () => {
    const { replies, tenant } = await given();
    const events: NewEvent[] = [];
    const store: TenantStore = {
      ...tenant,
      commit: (writes, more = []) => (events.push(...more), tenant.commit(writes, more)),
    };
    for (const by of ['zoe', 'zoe', 'ben']) await replies(HELLO, { by, store });
    const told = events.filter(({ kind }) => kind === 'conversation.taken_over').map(({ data }) => data['by']);
    expect(told).toEqual(['zoe', 'ben']);
    expect(events.filter(({ kind }) => kind === 'message.wanted')).toHaveLength(3);
  });

  it('is there twice when two agents write at the same moment, and the later one answers', async () => {
    const { replies, said: spoken, row } = await given();
    await Promise.all(['zoe', 'ben'].map((by) => replies(HELLO, { by })));
    expect(await spoken()).toEqual(['agent', 'agent']);
    expect(['zoe', 'ben']).toContain((await row())?.answers.userId);
  });

  it.each([
    ['a text that is too long', { kind: 'text', body: 'x'.repeat(1601) }, { kind: 'text_too_long', most: 1600 }],
    ['a quote', { kind: 'text', body: 'Yes', replyTo: 'any' }, { kind: 'unsupported', what: 'quote' }],
    ['a reaction', { kind: 'reaction', to: 'any', emoji: '👍' }, { kind: 'unsupported', what: 'reaction' }],
  ] as const)('is not shortened or changed for a provider that cannot send it: %s', async (_, says, refused) => {
    const { replies, said: spoken } = await given();
    expect(await replies(says, { can: twilio })).toEqual(refused);
    expect(await spoken()).toEqual([]);
  });
});

describe('a tap on what an agent offered', () => {
  async function offered() {
    const world = await given();
    await world.replies({ kind: 'buttons', body: 'Which?', buttons: [{ title: 'Menu' }] });
    const sent = (await world.tenant.find(messages, { by: 'byId', equals: [], limit: 9 })).items.map(({ value }) => value);
    const [id] = sent.flatMap(({ content }) => (content.kind === 'buttons' ? content.buttons.map((one) => one.id) : []));
    return { ...world, tap: { kind: 'choice', by: 'button', id: id ?? '', title: 'Menu' } as const };
  }

  it('is for the agent, and the bot says nothing to it', async () => {
    const { answersTo, said: spoken, tap, row } = await offered();
    await answersTo('tap', { content: tap });
    expect([await spoken(), await row()]).toMatchObject([['agent'], { unread: 1 }]);
  });
});
