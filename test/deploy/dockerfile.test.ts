import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { portsOf } from '#config/ports.ts';
import { settingsFrom } from '#config/load.ts';
import { settingsShape } from '#config/schema.ts';
import { environmentOf, execForm, stagesOf } from './dockerfile.ts';
import { ignored } from './ignore.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const stages = stagesOf(read('Dockerfile'));
const last = stages.at(-1);
if (!last) throw new Error('the Dockerfile has no stage');
const stepsOf = (keyword: string) => last.steps.filter((step) => step.keyword === keyword);
const manifest = z.object({ optionalDependencies: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));

describe('the Dockerfile', () => {
  it('passes the lint', () => {
    expect(validate(read('Dockerfile')).map(({ message, range }) => [range.start.line + 1, message])).toEqual([]);
  });

  it('stands on the Node that the project is tested with', () => {
    const versions = new Set(Object.values(manifest.optionalDependencies).map((version) => `node:${version}-slim`));
    expect(versions.size).toBe(1);
    expect(new Set(stages.map(({ image }) => image))).toEqual(versions);
  });

  it('ends without root, and without what installs packages', () => {
    expect(stepsOf('USER').at(-1)?.text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const [removed] = stepsOf('RUN');
    for (const path of ['/usr/local/lib/node_modules', '/usr/local/bin/npm', '/usr/local/bin/npx'])
      expect(removed?.args).toContain(path);
    expect(last.steps.flatMap(({ text }) => text.match(/\b(?:npm (?:ci|install)|apt-get|apk|curl|wget)\b/g) ?? [])).toEqual([]);
  });

  it('installs what the lock file says, and lets no package run a script', () => {
    const installing = stages.flatMap(({ steps }) => steps.filter(({ text }) => text.startsWith('npm ')));
    expect(installing).toHaveLength(2);
    for (const { text } of installing) expect(text).toMatch(/^npm ci .*--ignore-scripts/);
    expect(installing[1]?.text).toContain('--omit=dev --omit=optional');
  });

  it('keeps the data in a volume of the user', () => {
    const user = stepsOf('USER').at(-1)?.text;
    expect(stepsOf('VOLUME').map(({ text }) => text)).toEqual(['/data']);
    expect(stepsOf('COPY').find(({ args }) => args.at(-1) === '/data')?.flags).toMatchObject({ chown: user, chmod: '700' });
    // Only before its declaration does the volume take over what a step makes.
    const order = last.steps.map(({ keyword, args }) => `${keyword} ${args.at(-1)}`);
    expect(order.indexOf('COPY /data')).toBeLessThan(order.indexOf('VOLUME /data'));
  });

  it('compiles as the user who runs it: Node looks into no other’s cache', () => {
    const compiled = environmentOf(last)['NODE_COMPILE_CACHE'] ?? '';
    const order = last.steps.map(({ keyword, text }) => `${keyword} ${text}`);
    expect(order.indexOf('RUN ["node", "deploy/compile.mjs"]')).toBeGreaterThan(
      order.findIndex((one) => one.startsWith('USER ')),
    );
    expect(stepsOf('COPY').find(({ args }) => compiled.endsWith(`/${args.at(-1)}`))?.flags).toMatchObject({
      chown: stepsOf('USER').at(-1)?.text,
    });
  });

  it('has settings that are there, so that webhooks and health are reached from outside', () => {
    const said = Object.fromEntries(Object.entries(environmentOf(last)).filter(([name]) => name.startsWith('DESKBELL_')));
    const settings = settingsFrom(said);
    expect(settings).toMatchObject({ DESKBELL_DATA: '/data', DESKBELL_WEBHOOK_HOST: '0.0.0.0', DESKBELL_HEALTH_HOST: '0.0.0.0' });
    const { webhooks, health } = portsOf(settings);
    expect(stepsOf('EXPOSE').flatMap(({ args }) => args)).toEqual([webhooks, health].map(String));
  });

  it('is stopped by a signal that reaches Node itself', () => {
    expect(stepsOf('STOPSIGNAL').map(({ text }) => text)).toEqual(['SIGTERM']);
    expect(stepsOf('CMD').map(execForm)).toEqual([['node', 'src/main.ts']]);
    expect(stepsOf('ENTRYPOINT')).toEqual([]);
    expect(stepsOf('HEALTHCHECK').map(execForm)).toEqual([['node', 'deploy/healthy.mjs', 'live']]);
  });

  it('is kept from what is nobody else’s business', () => {
    const out = ignored(read('.dockerignore'));
    for (const path of [
      'data/master.key',
      '.env',
      '.git/config',
      'node_modules/koa/package.json',
      'my-tenant.ts',
      'web/dist/index.html',
      'test/docs.test.ts',
    ])
      expect([path, out(path)]).toEqual([path, true]);
    for (const path of ['src/main.ts', 'web/index.html', 'package-lock.json', 'deploy/healthy.mjs'])
      expect([path, out(path)]).toEqual([path, false]);
  });

  it('asks for health where it is unless a setting moves it', () => {
    const { DESKBELL_PORT } = settingsShape.parse({});
    expect(read('deploy/healthy.mjs')).toContain(`DESKBELL_PORT || ${DESKBELL_PORT}) + 4`);
  });
});
