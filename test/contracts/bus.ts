import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RETRY_DELAYS_MS, type Consumer, type ConsumerGroup } from '#contracts/bus.ts';
import { PLATFORM_SCOPE, type BusEvent, type NewEvent } from '#contracts/event.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { insert, remove, replace, type TenantStore } from '#contracts/store.ts';
import {
  anEvent,
  aThing,
  INBOX,
  itUnless,
  oneAtATime,
  signs,
  type EventHandler,
  subjects,
  things,
  type Engine,
  type Subject,
} from './subject.ts';

const ATTEMPTS = RETRY_DELAYS_MS.length + 1;
const UNTIL = { timeout: 20_000, interval: 10 };

/** The promises of every bus, tested on the store that feeds it. */
export function describeBus(engine: Engine): void {
  describe(`${engine.name} as a bus`, () => {
    const { fresh, again, beside, clock, closeAll } = subjects(engine);
    const shared = itUnless(engine.skips?.beside);
    const kept = itUnless(engine.skips?.reopen);
    let subject: Subject;
    let shop: TenantStore;
    beforeEach(async () => {
      subject = await fresh();
      shop = subject.store.tenant('shop');
    });
    afterEach(closeAll);

    let committed = 0;
    async function publish(...events: NewEvent[]): Promise<void> {
      committed += 1;
      expect(await shop.commit([insert(things, aThing(`p${committed}`))], events)).toEqual({ kind: 'committed' });
    }

    function subscribe({ handle, ...group }: Partial<ConsumerGroup> & { readonly handle: EventHandler }) {
      return subject.bus.subscribe(oneAtATime(group, handle));
    }

    /** Waits, and moves the clock meanwhile. */
    function inTime(check: () => void | Promise<void>): Promise<void> {
      return vi.waitFor(async () => {
        clock().advance(10_000);
        await check();
      }, UNTIL);
    }

    describe('delivering', () => {
      it('delivers the event as committed, with its tenant', async () => {
        const seen: BusEvent[] = [];
        subscribe({ handle: async (event) => void seen.push(event) });
        const event = anEvent('e1', { data: { text: 'é 🛎', deep: [{ n: 1 }] } });
        await publish(event);
        await vi.waitFor(() => expect(seen).toEqual([{ ...event, tenantId: 'shop' }]), UNTIL);
      });

      it('starts a new group with the oldest event that is kept', async () => {
        await publish(anEvent('e1'));
        await publish(anEvent('e2'), anEvent('x', { stream: 'booking' }));
        // An event that is on its way may count twice for a moment.
        await vi.waitFor(async () => expect(await subject.bus.lag(INBOX)).toEqual({ waiting: 2, parked: 0 }), UNTIL);
        const seen: string[] = [];
        subscribe({ handle: async ({ id }) => void seen.push(id) });
        await vi.waitFor(() => expect(seen).toEqual(['e1', 'e2']), UNTIL);
      });

      it('delivers every event of its streams to each group, and no other', async () => {
        const seen: Record<string, string[]> = { crm: [], audit: [] };
        subscribe({ name: 'crm', streams: ['booking'], handle: async ({ id }) => void seen['crm']?.push(id) });
        subscribe({ name: 'audit', streams: ['booking', 'people'], handle: async ({ id }) => void seen['audit']?.push(id) });
        await publish(anEvent('in'), anEvent('out', { stream: 'people' }), anEvent('book', { stream: 'booking' }));
        await vi.waitFor(() => {
          expect(seen['crm']).toEqual(['book']);
          expect(seen['audit']?.toSorted()).toEqual(['book', 'out']);
        }, UNTIL);
      });

      it('never delivers events of a batch that was refused', async () => {
        const seen: string[] = [];
        subscribe({ handle: async ({ id }) => void seen.push(id) });
        await publish(anEvent('e1'));
        const taken = await shop.commit([insert(things, aThing(`p${committed}`))], [anEvent('taken')]);
        expect(taken.kind).toBe('taken');
        const gone = { kind: 'unchanged', collection: things, id: 'gone', version: 1 } as const;
        expect((await shop.commit([gone], [anEvent('stale')])).kind).toBe('stale');
        await publish(anEvent('e2'));
        await vi.waitFor(() => expect(seen).toEqual(['e1', 'e2']), UNTIL);
      });

      it('delivers an event id once, even if two batches contain it', async () => {
        const seen: string[] = [];
        subscribe({ handle: async ({ id }) => void seen.push(id) });
        await publish(anEvent('e1'));
        await publish(anEvent('e1'), anEvent('e2'));
        await publish(anEvent('e3'));
        await vi.waitFor(() => expect(seen).toEqual(['e1', 'e2', 'e3']), UNTIL);
      });

      it("takes two tenants' events of one id and one key for what they are: two", async () => {
        const seen: string[] = [];
        subscribe({ handle: async ({ id, tenantId }) => void seen.push(`${tenantId} ${id}`) });
        await publish(anEvent('e1'));
        await subject.store.tenant('other').commit([insert(things, aThing('t1'))], [anEvent('e1')]);
        await vi.waitFor(() => expect(seen.toSorted()).toEqual(['other e1', 'shop e1']), UNTIL);
      });

      it('delivers all events of many keys, in order per key', async () => {
        const seen: Record<string, number[]> = {};
        subscribe({
          async handle({ key, data }) {
            await Promise.resolve();
            (seen[key] ??= []).push(Number(data['n']));
          },
        });
        const order = (key: number) => Array.from({ length: 30 }, (_, n) => ({ key: `k${key}`, n }));
        await Promise.all(
          Array.from({ length: 40 }, async (_, key) => {
            for (const { key: name, n } of order(key)) await publish(anEvent(`${name}-${n}`, { key: name, data: { n } }));
          }),
        );
        await vi.waitFor(() => expect(Object.values(seen).flat()).toHaveLength(1200), UNTIL);
        for (const numbers of Object.values(seen)) expect(numbers).toEqual(Array.from({ length: 30 }, (_, n) => n));
      });
    });

    describe('order', () => {
      it('delivers the next event of a key once the one before is finished; other keys do not wait', async () => {
        const gate = Promise.withResolvers<void>();
        const begun: string[] = [];
        subscribe({
          async handle({ id }) {
            begun.push(id);
            if (id === 'a1') await gate.promise;
          },
        });
        await publish(anEvent('a1', { key: 'a' }), anEvent('a2', { key: 'a' }), anEvent('b1', { key: 'b' }));
        await publish(anEvent('b2', { key: 'b' }));
        await vi.waitFor(() => expect(begun).toEqual(['a1', 'b1', 'b2']), UNTIL);
        gate.resolve();
        await vi.waitFor(() => expect(begun).toEqual(['a1', 'b1', 'b2', 'a2']), UNTIL);
      });

      it('keeps the order of a batch', async () => {
        const seen: string[] = [];
        subscribe({ handle: async ({ id }) => void seen.push(id) });
        const ids = Array.from({ length: 20 }, (_, n) => `e${n}`);
        await publish(...ids.map((id) => anEvent(id)));
        await vi.waitFor(() => expect(seen).toEqual(ids), UNTIL);
      });

      it('continues with other keys while many keys wait', async () => {
        const seen = new Set<string>();
        subscribe({
          async handle({ id, key }) {
            if (key.startsWith('stuck')) return { againAfterMs: 3_600_000 };
            seen.add(id);
            return undefined;
          },
        });
        for (let n = 0; n < 10; n += 1)
          await publish(...Array.from({ length: 150 }, (_, m) => anEvent(`s${n}-${m}`, { key: `stuck${m}` })));
        await publish(...Array.from({ length: 20 }, (_, n) => anEvent(`free${n}`, { key: `free${n}` })));
        await vi.waitFor(() => expect(seen.size).toBe(20), UNTIL);
      });
    });

    describe('again', () => {
      it('redelivers an event after a failure; later events of the key wait, other keys do not', async () => {
        const seen: string[] = [];
        let failures = 2;
        subscribe({
          async handle({ id }) {
            seen.push(id);
            if (id === 'a1' && (failures -= 1) >= 0) throw new Error('not now');
          },
        });
        await publish(anEvent('a1', { key: 'a' }), anEvent('a2', { key: 'a' }), anEvent('b1', { key: 'b' }));
        await vi.waitFor(() => expect(seen.toSorted()).toEqual(['a1', 'b1']), UNTIL);
        await inTime(() => expect(seen.filter((id) => id.startsWith('a'))).toEqual(['a1', 'a1', 'a1', 'a2']));
        expect(seen.filter((id) => id === 'b1')).toHaveLength(1);
      });

      it('parks an event that keeps failing, with the reason, and continues with the key', async () => {
        const seen: string[] = [];
        subscribe({
          async handle({ id }) {
            seen.push(id);
            if (id === 'bad') throw new AdapterFailure('stripe', 'unreachable', 'connection refused');
          },
        });
        await publish(anEvent('bad'), anEvent('next'));
        await inTime(() => expect(seen.at(-1)).toBe('next'));
        expect(seen).toEqual([...Array<string>(ATTEMPTS).fill('bad'), 'next']);
        const [parked, ...more] = await subject.bus.parked('shop');
        expect(more).toEqual([]);
        expect(parked).toMatchObject({ consumer: 'inbox', attempts: ATTEMPTS, event: { ...anEvent('bad'), tenantId: 'shop' } });
        expect(parked?.reason).toContain('unreachable');
        expect(parked?.reason).toContain('connection refused');
        expect(await subject.bus.parked('other')).toEqual([]);
      });

      it('keeps a customer’s text out of the reason', async () => {
        subscribe({
          async handle() {
            throw Object.assign(new TypeError('cannot read "my knee hurts"\n    at my knee (hurts.ts:1)'), { code: 'E_READ' });
          },
        });
        await publish(anEvent('bad'));
        await inTime(async () => expect(await subject.bus.parked('shop')).toHaveLength(1));
        const [parked] = await subject.bus.parked('shop');
        expect(parked?.reason).toContain('TypeError E_READ');
        expect(parked?.reason).not.toContain('knee');
      });

      it('replays a parked event, for its own tenant only', async () => {
        let broken = true;
        const seen: string[] = [];
        subscribe({
          async handle({ id }) {
            if (broken) throw new Error('broken');
            seen.push(id);
          },
        });
        await publish(anEvent('bad'));
        await inTime(async () => expect(await subject.bus.parked('shop')).toHaveLength(1));
        const id = (await subject.bus.parked('shop'))[0]?.id ?? '';
        expect(await subject.bus.lag(INBOX)).toEqual({ waiting: 0, parked: 1 });
        expect(await subject.bus.replay('other', id)).toBe(false);
        expect(await subject.bus.replay('shop', 'nothing')).toBe(false);
        broken = false;
        expect(await subject.bus.replay('shop', id)).toBe(true);
        await vi.waitFor(() => expect(seen).toEqual(['bad']), UNTIL);
        await vi.waitFor(async () => expect(await subject.bus.lag(INBOX)).toEqual({ waiting: 0, parked: 0 }), UNTIL);
        expect(await subject.bus.parked('shop')).toEqual([]);
        expect(await subject.bus.replay('shop', id)).toBe(false);
      });

      it('discards the parked events that are asked for, of their own tenant only, and nothing replays them', async () => {
        let broken = true;
        const seen: string[] = [];
        subscribe({
          async handle({ id }) {
            if (broken) throw new Error('broken');
            seen.push(id);
          },
        });
        const large = { text: 'a'.repeat(2_000_000) };
        await publish(anEvent('bad1'), anEvent('bad2', { key: 'other', data: large }), anEvent('good', { key: 'third' }));
        await inTime(async () => expect(await subject.bus.parked('shop')).toHaveLength(3));
        const waiting = (await subject.bus.parked('shop')).find(({ event }) => event.id === 'bad1')?.id ?? '';
        const isBad = (event: BusEvent) => event.id === 'bad1' || event.data['text'] === large.text;
        expect(await subject.bus.discard('other', () => true)).toBe(0);
        expect(await subject.bus.discard('shop', isBad)).toBe(2);
        expect(await subject.bus.discard('shop', isBad)).toBe(0);
        expect((await subject.bus.parked('shop')).map(({ event }) => event.id)).toEqual(['good']);
        expect(await subject.bus.replay('shop', waiting)).toBe(false);
        broken = false;
        expect(await subject.bus.replay('shop', (await subject.bus.parked('shop'))[0]?.id ?? '')).toBe(true);
        await vi.waitFor(() => expect(seen).toEqual(['good']), UNTIL);
      });

      it('parks a replay that fails again, and can replay it again', async () => {
        let handled = 0;
        subscribe({
          async handle() {
            handled += 1;
            throw new Error('broken');
          },
        });
        await publish(anEvent('bad'));
        for (let round = 1; round <= 3; round += 1) {
          await inTime(async () => expect(await subject.bus.parked('shop')).toHaveLength(1));
          expect(handled).toBe(round * ATTEMPTS);
          expect(await subject.bus.replay('shop', (await subject.bus.parked('shop'))[0]?.id ?? '')).toBe(true);
        }
        await inTime(async () => expect(await subject.bus.parked('shop')).toHaveLength(1));
        expect((await subject.bus.parked('shop'))[0]?.event.id).toBe('bad');
      });

      it.each([
        ['goes back an hour', -3_600_000],
        ['goes a day ahead', 86_400_000],
      ])('waits no longer and no shorter when the clock %s', async (_, by) => {
        const seen: string[] = [];
        subscribe({
          async handle({ key }) {
            seen.push(key);
            if (seen.filter((one) => one === key).length > 1) return undefined;
            if (key === 'fails') throw new Error('once');
            return { againAfterMs: 50 };
          },
        });
        await publish(anEvent('f1', { key: 'fails' }), anEvent('l1', { key: 'later' }));
        await vi.waitFor(() => expect(seen).toHaveLength(2), UNTIL);
        // Both wait now, so their delays count from here.
        await vi.waitFor(async () => expect((await subject.bus.lag(INBOX)).waiting).toBe(2), UNTIL);
        clock().set(by);
        await publish(anEvent('n1', { key: 'next' }));
        await vi.waitFor(() => expect(seen).toContain('next'), UNTIL);
        expect(seen).toHaveLength(3);
        await vi.waitFor(() => {
          clock().advance(50);
          expect(seen.toSorted()).toEqual(['fails', 'fails', 'later', 'later', 'next', 'next']);
        }, UNTIL);
      });

      it('calls a handler again as often as it asks, without counting a failure', async () => {
        const seen: string[] = [];
        let rounds = ATTEMPTS + 5;
        subscribe({
          async handle({ id }) {
            seen.push(id);
            if (id === 'later' && (rounds -= 1) >= 0) return { againAfterMs: 60_000 };
            return undefined;
          },
        });
        await publish(anEvent('later', { key: 'a' }), anEvent('a2', { key: 'a' }), anEvent('b1', { key: 'b' }));
        await vi.waitFor(() => expect(seen.toSorted()).toEqual(['b1', 'later']), UNTIL);
        await vi.waitFor(() => {
          clock().advance(60_000);
          expect(seen.at(-1)).toBe('a2');
        }, UNTIL);
        expect(seen.filter((id) => id === 'later')).toHaveLength(ATTEMPTS + 6);
        expect(await subject.bus.parked('shop')).toEqual([]);
      });
    });

    describe('kinds', () => {
      it('brings a consumer the kinds that it reads, and counts no others as waiting', async () => {
        const seen: string[] = [];
        const group = { name: 'picky', streams: ['inbound', 'booking'], kinds: ['a.b', 'c'] } as const;
        await publish(
          anEvent('1', { kind: 'a.b' }),
          anEvent('2', { kind: 'a' }),
          anEvent('3', { kind: 'a.b.c' }),
          anEvent('4', { kind: 'c', stream: 'booking' }),
          anEvent('5', { kind: 'c', stream: 'people' }),
        );
        subscribe({ ...group, handle: async ({ id }) => void seen.push(id) });
        await vi.waitFor(() => expect(seen.toSorted()).toEqual(['1', '4']), UNTIL);
        await publish(anEvent('6', { kind: 'd' }), anEvent('7', { kind: 'c' }));
        await vi.waitFor(() => expect(seen.toSorted()).toEqual(['1', '4', '7']), UNTIL);
        await vi.waitFor(async () => expect(await subject.bus.lag(group)).toEqual({ waiting: 0, parked: 0 }), UNTIL);
      });
    });

    describe('slices', () => {
      const slices = (slice: number, handle: Consumer['handle']) => subject.bus.subscribe({ ...INBOX, slice, handle });

      it('hands over what waits together, up to the limit, each key in order', async () => {
        const seen: string[][] = [];
        for (let n = 0; n < 10; n += 1) await publish(anEvent(`a${n}`, { key: 'a' }), anEvent(`b${n}`, { key: 'b' }));
        slices(6, async (events) => void seen.push(events.map(({ id }) => id)));
        await vi.waitFor(() => expect(seen.flat()).toHaveLength(20), UNTIL);
        expect(Math.max(...seen.map(({ length }) => length))).toBeLessThanOrEqual(6);
        for (const key of ['a', 'b'])
          expect(seen.flat().filter((id) => id.startsWith(key))).toEqual(Array.from({ length: 10 }, (_, n) => `${key}${n}`));
      });

      it('are of one tenant each, and another tenant does not wait for a slice in hand', async () => {
        const gate = Promise.withResolvers<void>();
        const seen: (readonly string[])[] = [];
        slices(10, async (events) => {
          seen.push([...new Set(events.map(({ tenantId }) => tenantId))]);
          if (events[0]?.tenantId === 'shop') await gate.promise;
        });
        await publish(anEvent('e1'), anEvent('e2', { key: 'k2' }));
        await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0), UNTIL);
        await subject.store.tenant('other').commit([insert(things, aThing('t1'))], [anEvent('o1')]);
        await vi.waitFor(() => expect(seen).toContainEqual(['other']), UNTIL);
        for (const tenants of seen) expect(tenants).toHaveLength(1);
        gate.resolve();
      });

      it('that fail are handed over one event at a time; the poisonous one is parked alone', async () => {
        const done: string[] = [];
        await publish(...Array.from({ length: 9 }, (_, n) => anEvent(`e${n}`, { key: `k${n % 3}` })));
        slices(9, async (events) => {
          if (events.some(({ id }) => id === 'e4')) throw new Error('poison');
          done.push(...events.map(({ id }) => id));
        });
        await inTime(async () => expect(await subject.bus.parked('shop')).toHaveLength(1));
        const [parked] = await subject.bus.parked('shop');
        expect(parked).toMatchObject({ event: { id: 'e4' }, attempts: ATTEMPTS });
        await inTime(() => expect(done.toSorted()).toEqual(['e0', 'e1', 'e2', 'e3', 'e5', 'e6', 'e7', 'e8']));
        expect(done.indexOf('e1')).toBeLessThan(done.indexOf('e7'));
      });

      it('come again when their handler asks for it, and count no failure', async () => {
        let rounds = ATTEMPTS + 2;
        const done: string[] = [];
        await publish(anEvent('e1'), anEvent('e2', { key: 'k2' }));
        slices(5, async (events) => {
          if ((rounds -= 1) >= 0) return { againAfterMs: 1_000 };
          done.push(...events.map(({ id }) => id));
          return undefined;
        });
        await inTime(() => expect(done.toSorted()).toEqual(['e1', 'e2']));
        expect(await subject.bus.parked('shop')).toEqual([]);
      });
    });

    describe('tenants', () => {
      it('one whose handlers hang leaves slots for the others', async () => {
        const hang = Promise.withResolvers<void>();
        const seen: string[] = [];
        for (let n = 0; n < 5; n += 1)
          await publish(...Array.from({ length: 150 }, (_, m) => anEvent(`h${n}-${m}`, { key: `h${n}-${m}` })));
        subscribe({
          async handle({ id, tenantId }) {
            if (tenantId === 'shop') await hang.promise;
            seen.push(id);
          },
        });
        await subject.store.tenant('other').commit([insert(things, aThing('t1'))], [anEvent('o1')]);
        await vi.waitFor(() => expect(seen).toEqual(['o1']), UNTIL);
        hang.resolve();
        await vi.waitFor(() => expect(seen).toHaveLength(751), UNTIL);
      });
    });

    describe('the platform', () => {
      const COMMITTED = { kind: 'committed' };
      const group = { name: 'operators', streams: ['platform'], kinds: 'all' } as const;
      const told = (id: string, rest: Partial<NewEvent> = {}) => anEvent(id, { stream: 'platform', kind: 'sign.hung', ...rest });
      const sign = (id: string, street = `street of ${id}`) => insert(signs, { id, street });

      it('hands over events of its batches under its own scope, in order and once, whatever the batch wrote', async () => {
        const seen: BusEvent[] = [];
        subscribe({ ...group, handle: async (event) => void seen.push(event) });
        const { platform } = subject.store;
        expect(await platform.commit([sign('s1')], [told('e1', { data: { text: 'é 🛎' } })])).toEqual(COMMITTED);
        const first = { value: { id: 's1', street: 'street of s1' }, version: 1 };
        expect(await platform.commit([replace(signs, first, { id: 's1', street: 'x' })], [told('e2')])).toEqual(COMMITTED);
        expect(await platform.commit([sign('s2'), sign('s3')], [told('e1'), told('e3'), told('e4')])).toEqual(COMMITTED);
        expect(await platform.commit([remove(signs, { ...first, version: 2 })], [told('e5')])).toEqual(COMMITTED);
        expect(await platform.commit([], [told('e6')])).toEqual(COMMITTED);
        await vi.waitFor(() => expect(seen.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3', 'e4', 'e5', 'e6']), UNTIL);
        expect(seen[0]).toEqual({ ...told('e1', { data: { text: 'é 🛎' } }), tenantId: PLATFORM_SCOPE });
        expect(new Set(seen.map(({ tenantId }) => tenantId))).toEqual(new Set([PLATFORM_SCOPE]));
        await vi.waitFor(async () => expect(await subject.bus.lag(group)).toEqual({ waiting: 0, parked: 0 }), UNTIL);
      });

      it('never delivers events of a batch that was refused', async () => {
        const seen: string[] = [];
        subscribe({ ...group, handle: async ({ id }) => void seen.push(id) });
        const { platform } = subject.store;
        expect(await platform.commit([sign('s1', 'High Street')], [told('e1')])).toEqual(COMMITTED);
        expect((await platform.commit([sign('s2', 'High Street')], [told('taken')])).kind).toBe('taken');
        const stale = remove(signs, { value: { id: 's1', street: 'High Street' }, version: 2 });
        expect((await platform.commit([stale], [told('stale')])).kind).toBe('stale');
        expect((await platform.commit([sign('s3'), stale], [told('stale too')])).kind).toBe('stale');
        expect(await platform.commit([sign('s4')], [told('e2')])).toEqual(COMMITTED);
        await vi.waitFor(() => expect(seen).toEqual(['e1', 'e2']), UNTIL);
      });

      it("is no tenant: a tenant's event of the same id and key is another one, and reaches no group of the platform", async () => {
        const seen: string[] = [];
        const note = async ({ id, tenantId, stream }: BusEvent) => void seen.push(`${stream} ${tenantId} ${id}`);
        subscribe({ ...group, handle: note });
        subscribe({ handle: note });
        await publish(anEvent('e1'));
        expect(await subject.store.platform.commit([sign('s1')], [told('e1')])).toEqual(COMMITTED);
        await vi.waitFor(() => expect(seen.toSorted()).toEqual(['inbound shop e1', `platform ${PLATFORM_SCOPE} e1`]), UNTIL);
      });

      it('parks an event under its own scope and replays it from there only; its key goes on meanwhile', async () => {
        let broken = true;
        const seen: string[] = [];
        subscribe({
          ...group,
          async handle({ id }) {
            if (broken && id === 'bad') throw new Error('broken');
            seen.push(id);
          },
        });
        expect(await subject.store.platform.commit([sign('s1')], [told('bad'), told('next')])).toEqual(COMMITTED);
        await inTime(() => expect(seen).toEqual(['next']));
        const [parked, ...more] = await subject.bus.parked(PLATFORM_SCOPE);
        expect(more).toEqual([]);
        expect(parked).toMatchObject({ consumer: 'operators', event: { ...told('bad'), tenantId: PLATFORM_SCOPE } });
        expect(await subject.bus.parked('shop')).toEqual([]);
        expect(await subject.bus.replay('shop', parked?.id ?? '')).toBe(false);
        broken = false;
        expect(await subject.bus.replay(PLATFORM_SCOPE, parked?.id ?? '')).toBe(true);
        await vi.waitFor(() => expect(seen).toEqual(['next', 'bad']), UNTIL);
        await vi.waitFor(async () => expect(await subject.bus.lag(group)).toEqual({ waiting: 0, parked: 0 }), UNTIL);
        expect(await subject.bus.parked(PLATFORM_SCOPE)).toEqual([]);
      });

      kept('keeps events of the platform that nobody has read yet', async () => {
        expect(await subject.store.platform.commit([sign('s1')], [told('e1')])).toEqual(COMMITTED);
        subject = await again(subject);
        expect(await subject.bus.lag(group)).toEqual({ waiting: 1, parked: 0 });
        const seen: string[] = [];
        subscribe({ ...group, handle: async ({ id }) => void seen.push(id) });
        await vi.waitFor(() => expect(seen).toEqual(['e1']), UNTIL);
      });
    });

    describe('several processes', () => {
      shared('share a group or take turns, and keep the order of each key', async () => {
        const other = await beside(subject);
        const seen: Record<string, string[]> = {};
        const inHand = new Set<string>();
        const consumer = oneAtATime({}, async ({ id, key }) => {
          if (inHand.has(key)) throw new Error(`${key} is in hand twice`);
          inHand.add(key);
          await new Promise((resolve) => setImmediate(resolve));
          inHand.delete(key);
          (seen[key] ??= []).push(id);
        });
        subject.bus.subscribe(consumer);
        other.bus.subscribe(consumer);
        for (let n = 0; n < 10; n += 1)
          await publish(...Array.from({ length: 12 }, (_, key) => anEvent(`k${key}-${n}`, { key: `k${key}` })));
        const whole = Array.from({ length: 10 }, (_, n) => n);
        await vi.waitFor(() => {
          expect(Object.keys(seen)).toHaveLength(12);
          for (const [key, ids] of Object.entries(seen)) expect([...new Set(ids)]).toEqual(whole.map((n) => `${key}-${n}`));
        }, UNTIL);
      });

      shared('continue when one of them leaves', async () => {
        const other = await beside(subject);
        const seen = { here: [] as string[], there: [] as string[] };
        const leaving = subscribe({ handle: async ({ id }) => void seen.here.push(id) });
        await publish(anEvent('e1'));
        await vi.waitFor(() => expect(seen.here).toEqual(['e1']), UNTIL);
        other.bus.subscribe(oneAtATime({}, async ({ id }) => void seen.there.push(id)));
        await leaving[Symbol.asyncDispose]();
        await publish(anEvent('e2'));
        await vi.waitFor(() => expect(seen.there).toEqual(['e2']), UNTIL);
        expect(seen.here).toEqual(['e1']);
      });

      shared('hear each other’s notices, or that one may have been missed', async () => {
        const other = await beside(subject);
        const here: unknown[] = [];
        const there: unknown[] = [];
        const notice = { tenantId: 'shop', conversationId: 'c1' };
        const end = subject.notices.hear((told) => here.push(told));
        other.notices.hear((told) => there.push(told));
        await vi.waitFor(async () => {
          subject.notices.tell(notice);
          // An engine whose processes share only the data reports that something changed, not what.
          await publish();
          expect(there.length).toBeGreaterThan(0);
        }, UNTIL);
        await vi.waitFor(() => expect(here).toContainEqual(notice), UNTIL);
        for (const told of there) expect([notice, undefined]).toContainEqual(told);
        end();
        const heard = here.length;
        subject.notices.tell(notice);
        await publish();
        expect(here).toHaveLength(heard);
      });
    });

    describe('stopping and starting again', () => {
      it('finishes the current events and takes no new one', async () => {
        const gate = Promise.withResolvers<void>();
        const begun: string[] = [];
        const finished: string[] = [];
        const subscription = subscribe({
          async handle({ id }) {
            begun.push(id);
            await gate.promise;
            finished.push(id);
          },
        });
        await publish(anEvent('a1', { key: 'a' }), anEvent('a2', { key: 'a' }));
        await vi.waitFor(() => expect(begun).toEqual(['a1']), UNTIL);
        let ended = false;
        const ending = Promise.resolve(subscription[Symbol.asyncDispose]()).then(() => (ended = true));
        await publish(anEvent('b1', { key: 'b' }));
        expect(ended).toBe(false);
        gate.resolve();
        await ending;
        expect(finished).toEqual(['a1']);

        const seen: string[] = [];
        subscribe({ handle: async ({ id }) => void seen.push(id) });
        await vi.waitFor(() => expect(seen.toSorted()).toEqual(['a2', 'b1']), UNTIL);
      });

      it('does not redeliver finished events', async () => {
        const first: string[] = [];
        const subscription = subscribe({ handle: async ({ id }) => void first.push(id) });
        await publish(anEvent('e1'), anEvent('e2', { key: 'k2' }));
        await vi.waitFor(() => expect(first).toHaveLength(2), UNTIL);
        await subscription[Symbol.asyncDispose]();
        const second: string[] = [];
        subscribe({ handle: async ({ id }) => void second.push(id) });
        await publish(anEvent('e3'));
        await vi.waitFor(() => expect(second).toEqual(['e3']), UNTIL);
      });

      it('redelivers events that failed or waited when it stopped, and later ones', async () => {
        const subscription = subscribe({
          async handle({ key }) {
            if (key === 'fails') throw new Error('not now');
            if (key === 'waits') return { againAfterMs: 3_600_000 };
            return undefined;
          },
        });
        await publish(anEvent('f1', { key: 'fails' }), anEvent('w1', { key: 'waits' }), anEvent('d1', { key: 'done' }));
        await publish(anEvent('f2', { key: 'fails' }), anEvent('d2', { key: 'done' }));
        await vi.waitFor(async () => expect((await subject.bus.lag(INBOX)).waiting).toBe(3), UNTIL);
        await subscription[Symbol.asyncDispose]();
        expect(await subject.bus.lag(INBOX)).toEqual({ waiting: 3, parked: 0 });
        const seen: string[] = [];
        const second = subscribe({ handle: async ({ id }) => void seen.push(id) });
        await vi.waitFor(() => expect(seen.toSorted()).toEqual(['f1', 'f2', 'w1']), UNTIL);
        expect(seen.indexOf('f1')).toBeLessThan(seen.indexOf('f2'));

        await second[Symbol.asyncDispose]();
        const third: string[] = [];
        subscribe({ handle: async ({ id }) => void third.push(id) });
        await publish(anEvent('d3', { key: 'done' }));
        await vi.waitFor(() => expect(third).toEqual(['d3']), UNTIL);
      });

      kept('goes on after a restart: unfinished again, finished not, parked kept and replayable', async () => {
        const seen: string[] = [];
        const broken: EventHandler = async ({ id, key }) => {
          if (id === 'bad') throw new Error('broken');
          if (key === 'waits') return { againAfterMs: Number.MAX_SAFE_INTEGER };
          seen.push(id);
          return undefined;
        };
        subscribe({ handle: broken });
        await publish(anEvent('bad', { key: 'bad' }), anEvent('w1', { key: 'waits' }), anEvent('d1', { key: 'done' }));
        await inTime(async () => expect(await subject.bus.parked('shop')).toHaveLength(1));
        expect(seen).toEqual(['d1']);
        const before = await subject.bus.parked('shop');

        subject = await again(subject);
        shop = subject.store.tenant('shop');
        expect(await subject.bus.parked('shop')).toEqual(before);
        const later: string[] = [];
        subscribe({ handle: async ({ id }) => void later.push(id) });
        await publish(anEvent('d2', { key: 'done' }));
        expect(await subject.bus.replay('shop', before[0]?.id ?? '')).toBe(true);
        await vi.waitFor(() => expect(later.toSorted()).toEqual(['bad', 'd2', 'w1']), UNTIL);
      });
    });

    it('reports the backlog of a group', async () => {
      expect(await subject.bus.lag(INBOX)).toEqual({ waiting: 0, parked: 0 });
      const gate = Promise.withResolvers<void>();
      subscribe({ handle: () => gate.promise });
      await publish(anEvent('a1'), anEvent('a2'), anEvent('b1', { key: 'b' }), anEvent('x', { stream: 'booking' }));
      await vi.waitFor(async () => expect(await subject.bus.lag(INBOX)).toEqual({ waiting: 3, parked: 0 }), UNTIL);
      gate.resolve();
      await vi.waitFor(async () => expect(await subject.bus.lag(INBOX)).toEqual({ waiting: 0, parked: 0 }), UNTIL);
    });
  });
}
