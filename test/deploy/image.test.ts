import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { execForm } from './dockerfile.ts';
import { type Image, isThere, machine, performed } from './steps.ts';

const ROOT = join(import.meta.dirname, '../..');
const PATIENCE = { timeout: 20_000, interval: 50 };
const NO_REGISTRY = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENOTCACHED|ETIMEDOUT/;
const run = promisify(execFile);

const opened = new AsyncDisposableStack();
let image: Image | undefined;
let missing = '';

beforeAll(async () => {
  const folder = opened.use(await temporaryFolder());
  image = await performed(ROOT, folder.path).catch((error: Error) => {
    if (!NO_REGISTRY.test(error.message)) throw error;
    missing = 'npm reaches no registry, and has not kept what it needs';
    return undefined;
  });
}, 300_000);
afterAll(() => opened.disposeAsync());

describe('what the steps of the Dockerfile make', () => {
  it('runs, says that it is ready, shows its pages, and stops when it is told to', async ({ skip }) => {
    if (!image) return skip(missing);
    const { workdir, environment, stage } = image;
    const before = globSync('**', { cwd: workdir }).length;
    const env = { ...machine(), ...environment, DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0', DESKBELL_HEALTH_PORT: '0' };
    const [program = '', ...args] = execForm(instruction('CMD'));
    const child = spawn(program, args, { cwd: workdir, env, stdio: ['ignore', 'pipe', 'inherit'] });
    await using _end = { [Symbol.asyncDispose]: async () => void child.kill('SIGKILL') };
    const ended = once(child, 'exit');
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await expect.poll(() => said, PATIENCE).toContain('Deskbell is running');

    const health = z.object({ health: z.url() }).parse(/health (?<health>http:\S+)/.exec(said)?.groups).health;
    const pages = z.object({ pages: z.url() }).parse(/pages (?<pages>http:\S+)/.exec(said)?.groups).pages;
    expect(await (await fetch(`${health}/health/ready`)).json()).toMatchObject({ ready: true });
    expect(await (await fetch(`${pages}/`)).text()).toContain('<div id="app"');

    const check = execForm(instruction('HEALTHCHECK'));
    const asked = { ...env, DESKBELL_HEALTH_PORT: new URL(health).port };
    await run(check[0] ?? '', check.slice(1), { cwd: workdir, env: asked });

    child.kill(stage.steps.find(({ keyword }) => keyword === 'STOPSIGNAL')?.text as NodeJS.Signals);
    expect(await ended).toEqual([0, null]);
    await expect(run(check[0] ?? '', check.slice(1), { cwd: workdir, env: asked })).rejects.toMatchObject({ code: 1 });
    // So that the container's own file system may be read only.
    expect(globSync('**', { cwd: workdir })).toHaveLength(before);
  });

  it('brings nothing that installs, builds or tests', ({ skip }) => {
    if (!image) return skip(missing);
    const { devDependencies } = z
      .object({ devDependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    const unwanted = ['vite', 'vitest', 'typescript', `node-${process.platform}-${process.arch}`];
    const left = unwanted.filter((name) => isThere(image as Image, `node_modules/${name}`));
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(['vite', 'vitest', 'typescript']));
    expect(left).toEqual([]);
    expect(['test', 'bench', 'docs', '.git', 'data', 'web/src'].filter((path) => isThere(image as Image, path))).toEqual([]);
  });

  it('has compiled every adapter, so that no setting finds a package missing', ({ skip }) => {
    if (!image) return skip(missing);
    expect(globSync('.compiled/*/*', { cwd: image.workdir }).length).toBeGreaterThan(200);
  });

  function instruction(keyword: string) {
    const found = image?.stage.steps.find((step) => step.keyword === keyword);
    if (!found) throw new Error(`the last stage has no ${keyword}`);
    return found;
  }
});
