import { execFileSync } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { collections } from '#app/subjects.ts';
import { accounts } from '#contracts/records/tenancy.ts';
import { insert } from '#contracts/store.ts';
import { exportTenant } from '#core/privacy/export-tenant.ts';
import { onDisk } from '#test/adapters/sqlite-engine.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { givenPerson } from './given-person.ts';

it('is an archive that tar reads: documents, files, no secrets', async () => {
  const clock = testClock();
  await using folder = await temporaryFolder();
  await using out = await temporaryFolder();
  const subject = await onDisk.open(collections, clock);
  const world = await givenPerson(subject, clock, folder.path);
  const account = {
    id: 'a',
    senderId: 'sender-1',
    connectionId: 'a-secret-path',
    channel: 'test',
    sealedConfig: 'sealed-secret',
  };
  await world.tenant.commit([insert(accounts, account)]);
  const pieces = await Array.fromAsync(exportTenant({ ...world.needs, newId: countedIds() }, 'tenant-1', 'system'));
  await subject.close();

  const archive = join(out.path, 'export.tar');
  await writeFile(archive, Buffer.concat(pieces));
  execFileSync('tar', ['-xf', archive, '-C', out.path]);
  const read = (name: string) => readFile(join(out.path, name), 'utf8');
  expect(JSON.parse(await read('export.json'))).toEqual({ format: 1, tenantId: 'tenant-1', exportedAt: clock.now() });
  const lines = (await read('documents/messages.1.jsonl')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).id)).toHaveLength(6);
  const [file = ''] = (await readdir(join(out.path, 'files'))).filter((name) => !name.endsWith('.json'));
  expect(await read(`files/${file}`)).toBe('bytes of a picture');
  const documents = await readdir(join(out.path, 'documents'));
  const all = (await Promise.all(documents.map((name) => read(`documents/${name}`)))).join('');
  expect(documents).toEqual(
    expect.arrayContaining(['contacts.1.jsonl', 'inbound_log.1.jsonl', 'tenants.1.jsonl', 'accounts.1.jsonl']),
  );
  expect(documents.join(' ')).not.toMatch(/contact_keys|kept_answers/);
  expect(all).not.toMatch(/sealed-secret|a-secret-path|connection-1/);
});

it('has a way to every collection of a tenant', () => {
  for (const { indexes, tags, scope, name } of collections) {
    const first = Object.values(indexes as Readonly<Record<string, readonly string[]>>).map(([field]) => field);
    if (scope === 'tenant') expect([name, first.some((field) => field !== tags)]).toEqual([name, true]);
  }
});
