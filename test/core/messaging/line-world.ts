import { metaCloud } from '#adapters/meta-cloud/index.ts';
import type { Account } from '#contracts/channel.ts';
import type { NewEvent } from '#contracts/event.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { dueEntries } from '#contracts/later.ts';
import { type Message, conversations, messages } from '#contracts/records/messaging.ts';
import { StoreFailure, type TenantStore } from '#contracts/store.ts';
import type { FoundAccount } from '#core/messaging/accounts.ts';
import { MESSAGE_DUE } from '#core/messaging/line.ts';
import { messageDue } from '#core/messaging/message-due.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { sendMessage } from '#core/messaging/send-message.ts';
import { type Wanted, wantMessages } from '#core/messaging/want-message.ts';
import { onlyAccount, openAccount } from '#test/support/accounts.ts';
import { arrived, givenTenant, said } from '#test/support/given.ts';

export type Answer = 'takes' | 'not for long' | 'not for a minute' | 'unreachable' | 'credentials' | 'never';

/**
 * Senders of two processes on one store, and a bus that a test moves by hand: the events of a conversation are handed over one after the
 * other, and those that were finished last may come again.
 */
export async function lineWorld(customers = ['Ana']) {
  const world = await givenTenant();
  const { tenant, clock, newId, sender } = world;
  const sent: { readonly conversationId: string; readonly messageId: string }[] = [];
  let answer: Answer = 'takes';
  let asked = 0;
  let commitFails = false;

  const account: Account = {
    async send({ messageId }) {
      asked += 1;
      const refusal = refusalOf(answer);
      if (refusal) throw refusal;
      const message = (await tenant.get(messages, messageId))?.value;
      sent.push({ conversationId: message?.conversationId ?? '', messageId });
      return { providerMessageId: `out-${messageId}` };
    },
    settle: async () => ({ kind: 'unsure' }),
    download: () => Promise.reject(new Error('not asked for')),
    acknowledge: async () => {},
    check: async () => ({ reachable: true, detail: '' }),
  };
  const found = (): FoundAccount =>
    answer === 'credentials'
      ? { kind: 'paused', id: 'account-1', why: 'unauthorized' }
      : openAccount('account-1', metaCloud.capabilities, account);
  const accounts = onlyAccount(found);
  const rules = { deadlineMs: 10_000, settleForMs: 30_000 };
  const processes = [0, 1].map(() => ({ send: sendMessage(clock, accounts, rules), timer: messageDue(clock, accounts) }));

  const lanes = new Map<string, { queue: string[]; done: string[]; again: number }>();
  function laneOf(conversationId: string) {
    const lane = lanes.get(conversationId) ?? { queue: [], done: [], again: 0 };
    lanes.set(conversationId, lane);
    return lane;
  }
  const told = (events: readonly NewEvent[]) => {
    for (const { kind, key, data } of events)
      if (kind === 'message.wanted' || kind === 'send.due') laneOf(key).queue.push(String(data['messageId']));
  };
  const store: TenantStore = {
    ...tenant,
    async commit(writes, events = []) {
      const outcome = await tenant.commit(writes, events);
      if (outcome.kind === 'committed') told(events);
      if (!commitFails) return outcome;
      commitFails = false;
      throw new StoreFailure('unavailable', 'unknown', 'the connection was lost');
    },
  };

  const ids: string[] = [];
  for (const name of customers) {
    const event = said(`Hi, ${name}`, { from: { phone: `+3460000000${ids.length + 1}`, userId: `ES.${name}` } });
    ids.push((await recordMessage(newId)(tenant, sender, arrived(event), event)).conversationId);
  }
  const [first = ''] = ids;

  async function dueNow(conversationId?: string) {
    const page = await tenant.find(dueEntries, { by: 'byDue', equals: [], until: clock.now() + 1, limit: 1_000 });
    return page.items.filter(
      ({ value }) =>
        value.kind === MESSAGE_DUE && (conversationId === undefined || value.about['conversationId'] === conversationId),
    );
  }

  const self = {
    ...world,
    store,
    sent,
    conversationIds: ids,
    asked: () => asked,
    answers: (next: Answer) => (answer = next),
    /** The next commit is written, and its answer is lost. */
    loseNextAnswer: () => (commitFails = true),
    async want(over: Partial<Wanted> = {}, conversationId = first): Promise<string> {
      const conversation = await tenant.get(conversations, conversationId);
      if (!conversation) throw new Error('no conversation');
      const wanted: Wanted = { id: newId(), content: { kind: 'text', body: 'Hello' }, author: 'bot', ...over };
      const { writes, events } = wantMessages(conversation, [wanted], clock.now());
      await tenant.commit(writes, events);
      told(events);
      return wanted.id;
    },
    /** Hands over the first event of the conversation. False if there is none, or it is to come later. */
    async deliver(conversationId = first, process = 0): Promise<boolean> {
      const lane = laneOf(conversationId);
      const [messageId] = lane.queue;
      if (messageId === undefined || lane.again > clock.now()) return false;
      try {
        const handled = await processes[process]?.send(store, messageId, new AbortController().signal);
        if (handled) lane.again = clock.now() + handled.againAfterMs;
        else lane.done.push(...lane.queue.splice(0, 1));
      } catch (error) {
        if (!(error instanceof StoreFailure)) throw error;
      }
      return true;
    },
    /** A process ended before the bus had noted its last events. */
    deliverAgain(count: number, conversationId = first): void {
      const lane = laneOf(conversationId);
      lane.queue.unshift(...lane.done.splice(-count));
      lane.again = 0;
    },
    /** Messages of the events that wait on the bus. */
    eventsOf: (conversationId = first) => laneOf(conversationId).queue,
    /** Does what is due first in the conversation. */
    async handleDue(conversationId = first, process = 0): Promise<boolean> {
      const [entry] = await dueNow(conversationId);
      if (!entry) return false;
      try {
        await processes[process]?.timer.due(store, entry, new AbortController().signal);
      } catch (error) {
        if (!(error instanceof StoreFailure)) throw error;
      }
      return true;
    },
    /** Until nothing more happens at this time. */
    async settle(): Promise<void> {
      for (let busy = true; busy;) {
        busy = false;
        for (const id of ids) busy = (await self.deliver(id)) || (await self.handleDue(id)) || busy;
      }
    },
    async waiting() {
      const page = await tenant.find(dueEntries, { by: 'byDue', equals: [], limit: 1_000 });
      return page.items.map(({ value }) => ({
        id: value.about['messageId'] ?? '',
        why: value.why,
        inMs: value.dueAt - clock.now(),
      }));
    },
    async state(id: string): Promise<string | undefined> {
      const found = (await tenant.get(messages, id))?.value;
      return isOurs(found) ? found.state : undefined;
    },
  };
  return self;
}

function isOurs(message: Message | undefined): message is Extract<Message, { direction: 'out' }> {
  return message?.direction === 'out';
}

function refusalOf(answer: Answer): AdapterFailure | undefined {
  switch (answer) {
    case 'takes':
      return undefined;
    case 'not for long':
      return new AdapterFailure('test', 'rate_limited', 'as scripted', { retryAfterMs: 2_000 });
    case 'not for a minute':
      return new AdapterFailure('test', 'rate_limited', 'as scripted', { retryAfterMs: 60_000 });
    case 'unreachable':
      return new AdapterFailure('test', 'unreachable', 'as scripted');
    case 'credentials':
      return new AdapterFailure('test', 'unauthorized', 'as scripted');
    case 'never':
      return new AdapterFailure('test', 'rejected', 'as scripted');
  }
}
