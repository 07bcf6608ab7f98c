import { describe, expect, it, vi } from 'vitest';
import { conversations, inboundLog, inboundRaw, messages } from '#contracts/records/messaging.ts';
import { insert, replace } from '#contracts/store.ts';
import { PHONE_NUMBER_ID } from '#sandbox/stage/providers.ts';
import { messagesChange, metaBody, textChange } from '#test/http/bodies.ts';
import { givenApp } from '#test/http/given.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { deskbell } from './run.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Two customers who have been answered, and whatever they said: nothing is under way any more. */
async function given() {
  const folder = await temporaryFolder();
  const app = await givenApp({ folder: folder.path });
  const tenant = app.store.tenant('juniper');
  const all = async (direction: 'in' | 'out') =>
    (await tenant.find(messages, { by: 'byId', equals: [], limit: 100 })).items
      .filter(({ value }) => value.direction === direction)
      .map(({ value }) => value);
  await app.metaSays(
    metaBody(textChange({ id: 'one', body: 'a secret wish' }), textChange({ id: 'two', body: 'hi', name: 'Bo' })),
  );
  await app.metaSays(metaBody(textChange({ id: 'three', body: 'hello again' })));
  const settled = async () =>
    (await all('out')).filter(({ direction, ...one }) => direction === 'out' && 'state' in one && one.state === 'accepted')
      .length;
  await expect.poll(settled, { timeout: 30_000 }).toBe(3);
  return {
    ...app,
    tenant,
    all,
    ask: (command: string, ...args: string[]) => deskbell([command, '--data', folder.path, ...args]),
    conversationsNow: async () => (await tenant.find(conversations, { by: 'byLastAt', equals: [], limit: 10 })).items,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('deskbell replay', () => {
  it('says that what is there is what the log makes, and names what is not, by its id alone', async () => {
    await using app = await given();
    const same = await app.ask('replay');
    expect([same.code, same.stderr]).toEqual([0, '']);
    expect(same.stdout.split('Tenant ')[0]).toBe(`Data: ${app.folder}\n`);
    expect(same.stdout).toContain('messages: 6 original, 6 rebuilt, identical');
    expect(same.stdout).toContain('turns: 3 repeated, identical');
    expect(same.stdout).toMatch(/\d+ messages\/s/);
    expect(same.stdout).toContain('Identical, byte for byte.');

    const [one, other] = await app.conversationsNow();
    if (!one || !other) throw new Error('two customers have a conversation each');
    await app.tenant.commit([replace(conversations, one, { ...one.value, unread: 7, preview: 'a secret wish' })]);
    const wrong = await app.ask('replay', '--tenant', 'juniper');
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain(`different (1): ${one.value.id}`);
    expect(wrong.stdout).toContain('NOT identical');
    expect(wrong.stdout).not.toContain('secret wish');

    const whole = await app.ask('replay', '--conversation', other.value.id);
    expect([whole.code, whole.stderr]).toEqual([0, '']);
    expect(whole.stdout).toContain('conversations: 1 original, 1 rebuilt, identical');
    expect((await app.ask('replay', '--conversation', one.value.id)).code).toBe(1);

    const range = await app.ask('replay', '--from', '2026-01-01T00:00:00Z', '--until', '2036-01-01T00:00Z', '--json');
    expect(range.code).toBe(0);
    const { same: isSame, tenants } = JSON.parse(range.stdout) as {
      same: boolean;
      tenants: { compared: { collection: string; original: number }[] }[];
    };
    expect(isSame).toBe(true);
    expect(tenants.flatMap(({ compared }) => compared).filter(({ original }) => original > 0)).toMatchObject([
      { collection: 'messages', original: 3, rebuilt: 3 },
    ]);

    expect(await app.ask('replay', '--conversation', 'nothing')).toMatchObject({ code: 2, stdout: '' });
    expect((await app.ask('replay', '--tenant', 'nobody')).code).toBe(2);
    expect((await app.ask('replay', '--from', 'yesterday')).stderr).toMatch(/--from: give a time/);
  });
});

describe('deskbell renormalize', () => {
  it('brings in what an older version did not understand, beside the running app', async () => {
    await using app = await given();
    const [known] = await app.log('juniper');
    const change = messagesChange(
      [{ id: 'late', timestamp: '1764579600', type: 'text', text: { body: 'hey' } }],
      'Cleo',
      PHONE_NUMBER_ID,
    );
    const raw = JSON.stringify({ entryId: '1', change });
    await app.tenant.commit([
      insert(
        inboundLog,
        inboundRaw.parse({ ...known, id: '000001764579600.feed', raw, kinds: ['unrecognised'], unrecognised: true }),
      ),
    ]);

    const looked = await app.ask('renormalize', '--tenant', 'juniper');
    expect(looked.stdout).toBe(
      `Data: ${app.folder}\njuniper: 1 unrecognised change, 1 readable now; --apply records it.\n  000001764579600.feed\n`,
    );
    expect((await app.ask('replay')).stdout).toContain('1 change could not be read on arrival');
    const applied = await app.ask('renormalize', '--apply', '--json');
    expect([applied.code, applied.stderr]).toEqual([0, '']);
    await expect
      .poll(async () => (await app.inbox('juniper', 'Cleo')).map(({ text }) => text), { timeout: 20_000 })
      .toEqual(['hey']);
    expect((await app.ask('replay')).code).toBe(0);
    expect((await app.ask('renormalize')).stdout).toContain('juniper: 0 unrecognised changes, 0 readable now.');
  });
});
