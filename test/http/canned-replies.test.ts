import { describe, expect, it } from 'vitest';
import { givenAnswering } from './given-answering.ts';

const HERE = '/api/tenants/tenant-1/canned-replies';
const hours = { shortcut: 'hours', title: 'Opening hours', text: 'We are open from 9 to 5.' };

describe('canned replies', () => {
  it('are listed by shortcut, changed and deleted', async () => {
    await using world = await givenAnswering();
    const { body } = await world.post(HERE, hours);
    await world.post(HERE, { ...hours, shortcut: ' Address ', title: 'Where we are' });
    const listed = async () => (await world.read(HERE)).items.map(({ shortcut }: { readonly shortcut: string }) => shortcut);
    expect(await listed()).toEqual(['address', 'hours']);
    expect(await world.put(`${HERE}/${body.id}`, { ...hours, shortcut: 'a1' })).toMatchObject({
      status: 200,
      body: { id: body.id },
    });
    expect(await listed()).toEqual(['a1', 'address']);
    expect(await world.remove(`${HERE}/${body.id}`)).toMatchObject({ status: 200, body: { shortcut: 'a1' } });
    expect(await listed()).toEqual(['address']);
  });

  it('have a shortcut each', async () => {
    await using world = await givenAnswering();
    await world.post(HERE, hours);
    const other = await world.post(HERE, { ...hours, shortcut: 'other' });
    const taken = { status: 409, body: { code: 'shortcut_taken', field: 'shortcut' } };
    expect(await world.post(HERE, { ...hours, shortcut: 'HOURS' })).toMatchObject(taken);
    expect(await world.put(`${HERE}/${other.body.id}`, hours)).toMatchObject(taken);
    expect(await world.put(`${HERE}/${other.body.id}`, { ...hours, shortcut: 'other', text: 'New' })).toMatchObject({
      status: 200,
    });
  });

  it('are made once by calls that come at once with one key', async () => {
    await using world = await givenAnswering();
    const made = await Promise.all(Array.from({ length: 5 }, () => world.post(HERE, hours, { 'idempotency-key': 'k' })));
    expect(new Set(made.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(made[0]?.status).toBe(200);
  });

  it.each([
    ['a shortcut of two words', { ...hours, shortcut: 'opening hours' }, 'shortcut'],
    ['a shortcut with a slash', { ...hours, shortcut: '/hours' }, 'shortcut'],
    ['no shortcut', { ...hours, shortcut: ' ' }, 'shortcut'],
    ['a blank title', { ...hours, title: ' ' }, 'title'],
    ['a blank text', { ...hours, text: '\n' }, 'text'],
  ])('are refused with %s', async (_, body, field) => {
    await using world = await givenAnswering();
    expect(await world.post(HERE, body)).toMatchObject({ status: 400, body: { code: 'bad_body', field } });
  });

  it('of another tenant look missing', async () => {
    await using world = await givenAnswering();
    const { body } = await world.post(HERE, hours);
    const there = '/api/tenants/tenant-2/canned-replies';
    expect((await world.read(there)).items).toEqual([]);
    for (const answer of [await world.put(`${there}/${body.id}`, hours), await world.remove(`${there}/${body.id}`)])
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await world.read(HERE)).items).toEqual([body]);
  });
});
