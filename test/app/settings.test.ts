import { describe, expect, it } from 'vitest';
import { sentence } from '#app/sentence.ts';
import { portsOf } from '#config/ports.ts';
import { SettingsInvalid, settingsFrom } from '#config/load.ts';
import { run } from '#test/cli/run.ts';

function refusalOf(environment: Readonly<Record<string, string>>): string {
  try {
    settingsFrom(environment);
  } catch (error) {
    if (error instanceof SettingsInvalid) return sentence(error);
    throw error;
  }
  return '';
}

describe('the settings', () => {
  it('need none to be set, and look at none but their own', () => {
    expect(settingsFrom({ PATH: '/bin', PORT: 'nonsense', deskbell_port: '1' })).toMatchObject({
      DESKBELL_DATA: './data',
      DESKBELL_PORT: 7350,
      DESKBELL_WEBHOOK_HOST: '127.0.0.1',
    });
  });

  it('name both engines of production or none', () => {
    const mongo = { DESKBELL_MONGODB_URL: 'mongodb://db:27017/?replicaSet=rs' };
    const nats = { DESKBELL_NATS_URL: 'nats://bus:4222' };
    expect(settingsFrom({ ...mongo, ...nats })).toMatchObject({ ...mongo, ...nats, DESKBELL_MONGODB_DATABASE: 'deskbell' });
    expect(refusalOf(mongo)).toContain('DESKBELL_NATS_URL: is needed with DESKBELL_MONGODB_URL');
    expect(refusalOf(nats)).toContain('DESKBELL_MONGODB_URL: is needed with DESKBELL_NATS_URL');
    expect(refusalOf({ ...nats, DESKBELL_MONGODB_URL: 'postgres://db' })).toContain('DESKBELL_MONGODB_URL: must begin with');
  });

  it('give the master key in one way only, and repeat it in no refusal', () => {
    const key = Buffer.alloc(32, 200).toString('base64');
    expect(settingsFrom({ DESKBELL_MASTER_KEY: key })).toMatchObject({ DESKBELL_MASTER_KEY: key });
    expect(settingsFrom({ DESKBELL_MASTER_KEY: 'a1'.repeat(32) })).toMatchObject({ DESKBELL_MASTER_KEY: 'a1'.repeat(32) });
    const both = refusalOf({ DESKBELL_MASTER_KEY: key, DESKBELL_KEY_FILE: './master.key' });
    expect(both).toContain('DESKBELL_MASTER_KEY: cannot be set together with DESKBELL_KEY_FILE: keep one of the two');
    expect(both).not.toContain(key);
    for (const wrong of [
      'hunter2',
      key.slice(1),
      `${key}=`,
      ` ${key}`,
      key.replace('=', ''),
      'A1'.repeat(32),
      key.replaceAll('M', '-'),
    ]) {
      const refusal = refusalOf({ DESKBELL_MASTER_KEY: wrong });
      expect(refusal).toContain('DESKBELL_MASTER_KEY: must be 32 bytes in base64, as `openssl rand -base64 32` prints them');
      expect(refusal).not.toContain(wrong.trim());
    }
  });

  it('give an instance all roles, or those that they name', () => {
    expect(settingsFrom({}).DESKBELL_ROLES).toEqual(['api', 'worker', 'scheduler']);
    expect(settingsFrom({ DESKBELL_ROLES: ' worker, api ' }).DESKBELL_ROLES).toEqual(['api', 'worker']);
    for (const wrong of ['all,worker', 'worker,worker', 'cook', ','])
      expect(refusalOf({ DESKBELL_ROLES: wrong })).toContain('DESKBELL_ROLES: must be all, or some of api, worker, scheduler');
  });

  it('give every listener a port of its own, whichever of them is set alone', () => {
    const portsFrom = (environment: Readonly<Record<string, string>>) => Object.values(portsOf(settingsFrom(environment)));
    expect(portsFrom({})).toEqual([7350, 7351, 7352, 7353, 7354]);
    for (const base of ['7347', '7351', '8000', '65531'])
      expect(portsFrom({ DESKBELL_PORT: base })).toEqual([0, 1, 2, 3, 4].map((n) => Number(base) + n));
    expect(portsFrom({ DESKBELL_PORT: '0' })).toEqual([0, 0, 0, 0, 0]);
    expect(portsFrom({ DESKBELL_WEBHOOK_PORT: '443', DESKBELL_HEALTH_PORT: '9000' })).toEqual([7350, 443, 7352, 7353, 9000]);
    expect(refusalOf({ DESKBELL_PORT: '65532' })).toContain('DESKBELL_PORT: must be a whole number from 0 to 65531');
  });

  it.each([
    ['DESKBELL_WEBHOOK_PORT', '7350'],
    ['DESKBELL_WEBHOOK_PORT', '7354'],
    ['DESKBELL_HEALTH_PORT', '7351'],
    ['DESKBELL_HEALTH_PORT', '7350'],
  ])('refuse a port that another listener has (%s=%s)', (name, port) => {
    expect(refusalOf({ [name]: port })).toContain(`${name}: ${port} is also the port of`);
  });

  it('say everything that is wrong at once, each by its name', () => {
    const refusal = refusalOf({
      DESKBELL_PORT: 'many',
      DESKBELL_WEBHOOK_PORT: '70000',
      DESKBELL_DATA: '',
      DESKBELL_PUBLIC_URL: 'desk.example.com',
      DESKBELL_WEBHOOK_LIMIT: '5',
      DESKBELL_SEND_DEADLINE_MS: '-1',
      DESKBELL_LOG_LEVEL: 'loud',
      DESKBELL_PROT: '7350',
    });
    const named = refusal
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(':')[0]);
    expect(named.toSorted()).toEqual([
      'DESKBELL_DATA',
      'DESKBELL_LOG_LEVEL',
      'DESKBELL_PORT',
      'DESKBELL_PROT',
      'DESKBELL_PUBLIC_URL',
      'DESKBELL_SEND_DEADLINE_MS',
      'DESKBELL_WEBHOOK_LIMIT',
      'DESKBELL_WEBHOOK_PORT',
    ]);
    expect(refusal).toContain('DESKBELL_PROT: no such setting');
  });

  it.each(['ftp://desk.example.com', 'javascript:alert(1)', 'file:///etc/passwd'])('take no public address like %s', (url) => {
    expect(refusalOf({ DESKBELL_PUBLIC_URL: url })).toContain('DESKBELL_PUBLIC_URL');
  });

  it.each(['src/main.ts', 'sandbox/start.ts'])('that are wrong end %s with 1 and without a stack', async (program) => {
    const { code, stdout, stderr } = await run(program, [], { env: { DESKBELL_PROT: '7350', DESKBELL_PORT: 'many' } });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('DESKBELL_PROT: no such setting');
    expect(stderr).toContain('DESKBELL_PORT: ');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
