import { describe, expect, it } from 'vitest';
import type { Account, Attempt } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { conversations, messages } from '#contracts/records/messaging.ts';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import { orderOf } from '#core/ids/order.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { sendMessage } from '#core/messaging/send-message.ts';
import { wantMessages } from '#core/messaging/want-message.ts';
import { onlyAccount, openAccount } from '#test/support/accounts.ts';
import { arrived, givenTenant, said } from '#test/support/given.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const rules = { deadlineMs: 10_000, settleForMs: 30_000 };

/** A customer wrote, `ahead` of whose time our clock is, and an account that takes everything unless it is to be silent. */
async function given({ ahead = 0, silent = false, sentAt = 0 }: { ahead?: number; silent?: boolean; sentAt?: number } = {}) {
  const world = await givenTenant();
  const { tenant, clock, newId, sender } = world;
  const event = said('Hi', { at: clock.now() + sentAt });
  clock.set(ahead);
  const attempts: Attempt[] = [];
  let sent = 0;
  const account: Account = {
    async send() {
      sent += 1;
      if (silent) throw new AdapterFailure('test', 'unknown', 'no answer');
      return { providerMessageId: `out-${sent}` };
    },
    async settle(_, attempt) {
      attempts.push(attempt);
      return { kind: 'unsure' };
    },
    download: () => Promise.reject(new Error('not asked for')),
    acknowledge: async () => {},
    check: async () => ({ reachable: true, detail: '' }),
  };
  const accounts = onlyAccount(() => openAccount('account-1', metaCloud.capabilities, account));
  const processOf = () => sendMessage(clock, accounts, rules);
  let process = processOf();
  const arrival = { ...arrived(event), receivedAt: clock.now(), order: orderOf(clock.now(), '000000.0000') };
  const { conversationId } = await recordMessage(newId)(tenant, sender, arrival, event);
  return {
    clock,
    attempts,
    sent: () => sent,
    /** The process ends and another begins. */
    restart: () => (process = processOf()),
    async want() {
      const conversation = await tenant.get(conversations, conversationId);
      if (!conversation) throw new Error('no conversation');
      const id = newId();
      const { writes, events } = wantMessages(
        conversation,
        [{ id, content: { kind: 'text', body: 'Hello' }, author: 'bot' }],
        clock.now(),
      );
      await tenant.commit(writes, events);
      return id;
    },
    send: (id: string) => process(tenant, id, new AbortController().signal),
    async state(id: string) {
      const found = await tenant.get(messages, id);
      return found?.value.direction === 'out' ? found.value.state : undefined;
    },
  };
}

describe('a reply', () => {
  it.each([-400 * DAY, -DAY, DAY, 400 * DAY])('is sent by a clock that is wrong by %d ms', async (ahead) => {
    const { want, send, state } = await given({ ahead });
    const id = await want();
    await send(id);
    expect(await state(id)).toBe('accepted');
  });

  it.each([-DAY, DAY, 400 * DAY])('is sent when the clock is set by %d ms after the customer wrote', async (by) => {
    const { want, send, state, clock } = await given();
    clock.advance(60_000);
    const waits = await want();
    clock.set(by);
    const id = await want();
    for (const one of [waits, id]) {
      await send(one);
      expect(await state(one)).toBe('accepted');
    }
  });

  it.each([0, DAY])('is refused once a day has passed, also by a clock that is %d ms ahead', async (ahead) => {
    const { want, send, state, clock, sent } = await given({ ahead });
    clock.advance(DAY);
    const id = await want();
    await send(id);
    expect([await state(id), sent()]).toEqual(['refused', 0]);
  });

  it('is left to the provider when the message itself came late', async () => {
    const { want, send, sent } = await given({ sentAt: -DAY });
    await send(await want());
    expect(sent()).toBe(1);
  });

  it('is not sent by a process that stood still, though the clock was set back meanwhile', async () => {
    const world = await given();
    const id = await world.want();
    let marked = false;
    const now = world.clock.now;
    // The mark takes its time from here; then the process stands still, and the clock is set back.
    world.clock.now = () => {
      const at = now();
      if (!marked) queueMicrotask(() => (world.clock.advance(10_001), world.clock.set(-HOUR)));
      marked = true;
      return at;
    };
    await world.send(id);
    expect([await world.state(id), world.sent()]).toEqual(['wanted', 0]);
  });
});

describe('a send without an answer', () => {
  it.each([-HOUR, DAY])('is looked for as long as ever when the clock is set by %d ms', async (by) => {
    const { want, send, state, clock, attempts } = await given({ silent: true });
    const id = await want();
    await send(id);
    clock.set(by);
    clock.advance(29_999);
    expect(await send(id)).toEqual({ againAfterMs: 2_000 });
    clock.advance(1);
    expect(await send(id)).toBeUndefined();
    expect(await state(id)).toBe('unsettled');
    expect(attempts.map(({ ageMs }) => ageMs)).toEqual([29_999, 30_000]);
  });

  it('is as old to the next process as the clock says, and never older than that when the clock goes back', async () => {
    const { want, send, state, clock, attempts, restart } = await given({ silent: true });
    const id = await want();
    await send(id);
    clock.advance(20_000);
    restart();
    await send(id);
    clock.set(-HOUR);
    clock.advance(5_000);
    await send(id);
    restart();
    await send(id);
    clock.advance(30_000);
    await send(id);
    expect(attempts.map(({ ageMs }) => ageMs)).toEqual([20_000, 25_000, 0, 30_000]);
    expect(await state(id)).toBe('unsettled');
  });
});
