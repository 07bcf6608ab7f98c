import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cancelMessage } from '#core/messaging/cancel-message.ts';
import { type Answer, lineWorld } from './line-world.ts';

const HOUR = 3_600_000;

describe('a message that has to wait', () => {
  it('is finished for the bus, and comes back at its time', async () => {
    const world = await lineWorld();
    world.answers('not for a minute');
    const id = await world.want();
    await world.settle();
    expect(world.eventsOf()).toEqual([]);
    expect(await world.waiting()).toEqual([{ id, why: 'rate_limited', inMs: 60_000 }]);

    world.answers('takes');
    world.clock.advance(59_999);
    await world.settle();
    expect(world.sent).toEqual([]);
    world.clock.advance(1);
    await world.settle();
    expect([await world.state(id), await world.waiting()]).toEqual(['accepted', []]);
  });

  it('keeps its place when its next attempt is refused, too', async () => {
    const world = await lineWorld();
    world.answers('not for a minute');
    const ids = [await world.want(), await world.want(), await world.want()];
    for (let n = 0; n < 3; n += 1) {
      await world.settle();
      expect((await world.waiting()).map(({ id }) => id)).toEqual(ids);
      world.clock.advance(60_000);
    }
    // Only the first of the line asks.
    expect(world.asked()).toBe(3);
    world.answers('takes');
    await world.settle();
    expect(world.sent.map(({ messageId }) => messageId)).toEqual(ids);
  });

  it('is not overtaken by one whose event is there before its own comes back', async () => {
    const world = await lineWorld();
    world.answers('not for a minute');
    const first = await world.want();
    await world.deliver();
    world.answers('takes');
    world.clock.advance(60_000);
    // On the bus, the event of the later message stands before the one that hands the first message over.
    const second = await world.want();
    await world.handleDue();
    expect(world.eventsOf()).toEqual([second, first]);
    await world.settle();
    expect(world.sent.map(({ messageId }) => messageId)).toEqual([first, second]);
  });

  it('lets the whole line go at once when it is sent', async () => {
    const world = await lineWorld();
    world.answers('credentials');
    const ids: string[] = [];
    for (let n = 0; n < 40; n += 1) ids.push(await world.want());
    await world.settle();
    world.answers('takes');
    world.clock.advance(30_000);
    await world.settle();
    expect(world.sent.map(({ messageId }) => messageId)).toEqual(ids);
    expect(await world.waiting()).toEqual([]);
  });

  it.each<[string, Answer]>([
    ['expired', 'credentials'],
    ['refused', 'never'],
  ])('and is %s at last holds up nobody behind it', async (end, how) => {
    const world = await lineWorld();
    world.answers('credentials');
    const first = await world.want(end === 'expired' ? { expiresAt: world.clock.now() + 20_000 } : {});
    const second = await world.want();
    await world.settle();
    world.answers(how);
    world.clock.advance(30_000);
    await world.deliver();
    await world.handleDue();
    await world.deliver();
    world.answers('takes');
    await world.settle();
    world.clock.advance(30_000);
    await world.settle();
    expect([await world.state(first), await world.state(second)]).toEqual([end, 'accepted']);
  });

  it('does not block one that is wanted after it has expired', async () => {
    const world = await lineWorld();
    world.answers('not for a minute');
    const first = await world.want();
    await world.settle();
    world.clock.advance(HOUR);
    world.answers('takes');
    const second = await world.want();
    // The event of the second one is there before the entry of the first one is looked at.
    while (await world.deliver()) continue;
    expect([await world.state(first), await world.state(second)]).toEqual(['expired', 'accepted']);
    expect(await world.waiting()).toEqual([]);
  });

  it('and is cancelled hands the next one over', async () => {
    const world = await lineWorld();
    world.answers('not for a minute');
    const first = await world.want();
    const second = await world.want();
    await world.settle();
    world.answers('takes');
    expect(await cancelMessage(world.store, world.clock, first)).toMatchObject({ kind: 'cancelled' });
    await world.settle();
    expect([await world.state(first), await world.state(second)]).toEqual(['cancelled', 'accepted']);
  });

  it('whose event is lost is handed over again', async () => {
    const world = await lineWorld();
    world.answers('not for a minute');
    const id = await world.want();
    await world.settle();
    world.answers('takes');
    world.clock.advance(60_000);
    await world.handleDue();
    world.eventsOf().pop();
    world.clock.advance(300_000);
    await world.settle();
    expect(await world.state(id)).toBe('accepted');
  });

  it('of one conversation delays no other', async () => {
    const world = await lineWorld(['Ana', 'Bo']);
    const [ana, bo] = world.conversationIds;
    world.answers('not for a minute');
    await world.want({}, ana);
    await world.settle();
    world.answers('takes');
    const theirs = await world.want({}, bo);
    await world.settle();
    expect(world.sent.map(({ messageId }) => messageId)).toEqual([theirs]);
  });
});

describe('a message that is not to be sent yet', () => {
  it('waits for its time outside the line: what is wanted later goes first', async () => {
    const world = await lineWorld();
    const reminder = await world.want({ notBefore: world.clock.now() + HOUR });
    const reply = await world.want();
    await world.settle();
    expect(await world.waiting()).toEqual([{ id: reminder, why: 'scheduled', inMs: HOUR }]);
    expect(world.sent.map(({ messageId }) => messageId)).toEqual([reply]);
    world.clock.advance(HOUR);
    await world.settle();
    expect(world.sent.map(({ messageId }) => messageId)).toEqual([reply, reminder]);
  });

  it('goes behind those that wait when its time comes', async () => {
    const world = await lineWorld();
    const reminder = await world.want({ notBefore: world.clock.now() + 10_000 });
    world.answers('not for a minute');
    const reply = await world.want();
    await world.settle();
    world.clock.advance(10_000);
    await world.settle();
    expect((await world.waiting()).map(({ id, why }) => [id, why])).toEqual([
      [reply, 'rate_limited'],
      [reminder, 'behind'],
    ]);
    world.answers('takes');
    world.clock.advance(50_000);
    await world.settle();
    expect(world.sent.map(({ messageId }) => messageId)).toEqual([reply, reminder]);
  });
});

const answers: fc.Arbitrary<Answer> = fc.constantFrom<Answer>(
  'takes',
  'takes',
  'not for long',
  'not for a minute',
  'unreachable',
  'credentials',
  'never',
);
const place = { customer: fc.nat(1), process: fc.nat(1) };
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('want' as const), ...place }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver' as const), ...place }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('handle due' as const), ...place }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('both at once' as const), ...place }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver again' as const), count: fc.nat(4), ...place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose an answer' as const), ...place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat(20), ...place }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('answer' as const), answer: answers, ...place }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(1_000, 5_000, 30_000, 60_000), ...place }),
  },
);

it(
  'whatever is refused, paused, repeated or cancelled, the messages of a conversation are sent in order and once',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const world = await lineWorld(['Ana', 'Bo']);
        const wanted: string[] = [];
        for (const one of steps) {
          const id = world.conversationIds[one.customer];
          switch (one.do) {
            case 'want':
              wanted.push(await world.want({}, id));
              break;
            case 'deliver':
              await world.deliver(id, one.process);
              break;
            case 'handle due':
              await world.handleDue(id, one.process);
              break;
            case 'both at once':
              await Promise.all([world.deliver(id, one.process), world.handleDue(id, 1 - one.process)]);
              break;
            case 'deliver again':
              world.deliverAgain(one.count, id);
              break;
            case 'lose an answer':
              world.loseNextAnswer();
              await world.deliver(id, one.process);
              break;
            case 'cancel':
              await cancelMessage(world.store, world.clock, wanted[one.which] ?? '').catch(() => {});
              break;
            case 'answer':
              world.answers(one.answer);
              break;
            case 'advance':
              world.clock.advance(one.ms);
          }
        }
        world.answers('takes');
        for (let n = 0; n < 4; n += 1) {
          await world.settle();
          world.clock.advance(100_000);
        }
        await world.settle();

        const states = new Map(await Promise.all(wanted.map(async (id) => [id, await world.state(id)] as const)));
        const sentOf = (conversationId: string) => world.sent.filter((one) => one.conversationId === conversationId);
        for (const conversationId of world.conversationIds) {
          const places = sentOf(conversationId).map(({ messageId }) => wanted.indexOf(messageId));
          expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
        }
        expect([...states.values()].filter((state) => state === 'accepted')).toHaveLength(world.sent.length);
        expect(
          [...states.values()].filter((state) => !['accepted', 'refused', 'cancelled', 'unsettled'].includes(state ?? '')),
        ).toEqual([]);
        expect(await world.waiting()).toEqual([]);
        await world[Symbol.asyncDispose]();
      }),
      { numRuns: 100 },
    );
  },
);
