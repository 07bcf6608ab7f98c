import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { collections } from '#app/subjects.ts';
import { auditEntries } from '#contracts/records/audit.ts';
import { tenants } from '#contracts/records/platform.ts';
import { type Store, insert, replace } from '#contracts/store.ts';
import { appendAudit } from '#core/audit/append.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { deskbell } from './run.ts';

vi.setConfig({ testTimeout: 60_000 });

const fact = (n: number) => ({ id: `e${n}`, kind: 'message.wanted', at: 1_000 + n, about: { messageId: `m${n}` } });

/** A data folder with two tenants, of whose events five are written down, and whatever was done to it then. */
async function given(tamper: (store: Store) => Promise<unknown> = async () => {}) {
  const folder = await temporaryFolder();
  await using engine = await openSqlite({
    file: join(folder.path, 'deskbell.db'),
    collections,
    clock: testClock(),
    log: quietLog,
    newId: countedIds(),
  });
  for (const id of ['one', 'two']) {
    await engine.store.platform.commit([insert(tenants, { id, name: id, createdAt: 1 })]);
    await appendAudit(engine.store.tenant(id), [1, 2, 3, 4, 5].map(fact));
  }
  await tamper(engine.store);
  return folder;
}

async function changeThird(store: Store) {
  const third = await store.tenant('two').get(auditEntries, 'e3');
  if (!third) throw new Error('there is a third entry');
  await store.tenant('two').commit([replace(auditEntries, third, { ...third.value, at: 7 })]);
}

describe('deskbell audit verify', () => {
  it('says in a line of each tenant that its chain holds, and ends with 0', async () => {
    await using folder = await given();
    const ran = await deskbell(['audit', 'verify', '--data', folder.path]);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toMatch(
      /^Data: .+\none: the chain is intact: 5 entries, ends with [\w-]{43}\.\ntwo: [^\n]+\nplatform: the chain is empty\.\n$/,
    );
    expect(ran.stdout).toContain(`Data: ${folder.path}\n`);
  });

  it('names the entry at which a chain does not hold, and ends with 1', async () => {
    await using folder = await given(changeThird);
    const ran = await deskbell(['audit', 'verify', '--data', folder.path]);
    expect([ran.code, ran.stderr]).toEqual([1, '']);
    expect(ran.stdout).toMatch(
      /\none: the chain is intact: 5 entries, .*\ntwo: the chain is BROKEN: entry 3 was changed\.\nplatform: [^\n]+\n$/,
    );
  });

  it('looks at one tenant when it is named, and says so as JSON', async () => {
    await using folder = await given(changeThird);
    const [good, bad] = await Promise.all(
      ['one', 'two'].map((id) => deskbell(['audit', 'verify', '--json', '--tenant', id, '--data', folder.path])),
    );
    expect([good?.code, bad?.code]).toEqual([0, 1]);
    expect(JSON.parse(good?.stdout ?? '')).toMatchObject({ ok: true, tenants: [{ tenant: 'one', kind: 'holds', entries: 5 }] });
    expect(JSON.parse(bad?.stdout ?? '')).toEqual({
      ok: false,
      tenants: [{ tenant: 'two', kind: 'broken', fault: 'changed', sequence: 3 }],
    });
  });

  it('looks at what operators did when the platform is named', async () => {
    await using folder = await given((store) => appendAudit(store.platform, [1, 2].map(fact)));
    const ran = await deskbell(['audit', 'verify', '--tenant', 'platform', '--data', folder.path]);
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringMatching(/\nplatform: the chain is intact: 2 entries, [^\n]+\n$/)]);
  });

  it('ends with 2 for a tenant that is not there, and with 1 where there is no data', async () => {
    await using folder = await given();
    const nobody = await deskbell(['audit', 'verify', '--tenant', 'nobody', '--data', folder.path]);
    expect([nobody.code, nobody.stdout, nobody.stderr]).toEqual([2, '', 'There is no tenant nobody.\n']);
    const nothing = await deskbell(['audit', 'verify', '--data', join(folder.path, 'none')]);
    expect([nothing.code, nothing.stdout]).toEqual([1, '']);
  });
});
