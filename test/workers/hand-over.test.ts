import { describe, expect, it } from 'vitest';
import { inboxCounts as counts, inboxRows } from '#contracts/records/inbox.ts';
import { messages } from '#contracts/records/messaging.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { controlConversation } from '#core/inbox/control.ts';
import { native } from '#core/booking/native.ts';
import { dialogue } from '#core/dialogue/consumer.ts';
import { inboxCounts } from '#core/inbox/consumer.ts';
import { live } from '#workers/live.ts';
import { recorder } from '#core/messaging/recorder.ts';
import { onlyAccount } from '#test/support/accounts.ts';
import { givenTenant, said } from '#test/support/given.ts';
import { arrivalOf } from './events.ts';

const { signal } = new AbortController();

/** A desk whose recorder, dialogue and counts are at work. */
async function given() {
  const world = await givenTenant();
  const { store, tenant, bus, clock, newId } = world;
  const nobody = live({ tell() {}, hear: () => () => {} });
  const records = recorder(store, newId, nobody);
  const scheduling = native({ clock, newId });
  const talks = dialogue({ store, clock, newId, scheduling, live: nobody, accounts: onlyAccount(() => undefined) });
  const counting = inboxCounts(store, clock);
  const working = new AsyncDisposableStack();
  for (const consumer of [talks, counting]) working.use(bus.subscribe(consumer));
  let arrivals = 0;

  async function settled(): Promise<void> {
    for (const consumer of [talks, counting])
      await expect.poll(() => bus.lag(consumer), { timeout: 5_000 }).toEqual({ waiting: 0, parked: 0 });
  }
  return {
    ...world,
    async hears(event: Extract<InboundEvent, { kind: 'message' | 'echo' }>) {
      await records.handle([arrivalOf(event, `e${String((arrivals += 1)).padStart(3, '0')}`)], signal);
      await settled();
    },
    async does(change: Parameters<ReturnType<typeof controlConversation>>[2]) {
      const [row] = (await tenant.find(inboxRows, { by: 'byLastAt', equals: [], limit: 1 })).items;
      await controlConversation(clock, newId)(tenant, row?.value.id ?? '', change, 'zoe');
      await settled();
    },
    row: async () => (await tenant.find(inboxRows, { by: 'byLastAt', equals: [], limit: 1 })).items[0]?.value,
    said: async () =>
      (await tenant.find(messages, { by: 'byId', equals: [], limit: 100 })).items
        .map(({ value }) => value)
        .filter(({ direction }) => direction === 'out')
        .toSorted((a, b) => a.at - b.at),
    count: async (tag: string) => (await tenant.get(counts, tag))?.value.count ?? 0,
    [Symbol.asyncDispose]: () => working.disposeAsync(),
  };
}

function echo(body: string) {
  return {
    kind: 'echo',
    providerMessageId: `wamid.echo.${body}`,
    to: { phone: '+34600000001' },
    at: Temporal.Instant.from('2026-12-01T09:05:00Z').epochMilliseconds,
    content: { kind: 'text', body },
    replyTo: 'wamid.Hi',
  } as const;
}

describe('a customer who asks for a person', () => {
  it('is promised one, shows as waiting, and hears no more of the bot', async () => {
    await using desk = await given();
    await desk.hears(said('Can I talk to a person?'));
    expect(await desk.row()).toMatchObject({ waiting: true, answers: { by: 'person', why: 'asked_for_person' }, unread: 1 });
    expect(await desk.count('open:waiting')).toBe(1);
    const answers = await desk.said();
    expect(answers).toHaveLength(1);

    for (const body of ['Hello?', 'Are you there?', 'where are you', 'cancel']) await desk.hears(said(body));
    expect(await desk.said()).toEqual(answers);
    expect(await desk.row()).toMatchObject({ unread: 5, waiting: true });
  });

  it('can still book by a plain request', async () => {
    await using desk = await given();
    await desk.hears(said('agent please'));
    const before = (await desk.said()).length;
    await desk.hears(said('book'));
    expect((await desk.said()).length).toBe(before + 1);
    expect(await desk.row()).toMatchObject({ answers: { by: 'person' } });
  });

  it('is answered by the bot again once a person gives the conversation back', async () => {
    await using desk = await given();
    await desk.hears(said('I want to talk to a human'));
    await desk.does({ kind: 'give_back' });
    expect(await desk.row()).toMatchObject({ waiting: false, answers: { by: 'bot', why: 'given_back' } });
    expect([await desk.count('open:waiting'), await desk.count('open')]).toEqual([0, 1]);
    const before = (await desk.said()).length;
    await desk.hears(said('Hi again'));
    expect((await desk.said()).length).toBe(before + 1);
  });
});

describe('what staff write in the WhatsApp Business app', () => {
  it('is recorded as theirs with its quote, is read, and silences the bot', async () => {
    await using desk = await given();
    await desk.hears(said('Hi'));
    expect(await desk.row()).toMatchObject({ unread: 1, answers: { by: 'bot' } });
    await desk.hears(echo('Hello Ana, how can I help?'));
    const ours = (await desk.said()).at(-1);
    expect(ours).toMatchObject({
      author: 'app',
      state: 'accepted',
      replyTo: 'wamid.Hi',
      content: { body: 'Hello Ana, how can I help?' },
    });
    expect(await desk.row()).toMatchObject({ unread: 0, answers: { by: 'person', why: 'app' } });
    const before = (await desk.said()).length;
    await desk.hears(said('Do you have time on Friday?'));
    expect((await desk.said()).length).toBe(before);
  });

  it('comes twice and is there once', async () => {
    await using desk = await given();
    await desk.hears(echo('Hello'));
    await desk.hears(echo('Hello'));
    expect(await desk.said()).toHaveLength(1);
    expect(await desk.count('open')).toBe(1);
  });
});

it("a bot's reply does not mark a conversation as read by people", async () => {
  await using desk = await given();
  await desk.hears(said('Hi'));
  expect(await desk.said()).toHaveLength(1);
  expect(await desk.row()).toMatchObject({ unread: 1 });
});
