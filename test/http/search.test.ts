import { describe, expect, it } from 'vitest';
import { makeKey } from '#core/access/keys.ts';
import { searchMatch } from '#contracts/api/search.ts';
import { notes } from '#contracts/records/inbox.ts';
import { contacts } from '#contracts/records/people.ts';
import { tenants } from '#contracts/records/platform.ts';
import { insert } from '#contracts/store.ts';
import { writeEntries } from '#core/search/entries.ts';
import { givenApi } from './given-api.ts';

const SEARCH = '/api/tenants/tenant-1/search';
const asking = (q: string) => `${SEARCH}?q=${encodeURIComponent(q)}`;

async function given() {
  const world = await givenApi();
  await world.converses({ id: 'ana', contactId: 'contact-ana', lastAt: 5 });
  const note = {
    id: 'note-1',
    conversationId: 'ana',
    contactId: 'contact-ana',
    authorId: 'zoe',
    at: 7,
    text: 'Ana likes mornings',
  };
  await world.tenant.commit([insert(contacts, { id: 'contact-ana', name: 'Ana Pérez', createdAt: 3 }), insert(notes, note)]);
  await writeEntries(world.tenant, [
    { kind: 'conversation', about: 'ana' },
    { kind: 'note', about: 'note-1' },
  ]);
  return world;
}

describe('the search of the API', () => {
  it('answers with the conversation, where it matched, and the marked excerpt', async () => {
    await using world = await given();
    const { items, next } = await world.read(asking('perez'));
    expect([items.length, next]).toEqual([1, undefined]);
    expect(searchMatch.parse(items[0])).toMatchObject({
      conversation: { id: 'ana', name: 'Ana Pérez' },
      where: 'name',
      at: 3,
      excerpt: 'Ana Pérez',
      marks: [{ from: 4, to: 9 }],
    });
    expect((await world.read(asking('ana'))).items.map(({ where }: { where: string }) => where)).toEqual(['name', 'note']);
  });

  it('keeps notes from a key that may not read them', async () => {
    await using world = await given();
    const found = async (...permissions: readonly string[]) => {
      const asked = { tenantId: 'tenant-1', name: 'k', permissions, expiresAt: 0, by: 'x' };
      const { key } = await makeKey(world.access, asked);
      const { text } = await world.askAs({ authorization: `Bearer ${key}` }, asking('mornings'));
      return JSON.parse(text).items.length;
    };
    expect([await found('conversations.read'), await found('conversations.read', 'notes.read')]).toEqual([0, 1]);
  });

  it('finds nothing of another business, and takes no cursor of its own', async () => {
    await using world = await given();
    await world.store.platform.commit([insert(tenants, { id: 'tenant-2', name: 'Other', createdAt: 1 })]);
    await world.join('tenant-2');
    expect(await world.read(asking('ana').replace('tenant-1', 'tenant-2'))).toEqual({ items: [] });
  });

  const odd: readonly (readonly [what: string, query: string, field: string])[] = [
    ['no words', '?', 'q'],
    ['an empty query', '?q=', 'q'],
    ['punctuation', `?q=${encodeURIComponent('?!…')}`, 'q'],
    ['thousands of accents', `?q=${encodeURIComponent('\u0301'.repeat(2_000))}`, 'q'],
    ['as many accents as are allowed', `?q=${encodeURIComponent('\u0301'.repeat(200))}`, 'q'],
    ['direction marks', `?q=${encodeURIComponent('\u202e\u202d')}`, 'q'],
    ['half a character', '?q=%ed%a0%80', 'q'],
    ['a query that is too long', `?q=${'x'.repeat(201)}`, 'q'],
    ['a made-up cursor', '?q=ana&cursor=WzAsMCwieCJd', 'cursor'],
    ['an unknown parameter', '?q=ana&list=open', 'list'],
  ];
  it.each(odd)('refuses %s, and names the field', async (_, query, field) => {
    await using world = await given();
    const { status, text } = await world.get(SEARCH + query);
    expect([status, JSON.parse(text)]).toMatchObject([400, { code: 'bad_query', field }]);
  });
});
