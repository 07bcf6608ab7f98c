import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolve } from '#app/token.ts';
import { STORE } from '#app/tokens.ts';
import { contacts } from '#contracts/records/people.ts';
import { insert } from '#contracts/store.ts';
import { appendAudit } from '#core/audit/append.ts';
import { givenApp } from '#test/http/given.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { deskbell } from './run.ts';

it('erases, exports, rotates and checks beside the running app', { timeout: 120_000 }, async () => {
  await using folder = await temporaryFolder();
  await using app = await givenApp({ folder: folder.path, settings: { DESKBELL_ROLES: 'api' } });
  const tenant = resolve(app.container, STORE).tenant('juniper');
  await tenant.commit([insert(contacts, { id: 'c', name: 'Ana', createdAt: 1 })]);
  await appendAudit(tenant, [{ id: 'e', kind: 'contact.erased', at: 1, about: { by: 'x' } }]);
  const ask = (...args: string[]) => deskbell([...args, '--data', folder.path]);
  const named = ['--tenant', 'juniper', '--contact', 'c'];

  expect((await ask('contact', 'erase')).code).toBe(2);
  expect((await ask('contact', 'erase', '--tenant', 'juniper', '--contact', 'nobody')).code).toBe(2);
  expect((await ask('contact', 'erase', ...named, '--dry-run')).stdout).toContain('would remove: 1 contacts.');
  expect(JSON.parse((await ask('contact', 'export', ...named)).stdout).documents.contacts).toHaveLength(1);
  expect((await ask('contact', 'erase', ...named)).code).toBe(0);
  expect(await tenant.get(contacts, 'c')).toBeUndefined();

  const out = join(folder.path, 'juniper.tar.gz');
  expect((await ask('tenant', 'export', '--tenant', 'juniper', '--out', out)).stdout).toContain('Wrote juniper');
  expect((await ask('tenant', 'export', '--tenant', 'juniper', '--out', out)).code).toBe(2);
  expect((await ask('tenant', 'export', '--tenant', 'nobody', '--out', `${out}2`)).code).toBe(2);

  const exported = await ask('audit', 'export', '--tenant', 'juniper');
  const checked = await deskbell(['audit', 'check', '-'], { input: exported.stdout });
  expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('juniper: the chain is intact from entry 1 to 1') });
  const forged = exported.stdout.replace('"by":"x"', '"by":"y"');
  expect((await deskbell(['audit', 'check', '-'], { input: forged })).code).toBe(1);
  expect((await deskbell(['audit', 'check', '-'], { input: 'nonsense' })).code).toBe(2);

  const rotated = await ask('keys', 'rotate');
  expect([rotated.code, rotated.stderr]).toEqual([0, '']);
  expect(rotated.stdout).toContain('The master key was replaced.');
});
