import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type SearchEntry, searchEntries } from '#contracts/records/search.ts';
import { messages } from '#contracts/records/messaging.ts';
import { contacts } from '#contracts/records/people.ts';
import { TAG_LIMIT, insert, remove, replace } from '#contracts/store.ts';
import { rebuildSearch } from '#core/search/rebuild.ts';
import { all } from '#core/walking/everything.ts';
import { onEachEngine } from '#test/support/engines.ts';
import { searchEngine } from './given-search.ts';

vi.setConfig({ testTimeout: 60_000 });

await onEachEngine((settings) => {
  let engine: Awaited<ReturnType<typeof searchEngine>>;
  beforeAll(async () => void (engine = await searchEngine(settings())));
  afterAll(() => engine[Symbol.asyncDispose]());

  describe('a search', () => {
    it('finds a message by the beginnings of its words, newest first', async () => {
      const here = engine.business();
      await here.says('I lost my gift voucher');
      await here.says('Do you sell vouchers?');
      await here.says('Something else');
      await here.index();
      expect(await here.finds('vouch')).toEqual(['message: Do you sell [vouch]ers?', 'message: I lost my gift [vouch]er']);
      expect(await here.finds('VOUCHERS')).toEqual(['message: Do you sell [vouchers]?']);
      expect(await here.finds('gif vou')).toEqual(['message: I lost my [gif]t [vou]cher']);
      expect(await here.finds('my')).toEqual(['message: I lost [my] gift voucher']);
      for (const none of ['ouch', 'voucherx', 'gift else', 'v']) expect([none, await here.finds(none)]).toEqual([none, []]);
    });

    it('finds a customer by name, number and label, before what was said', async () => {
      const here = engine.business();
      const { conversationId } = await here.says('Is Chloé there?', { profileName: 'Bilal Haddad', phone: '34611222333' });
      await here.says('Hi', { profileName: 'Chloé Martin', phone: '34600123456' });
      await here.does(conversationId, { kind: 'label', add: ['VIP gold'], remove: [] });
      await here.index();
      expect(await here.finds('c')).toEqual(['name: [C]hloé Martin']);
      expect(await here.finds('chloe')).toEqual(['name: [Chloé] Martin', 'message: Is [Chloé] there?']);
      expect(await here.finds('vip')).toEqual(['label: [VIP] gold']);
      expect(await here.finds('bilal gold')).toEqual(['name: [Bilal] Haddad']);
      expect(await here.finds('chloe 3456')).toEqual(['name: [Chloé] Martin']);
      for (const end of ['3456', '123456', '+34 600 12 34 56', '0034600123456', '600-123-456', '٣٤٥٦'])
        expect([end, (await here.finds(end)).length]).toEqual([end, 1]);
      expect(await here.finds('3456')).toEqual(['number: 3460012[3456]']);
      expect(await here.finds('34600')).toEqual(['number: [34600]123456']);
      expect(await here.finds('4560')).toEqual([]);
    });

    it('shows a number once that begins and ends alike', async () => {
      const here = engine.business();
      await here.says('Hi', { phone: '12341234' });
      await here.index();
      expect(await here.finds('1234')).toEqual(['number: 1234[1234]']);
    });

    it('finds notes, for those who may read them, until they are deleted', async () => {
      const here = engine.business();
      const { conversationId } = await here.says('Hi');
      const noted = await here.notes(conversationId, 'Prefers mornings');
      await here.index();
      expect(await here.finds('morn')).toEqual(['note: Prefers [morn]ings']);
      expect((await here.page('morn', { kinds: new Set(['message', 'conversation']) })).items).toEqual([]);
      if (noted.kind !== 'noted') throw new Error(noted.kind);
      await here.unnotes(conversationId, noted.note.id);
      await here.index();
      expect(await here.finds('morn')).toEqual([]);
    });

    it('finds nothing of another business', async () => {
      const [here, there] = [engine.business(), engine.business()];
      await there.says('A secret voucher', { profileName: 'Vera Voss', phone: '34699887766' });
      await there.index();
      for (const word of ['voucher', 'vera', '7766', 'secret']) {
        expect(await here.finds(word)).toEqual([]);
        expect(await there.finds(word)).toHaveLength(1);
      }
      for (let n = 0; n < 60; n += 1) await there.says(`voucher ${n}`);
      await there.index();
      const { next } = await there.page('voucher');
      await expect(here.page('voucher', { cursor: next ?? '' })).rejects.toMatchObject({ code: 'invalid' });
    });

    it('forgets a removed label and an old name, and does not mind events that come again', async () => {
      const here = engine.business();
      const { conversationId } = await here.says('Hello there', { profileName: '' });
      await here.does(conversationId, { kind: 'label', add: ['urgent'], remove: [] });
      await here.index();
      expect(await here.finds('urgent')).toEqual(['label: [urgent]']);
      await here.says('It is me', { profileName: 'Zelda Quill' });
      await here.does(conversationId, { kind: 'label', add: [], remove: ['urgent'] });
      await here.index();
      expect(await here.finds('urgent')).toEqual([]);
      expect(await here.finds('zelda')).toEqual(['name: [Zelda] Quill']);
      await rename(here, 'Maud Quill');
      await here.index();
      expect([await here.finds('zelda'), await here.finds('maud')]).toEqual([[], ['name: [Maud] Quill']]);

      const before = await entriesOf(here);
      await Promise.all([here.index(), here.index(here.events.toReversed()), here.index(here.events.slice(0, 1))]);
      expect(isDeepStrictEqual(await entriesOf(here), before)).toBe(true);
    });

    it('makes no entry of a message that is gone when its event comes', async () => {
      const here = engine.business();
      const { messageId } = await here.says('Gone tomorrow');
      const was = await here.tenant.get(messages, messageId);
      if (was) await here.tenant.commit([remove(messages, was)]);
      await here.index();
      expect(await here.finds('tomorrow')).toEqual([]);
    });

    it('finds any word of a long message, within its room, and none beyond it', async () => {
      const here = engine.business();
      const word = (n: number) => `${String.fromCharCode(97 + (n % 26))}${String.fromCharCode(97 + Math.floor(n / 26))}q`;
      const words = Array.from({ length: 120 }, (_, n) => word(n));
      await here.says(words.join(' '));
      await here.index();
      for (const n of [0, 31, 32, 70, 95]) expect([n, (await here.finds(word(n))).length]).toEqual([n, 1]);
      expect(await here.finds(`${word(0)} ${word(95)}`)).toHaveLength(1);
      expect(await here.finds(word(96))).toEqual([]);
      const entries = (await entriesOf(here)).filter(({ value }) => value.kind === 'message');
      expect(entries.map(({ value }) => value.words.length)).toEqual([TAG_LIMIT.tags, TAG_LIMIT.tags, TAG_LIMIT.tags]);
    });

    it('answers a page after a bounded number of steps, with the cursor to go on', async () => {
      const here = engine.business();
      await here.says('conexion perfecta');
      const entry = (n: number): SearchEntry => ({
        id: `made-up-${n}`,
        kind: 'message',
        about: 'nothing',
        conversationId: 'c',
        contactId: 'x',
        words: ['con'],
        at: 2 ** 42 + n,
        expiresFrom: 0,
      });
      for (let n = 0; n < 1_000; n += 200)
        await here.tenant.commit(Array.from({ length: 200 }, (_, i) => insert(searchEntries, entry(n + i))));
      await here.index();
      const first = await here.page('conex');
      expect([first.items.length, first.next === undefined]).toEqual([0, false]);
      expect(await here.finds('conex')).toEqual(['message: [conex]ion perfecta']);
    });

    it('comes in pages, each match once', async () => {
      const here = engine.business();
      for (let n = 0; n < 130; n += 1) await here.says(`voucher number ${n}`);
      await here.index();
      const found = await here.finds('vouc numb');
      expect(found).toEqual(Array.from({ length: 130 }, (_, n) => `message: [vouc]her [numb]er ${129 - n}`));
    });

    it.each(['', 'x', 'W10', btoa('[0,7,"x"]'), btoa('[1,0,"made up"]'), btoa('{}')])(
      'refuses a made-up cursor (%j)',
      async (cursor) => {
        const here = engine.business();
        await expect(here.page('voucher', { cursor })).rejects.toMatchObject({ code: 'invalid' });
      },
    );

    it('is built anew from what is stored, also where an entry is missing, wrong or too many', async () => {
      const here = engine.business();
      const { conversationId, messageId } = await here.says('A voucher please', { profileName: 'Ada' });
      await here.says('Another thing');
      await here.notes(conversationId, 'Remember the birthday');
      const stray = await here.says('Soon gone');
      await here.index();
      const gone = await here.tenant.get(messages, stray.messageId);
      if (gone) await here.tenant.commit([remove(messages, gone)]);
      const [first, ...rest] = await entriesOf(here);
      if (!first) throw new Error('no entry');
      const wrong = rest.slice(0, 1).map((was) => replace(searchEntries, was, { ...was.value, words: ['nonsense'] }));
      await here.tenant.commit([remove(searchEntries, first), ...wrong]);
      const steps: number[] = [];
      expect(await rebuildSearch(here.tenant, ({ message }) => void steps.push(message))).toEqual({
        conversation: 1,
        note: 1,
        message: 2,
      });
      expect(steps.at(-1)).toBe(2);
      expect([await here.finds('vouch'), await here.finds('ada'), await here.finds('birth')].flat()).toHaveLength(3);
      expect((await entriesOf(here)).filter(({ value }) => value.about === stray.messageId)).toEqual([]);
      expect((await here.page('vouch')).items[0]).toMatchObject({ messageId, conversationId });
    });

    it('finds what a plain scan finds', async () => {
      const here = engine.business();
      const said = corpus();
      for (const text of said) await here.says(text, { profileName: '' });
      await here.index();
      await fc.assert(
        fc.asyncProperty(
          fc.nat(said.length - 1),
          fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 3, max: 9 })), { minLength: 1, maxLength: 3 }),
          async (which, picks) => {
            const words = (said[which] ?? '').split(' ');
            const query = picks.map(([at, length]) => (words[at % words.length] ?? '').slice(0, length));
            const expected = said.filter((text) =>
              query.every((start) => text.split(' ').some((word) => plain(word).startsWith(plain(start)))),
            );
            const found = (await here.finds(query.join(' '))).map((one) => one.replace('message: ', '').replaceAll(/[[\]]/g, ''));
            expect(found).toEqual(expected.toReversed());
          },
        ),
        { numRuns: 60 },
      );
    });
  });

  const entriesOf = ({ tenant }: ReturnType<typeof engine.business>) =>
    all(tenant, searchEntries, { by: 'byContact', equals: [] });

  /** As a merge or an edit of a contact will. */
  async function rename(here: ReturnType<typeof engine.business>, name: string): Promise<void> {
    for (const was of await all(here.tenant, contacts, { by: 'byId', equals: [] })) {
      await here.tenant.commit([replace(contacts, was, { ...was.value, name })]);
      const data = { contactId: was.value.id, what: 'name' };
      const rest = { tenantId: here.tenant.tenantId, version: 1, at: 1, key: was.value.id, data };
      here.events.push({ id: `renamed-${name}`, kind: 'contact.changed', stream: 'people', ...rest });
    }
  }
});

/** Words that share beginnings, with accents, in three alphabets. */
function corpus(): readonly string[] {
  const words = [
    'cita',
    'citas',
    'Cítrico',
    'reserva',
    'reservar',
    'Réserver',
    'запись',
    'Записаться',
    'запас',
    'ραντεβού',
    'ΡΑΝΤΕΒΟΥ',
    'ραντ',
    'hora',
    'horas',
    'horario',
  ];
  return Array.from({ length: 80 }, (_, n) =>
    Array.from({ length: 1 + (n % 6) }, (_unused, i) => words[(n * 7 + i * (1 + (n % 4))) % words.length]).join(' '),
  );
}

function plain(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ς', 'σ');
}
