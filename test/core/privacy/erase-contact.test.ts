import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collections } from '#app/subjects.ts';
import { auditEntries } from '#contracts/records/audit.ts';
import { bookings } from '#contracts/records/booking.ts';
import { inboxCounts } from '#contracts/records/inbox.ts';
import { conversations, messages } from '#contracts/records/messaging.ts';
import { contacts, erasures } from '#contracts/records/people.ts';
import { type Stored, StoreFailure, type TenantStore, insert, replace } from '#contracts/store.ts';
import { verifyChain } from '#core/audit/verify.ts';
import { eraseContact } from '#core/privacy/erase-contact.ts';
import { exportContact } from '#core/privacy/export-contact.ts';
import { previewErasure } from '#core/privacy/preview.ts';
import { everything } from '#core/walking/everything.ts';
import { onDisk } from '#test/adapters/sqlite-engine.ts';
import { productionEngine } from '#test/adapters/production-engine.ts';
import type { Engine, Subject } from '#test/contracts/subject.ts';
import { type TestClock, testClock } from '#test/support/clock.ts';
import { findProduction } from '#test/support/production.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { TRACES, ZAC, bookingOf, givenPerson } from './given-person.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const production = await findProduction();

describe('erasing a contact', () => {
  onEngine(onDisk);
  if ('reason' in production) it.skip(`on MongoDB and NATS [skipped: ${production.reason}]`, () => {});
  else {
    afterAll(() => production[Symbol.asyncDispose]());
    onEngine(productionEngine(production.name, production.mongo, production.natsUrl));
  }
});

function onEngine(engine: Engine): void {
  describe(`on ${engine.name}`, () => {
    let opened: AsyncDisposableStack;
    let clock: TestClock;
    let subject: Subject;
    beforeEach(async () => {
      opened = new AsyncDisposableStack();
      await fresh();
    });
    afterEach(() => opened.disposeAsync());

    async function fresh(): Promise<void> {
      clock = testClock();
      const one = await engine.open(collections, clock);
      opened.defer(() => one.close());
      subject = one;
    }

    async function given(texts?: number) {
      return givenPerson(subject, clock, opened.use(await temporaryFolder()).path, texts);
    }
    type World = Awaited<ReturnType<typeof given>>;

    async function traces(world: World): Promise<readonly string[]> {
      const documents = Object.entries(await world.documents());
      const parked = JSON.stringify((await subject.bus.parked('tenant-1')).map(({ event }) => event));
      const inFiles = await bytesIn(world.folder);
      return TRACES.flatMap((trace) => [
        ...documents.filter(([, text]) => text.includes(trace)).map(([name]) => `${trace} in ${name}`),
        ...(parked.includes(trace) ? [`${trace} is parked`] : []),
        ...(inFiles.some((bytes) => bytes.includes(trace)) ? [`${trace} in files`] : []),
      ]);
    }

    it('leaves no trace of the person, and everything of the others', async () => {
      const world = await given();
      const before = await traces(world);
      for (const trace of TRACES) expect(before.some((found) => found.startsWith(trace))).toBe(true);
      const preview = await previewErasure(world.needs)(world.tenant, world.zac);
      const erased = await world.erase();
      expect(await traces(world)).toEqual([]);

      expect(erased.kind === 'erased' && erased.counts).toMatchObject({
        messages: 5,
        files: 1,
        notes: 1,
        kept_answers: 1,
        unsettled_sends: 1,
        early_receipts: 1,
        provider_messages: 5,
        inbound_log: 5,
        turns: 1,
        dialogues: 1,
        conversations: 1,
        inbox_rows: 1,
        bookings: 1,
        due_entries: 1,
      });
      // The contact and its identities go in the first batch.
      if (erased.kind === 'erased' && preview.kind === 'found')
        expect(preview.counts).toEqual({ ...erased.counts, contacts: 1, identities: 2 });
      expect((await world.tenant.get(contacts, world.bo))?.value.name).toBe('Bo');
      const left = await Array.fromAsync(everything(world.tenant, messages, { by: 'byId', equals: [] }));
      expect(left.map(({ value }) => value.contactId)).toEqual([world.bo]);
      expect((await subject.bus.parked('tenant-1')).length).toBeGreaterThan(0);
    });

    it('keeps the time of a past booking, and refuses while one is ahead', async () => {
      const world = await given();
      const ahead = bookingOf(world.zac, clock.now() + 86_400_000, 'ahead');
      await world.tenant.commit([insert(bookings, ahead)]);
      expect(await world.erase()).toEqual({ kind: 'upcoming_bookings', count: 1 });
      expect(await world.tenant.get(contacts, world.zac)).toBeDefined();
      const was = (await world.tenant.get(bookings, 'ahead')) as Stored<typeof ahead>;
      await world.tenant.commit([replace(bookings, was, { ...ahead, state: 'cancelled' })]);
      expect((await world.erase()).kind).toBe('erased');
      const past = (await world.tenant.get(bookings, 'past'))?.value;
      expect(past).toMatchObject({ contactId: '', startsAt: expect.any(Number), state: 'confirmed', staffId: 'ana' });
    });

    it('is on the audit log by ids only, whose chain stays whole', async () => {
      const world = await given();
      await world.erase();
      await world.settled();
      expect((await verifyChain(world.tenant)).kind).toBe('holds');
      const entries = await Array.fromAsync(everything(world.tenant, auditEntries, { by: 'bySequence', equals: [] }));
      const erased = entries.filter(({ value }) => value.kind === 'contact.erased');
      expect(erased.map(({ value }) => value.about)).toEqual([{ contactId: world.zac, by: 'user-1' }]);
      const count = async (tag: string) => (await world.tenant.get(inboxCounts, tag))?.value.count;
      expect(await count('open')).toBe(1);
    });

    it('makes a new contact of somebody who writes again', async () => {
      const world = await given();
      await world.erase();
      await world.zacWrites('wamid.again');
      const again = await world.contactOf(ZAC);
      expect(again).not.toBe('');
      expect(again).not.toBe(world.zac);
      expect(await world.tenant.get(conversations, world.conversationId)).toBeUndefined();
      expect(await world.erase()).toEqual({ kind: 'erased', counts: {} });
      expect((await world.tenant.get(contacts, again))?.value.name).toBe('Zachary Unico');
      expect((await world.erase(again)).kind).toBe('erased');
      expect(await world.contactOf(ZAC)).toBe('');
      await world.zacWrites('wamid.third');
      expect([world.zac, again, '']).not.toContain(await world.contactOf(ZAC));
    });

    it('does not know a contact that is not there', async () => {
      const world = await given();
      expect(await world.erase('nobody')).toEqual({ kind: 'not_there' });
      expect(await previewErasure(world.needs)(world.tenant, 'nobody')).toEqual({ kind: 'not_there' });
      expect(await exportContact(world.needs)(world.tenant, 'nobody', 'x')).toEqual({ kind: 'not_there' });
    });

    it('takes what is written meanwhile', async () => {
      const world = await given();
      const files = {
        tenant: (id: string) => ({
          ...world.files.tenant(id),
          async remove(file: string) {
            await world.files.tenant(id).remove(file);
            const was = await world.tenant.get(conversations, world.conversationId);
            if (was) await world.tenant.commit([replace(conversations, was, { ...was.value, preview: 'my secret poem again' })]);
          },
        }),
      };
      expect((await eraseContact({ ...world.needs, files })(world.tenant, world.zac, 'user-1')).kind).toBe('erased');
      expect(await traces(world)).toEqual([]);
    });

    it('hands out everything of the person, and nothing of another', async () => {
      const world = await given();
      const exported = await exportContact(world.needs)(world.tenant, world.zac, 'user-1');
      const json = exported.kind === 'exported' ? exported.json : '';
      for (const trace of TRACES.filter((one) => !one.startsWith('bytes'))) expect(json).toContain(trace);
      expect(json).not.toMatch(/wamid\.bo|600000002/);
      const { documents, files } = JSON.parse(json);
      expect([documents.messages.length, files.length, documents.bookings.length]).toEqual([5, 1, 1]);
    });

    if (engine === onDisk)
      describe.each(['before', 'after'] as const)('interrupted just %s', (when) => {
        it('any step, is finished by the next call', async () => {
          let steps = 0;
          for (let failing = 1; ; failing += 1) {
            await fresh();
            const world = await given(60);
            let n = 0;
            async function step<R>(run: () => Promise<R>): Promise<R> {
              n += 1;
              if (n === failing && when === 'before') throw new StoreFailure('unavailable', 'no', 'unplugged');
              const done = await run();
              if (n === failing) throw new StoreFailure('unavailable', 'unknown', 'unplugged');
              return done;
            }
            const tenant: TenantStore = { ...world.tenant, commit: (...batch) => step(() => world.tenant.commit(...batch)) };
            const needs = {
              ...world.needs,
              files: {
                tenant: (id: string) => ({
                  ...world.files.tenant(id),
                  remove: (file: string) => step(() => world.files.tenant(id).remove(file)),
                }),
              },
              bus: {
                ...subject.bus,
                discard: (...asked: Parameters<typeof subject.bus.discard>) => step(() => subject.bus.discard(...asked)),
              },
            };
            const outcome = await eraseContact(needs)(tenant, world.zac, 'user-1').catch((error: unknown) => error);
            if (!(outcome instanceof StoreFailure)) break;
            steps += 1;
            expect((await world.erase()).kind).toBe('erased');
            expect(await traces(world)).toEqual([]);
            expect((await world.tenant.get(erasures, world.zac))?.value).toMatchObject({ state: 'done', names: [] });
            await world.settled();
            const entries = await Array.fromAsync(everything(world.tenant, auditEntries, { by: 'bySequence', equals: [] }));
            expect(entries.filter(({ value }) => value.kind === 'contact.erased')).toHaveLength(1);
          }
          expect(steps).toBeGreaterThan(6);
        });
      });
  });
}

async function bytesIn(folder: string): Promise<readonly Buffer[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(names.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name))));
}
