import { describe, expect, it } from 'vitest';
import { sentence } from '#app/sentence.ts';
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
