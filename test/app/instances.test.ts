import { describe, expect, it, vi } from 'vitest';
import { resolve } from '#app/token.ts';
import { type App, start } from '#app/start.ts';
import { LAGS, LIVE, STORE } from '#app/tokens.ts';
import { settingsFrom } from '#config/load.ts';
import { tenants } from '#contracts/records/platform.ts';
import { dueEntries } from '#contracts/later.ts';
import { dones } from '#contracts/records/messaging.ts';
import { insert } from '#contracts/store.ts';
import { anEntry } from '#test/contracts/subject.ts';
import { givenApp } from '#test/http/given.ts';
import { metaBody, textChange } from '#test/http/bodies.ts';
import { testClock } from '#test/support/clock.ts';
import { onEachEngine } from '#test/support/engines.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const UNTIL = { timeout: 20_000, interval: 20 };
vi.setConfig({ testTimeout: 60_000 });

await onEachEngine((settings) => {
  describe('instances on the same data', () => {
    it('take webhooks, work, or keep the timers, as their roles say; pages hear what others have done', async () => {
      await using folder = await temporaryFolder();
      const own = { ...settings(), DESKBELL_DATA: folder.path };
      await using desk = await givenApp({ settings: { ...own, DESKBELL_ROLES: 'api' }, folder: folder.path });
      const heard: (string | undefined)[] = [];
      resolve(desk.container, LIVE).follow('juniper', (conversation) => heard.push(conversation));

      expect((await desk.metaSays(metaBody(textChange({ id: 'wamid.one', body: 'hi' })))).status).toBe(200);
      const waiting = async () => (await resolve(desk.container, LAGS)())['recorder']?.waiting;
      // A group that nobody subscribed yet is not known to an engine, so it has nothing waiting either.
      expect([0, 1]).toContain(await waiting());
      expect(desk.sent).toEqual([]);

      const worker = await instance({ ...own, DESKBELL_ROLES: 'worker' });
      expect([worker.pagesUrl, worker.webhooksUrl]).toEqual(['', '']);
      await expect.poll(() => desk.sent, UNTIL).toHaveLength(1);
      await expect.poll(() => heard.length, UNTIL).toBeGreaterThan(0);
      await expect.poll(waiting, UNTIL).toBe(0);

      await worker[Symbol.asyncDispose]();
      expect((await desk.metaSays(metaBody(textChange({ id: 'wamid.two', body: 'haircut' })))).status).toBe(200);
      await expect.poll(waiting, UNTIL).toBe(1);
      await using _next = await instance({ ...own, DESKBELL_ROLES: 'worker,scheduler' });
      await expect.poll(() => desk.sent, UNTIL).toHaveLength(2);
    });

    it('handle each event once among them, in the order of its conversation, while they come and go', async () => {
      await using folder = await temporaryFolder();
      const own = { ...settings(), DESKBELL_DATA: folder.path };
      await using desk = await givenApp({ settings: { ...own, DESKBELL_ROLES: 'api' }, folder: folder.path });
      let workers = [await instance({ ...own, DESKBELL_ROLES: 'worker' }), await instance({ ...own, DESKBELL_ROLES: 'worker' })];
      const customers = Array.from({ length: 12 }, (_, n) => `Customer ${n}`);
      for (let round = 0; round < 4; round += 1) {
        for (const [n, name] of customers.entries()) {
          const change = textChange({ id: `wamid.${n}.${round}`, body: `When are you open? m${round}`, name });
          expect((await desk.metaSays(metaBody(change))).status).toBe(200);
        }
        // One leaves and another joins, each time.
        const [first, ...rest] = workers;
        workers = [...rest, await instance({ ...own, DESKBELL_ROLES: 'worker' })];
        await first?.[Symbol.asyncDispose]();
      }
      for (const name of customers) {
        await expect
          .poll(
            async () => (await desk.inbox('juniper', name)).filter(({ direction }) => direction === 'in').map(({ text }) => text),
            UNTIL,
          )
          .toEqual([0, 1, 2, 3].map((round) => `When are you open? m${round}`));
        await expect
          .poll(async () => (await desk.inbox('juniper', name)).filter(({ direction }) => direction === 'out').length, UNTIL)
          .toBe(4);
      }
      await expect.poll(() => desk.sent, UNTIL).toHaveLength(4 * customers.length);
      for (const worker of workers) await worker[Symbol.asyncDispose]();
    });

    it('sweep and do what is due, and when the one that does leaves, another goes on', async () => {
      await using folder = await temporaryFolder();
      const clock = testClock();
      const own = { ...settings(), DESKBELL_DATA: folder.path, DESKBELL_ROLES: 'scheduler' };
      const first = await instance(own, clock);
      await using second = await instance(own, clock);
      const store = resolve(second.container, STORE);
      await store.platform.commit([insert(tenants, { id: 'shop', name: 'Shop', createdAt: 1 })]);
      const shop = store.tenant('shop');
      const left = async () => [
        ...(await shop.find(dones, { by: 'byId', equals: [], limit: 10 })).items.map(({ value }) => value.id),
        ...(await shop.find(dueEntries, { by: 'byDue', equals: [], limit: 10 })).items.map(({ value }) => value.id),
      ];

      for (const [n, leaving] of [first, undefined].entries()) {
        // Of a hold that is gone: what is left of it is the entry. Their lanes are in several shards.
        const end = { kind: 'hold.ends', about: { bookingId: 'gone' }, dueAt: clock.now() + 30_000 };
        await shop.commit([
          insert(dones, { id: `old-${n}`, expiresAt: clock.now() }),
          ...['agenda:ana', 'agenda:bo', 'agenda:cleo'].map((lane) =>
            insert(dueEntries, anEntry(`${lane} ${n}`, { ...end, lane })),
          ),
        ]);
        await expect
          .poll(async () => {
            clock.advance(60_000);
            return left();
          }, UNTIL)
          .toEqual([]);
        await leaving?.[Symbol.asyncDispose]();
      }
    });
  });
});

function instance(own: Readonly<Record<string, string>>, clock?: ReturnType<typeof testClock>): Promise<App> {
  const free = { DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0' };
  return start(settingsFrom({ ...free, ...own }), { log: quietLog, ...(clock ? { clock } : {}) });
}
