import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsShape } from '#config/schema.ts';
import { deskbell } from './run.ts';

const PAGE = join(import.meta.dirname, '../../docs/settings.md');

describe('deskbell settings', () => {
  it('shows every setting with its value, and whether somebody set it', async () => {
    const { code, stdout, stderr } = await deskbell(['settings'], { env: { DESKBELL_PORT: '8000', DESKBELL_DATA: '' } });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([...Object.keys(settingsShape.shape), '']);
    expect(stdout).toMatch(/^DESKBELL_PORT +8000 {2}\(set; default 7350\)$/m);
    expect(stdout).toMatch(/^DESKBELL_ROLES +all$/m);
    expect(stdout).toMatch(/^DESKBELL_DATA +\.\/data$/m);
    expect(stdout).toMatch(/^DESKBELL_NATS_URL +\(not set\)$/m);
  });

  it('says everything that is wrong at once, and ends with 1', async () => {
    const { code, stdout, stderr } = await deskbell(['settings'], {
      env: { DESKBELL_PROT: '1', DESKBELL_PORT: 'many', DESKBELL_MONGODB_URL: 'mongodb://db', DESKBELL_ROLES: 'cook' },
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^DESKBELL_PORT +many/m);
    expect(
      stderr
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.trim()),
    ).toEqual([
      'DESKBELL_PROT: no such setting',
      'DESKBELL_ROLES: must be all, or some of api, worker, scheduler separated by commas, each once',
      'DESKBELL_PORT: must be a whole number from 0 to 65531',
      'DESKBELL_NATS_URL: is needed with DESKBELL_MONGODB_URL',
    ]);
  });

  it('are also there as JSON, with the same secrets hidden', async () => {
    const env = { DESKBELL_PORT: 'many', DESKBELL_MONGODB_URL: 'mongodb://desk:hunter2@db', DESKBELL_NATS_URL: 'nats://bus' };
    const { code, stdout, stderr } = await deskbell(['settings', '--json'], { env });
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).not.toContain('hunter2');
    const { ok, settings, invalid } = JSON.parse(stdout);
    expect([ok, invalid]).toEqual([false, [{ name: 'DESKBELL_PORT', why: 'must be a whole number from 0 to 65531' }]]);
    expect(settings.map(({ name }: { name: string }) => name)).toEqual(Object.keys(settingsShape.shape));
    expect(settings).toContainEqual(expect.objectContaining({ name: 'DESKBELL_PORT', value: 'many', default: '7350' }));
    expect(settings).toContainEqual(expect.objectContaining({ name: 'DESKBELL_KEY_FILE', value: null, default: null }));
    expect(settings).toContainEqual(expect.objectContaining({ name: 'DESKBELL_MONGODB_URL', value: 'mongodb://***@db' }));
    expect((await deskbell(['settings', '--json'])).code).toBe(0);
  });

  it.each([
    ['a password', { DESKBELL_MONGODB_URL: 'mongodb://desk:hunter2@db:27017/?replicaSet=rs' }],
    ['a password that nobody encoded', { DESKBELL_MONGODB_URL: 'mongodb://desk:hunter2/@?hunter2@db:27017/?replicaSet=rs' }],
    ['a parameter', { DESKBELL_MONGODB_URL: 'mongodb://db/?replicaSet=rs&tlsCertificateKeyFilePassword=hunter2&w=1' }],
    ['one of many servers', { DESKBELL_NATS_URL: 'nats://one:4222,nats://hunter2@two:4222' }],
    ['a key', { DESKBELL_MASTER_KEY: `hunter2${'A'.repeat(36)}=` }],
    ['a key that is none', { DESKBELL_MASTER_KEY: 'hunter2' }],
    ['an address that is none', { DESKBELL_NATS_URL: 'desk:hunter2@db' }],
  ])('hides the secret in %s', async (_, env) => {
    const { stdout, stderr } = await deskbell(['settings'], { env });
    expect(stdout + stderr).not.toContain('hunter2');
    expect(stdout).toContain('***');
  });

  it('has written docs/settings.md (else write it again: npm run --silent deskbell -- settings --markdown > docs/settings.md)', async () => {
    const { code, stdout } = await deskbell(['settings', '--markdown']);
    expect(code).toBe(0);
    expect(readFileSync(PAGE, 'utf8')).toBe(stdout);
  });
});
