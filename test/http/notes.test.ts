import { describe, expect, it } from 'vitest';
import { notes } from '#contracts/records/inbox.ts';
import { insert } from '#contracts/store.ts';
import { ANA, ME, givenAnswering } from './given-answering.ts';

const NOTES = `${ANA}/notes`;

describe('a private note', () => {
  it('is listed newest first, and is never a message', async () => {
    await using world = await givenAnswering();
    const first = await world.post(NOTES, { text: 'Allergic to ammonia' });
    world.clock.advance(1_000);
    const second = await world.post(NOTES, { text: 'Prefers Marta' });
    expect(first).toMatchObject({ status: 200, body: { text: 'Allergic to ammonia', authorId: ME, own: true } });
    expect((await world.read(NOTES)).items).toEqual([second.body, first.body]);
    expect(await world.ours()).toEqual([]);
    expect(await world.read(ANA)).toMatchObject({ unread: 1, answeredBy: { by: 'bot' } });
    expect(world.changed).toEqual(['tenant-1 ana', 'tenant-1 ana']);
  });

  it('is found by its contact, to be erased with it', async () => {
    await using world = await givenAnswering();
    await world.post(NOTES, { text: 'Allergic' });
    expect((await world.tenant.find(notes, { by: 'byContact', equals: ['contact-1'], limit: 9 })).items).toHaveLength(1);
  });

  it('is written once by a repeated call', async () => {
    await using world = await givenAnswering();
    const write = () => world.post(NOTES, { text: 'Allergic' }, { 'idempotency-key': 'k' });
    expect(await write()).toEqual(await write());
    expect((await world.read(NOTES)).items).toHaveLength(1);
  });

  it('is deleted once by a repeated call, which is not told that it is gone', async () => {
    await using world = await givenAnswering();
    const { body } = await world.post(NOTES, { text: 'Mine' });
    const remove = (key?: string) => world.remove(`${NOTES}/${body.id}`, key === undefined ? {} : { 'idempotency-key': key });
    const all = await Promise.all([1, 2, 3].map(() => remove('k')));
    expect(all).toEqual(all.map(() => ({ status: 200, body })));
    expect((await remove()).status).toBe(404);
  });

  it.each([
    ['', 'text'],
    ['  ', 'text'],
    ['x'.repeat(4001), 'text'],
  ])('is refused without something to say, or with too much', async (text, field) => {
    await using world = await givenAnswering();
    expect(await world.post(NOTES, { text })).toMatchObject({ status: 400, body: { code: 'bad_body', field } });
  });

  it('is deleted by its author, and by nobody else', async () => {
    await using world = await givenAnswering();
    const { body } = await world.post(NOTES, { text: 'Mine' });
    const theirs = { id: 'theirs', conversationId: 'ana', contactId: 'contact-1', authorId: 'zoe', at: 1, text: 'Hers' };
    await world.tenant.commit([insert(notes, theirs)]);
    expect(await world.remove(`${NOTES}/theirs`)).toMatchObject({ status: 403, body: { code: 'not_yours' } });
    expect(await world.remove(`${NOTES}/${body.id}`)).toMatchObject({ status: 200, body: { text: 'Mine' } });
    expect((await world.read(NOTES)).items).toEqual([{ id: 'theirs', at: 1, authorId: 'zoe', own: false, text: 'Hers' }]);
  });

  it.each([
    ['another conversation', '/api/tenants/tenant-1/conversations/ben'],
    ['another tenant', '/api/tenants/tenant-2/conversations/ana'],
  ])('looks missing from %s', async (_, at) => {
    await using world = await givenAnswering();
    const { body } = await world.post(NOTES, { text: 'Mine' });
    expect(await world.remove(`${at}/notes/${body.id}`)).toEqual(await world.remove(`${at}/notes/nothing`));
    expect((await world.read(NOTES)).items).toHaveLength(1);
    if (at.includes('tenant-2'))
      for (const answer of [await world.post(`${at}/notes`, { text: 'x' }), await world.ask(`${at}/notes`)])
        expect(answer.status).toBe(404);
  });
});
