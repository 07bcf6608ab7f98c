import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { subjects } from '#app/subjects.ts';
import { settingsShape } from '#config/schema.ts';

const ROOT = join(import.meta.dirname, '..');
const pages = globSync(['*.md', 'docs/**/*.md', 'adapters/*/README.md', 'sandbox/*/README.md'], { cwd: ROOT }).toSorted();
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const manifest = z
  .object({
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read('package.json')));
/** What npm can be told without `run`. */
const NPM_ITSELF = new Set(['ci', 'install', 'rebuild', 'run']);
const TOP = /^(?:contracts|src|adapters|config|sandbox|web|test|bench|bin|docs)\//;

describe('the pages', () => {
  it('are found', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/operations.md', 'docs/decisions/README.md']));
  });

  it.each(pages)('%s leads to files and headings that are there', (page) => {
    expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });

  it.each(pages)('%s names files that are there', (page) => {
    const missing = [...read(page).matchAll(/`([\w@.\-/*]+)`/g)]
      .map((match) => match[1] ?? '')
      .filter((name) => TOP.test(name) && globSync(name.replace(/\/$/, ''), { cwd: ROOT }).length === 0);
    expect(missing).toEqual([]);
  });

  it.each(pages)('%s names npm scripts that are there', (page) => {
    const named = [...commandsOf(page).matchAll(/\bnpm (run )?([\w:]+)/g)].map(([, run, name = '']) =>
      run ? name : NPM_ITSELF.has(name) ? '' : name,
    );
    expect(named.filter((name) => name !== '' && !(name in manifest.scripts))).toEqual([]);
  });

  it.each(pages)('%s names commands of the command line that are there', (page) => {
    const own = ['src/cli/program.ts', 'src/cli/set-up-commands.ts', 'sandbox/deskbell.ts'].map(read).join('\n');
    const known = [
      ...[...own.matchAll(/\.command\('(\w+)'\)/g)].map((match) => match[1]),
      ...subjects.flatMap(({ verbs = [] }) => verbs.map(({ words }) => words[0])),
    ];
    const named = [...commandsOf(page).matchAll(/(?:npx deskbell|npm run deskbell --) (\w+)/g)].map((match) => match[1]);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(pages)('%s names settings that are there', (page) => {
    const named = [...read(page).matchAll(/DESKBELL_[A-Z_]*[A-Z]/g)].map((match) => match[0]);
    expect(named.filter((name) => !(name in settingsShape.shape))).toEqual([]);
  });
});

it('npm scripts start files that are there', () => {
  const files = [...read('bin/run.mjs').matchAll(/\[\['((?:src|sandbox|bench|test)\/[\w/-]+\.ts)'/g)].map(
    (match) => match[1] ?? '',
  );
  expect(files.length).toBeGreaterThan(4);
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

it('says of every dependency why it is here', () => {
  const page = read('docs/decisions/dependencies.md');
  const all = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
  expect(all.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

it('lists every decision', () => {
  const index = read('docs/decisions/README.md');
  const decisions = globSync('docs/decisions/[0-9]*.md', { cwd: ROOT }).map((file) => file.split('/').at(-1) ?? '');
  expect(decisions.length).toBeGreaterThan(8);
  expect(decisions.filter((file) => !index.includes(`(${file})`))).toEqual([]);
});

/** What stands in code: blocks and spans. Prose may say "npm brings". */
function commandsOf(page: string): string {
  const text = read(page);
  const blocks = [...text.matchAll(/```\w*\n([\s\S]*?)```/g)].map((match) => match[1]);
  const spans = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1]);
  return [...blocks, ...spans].join('\n');
}

function linksOf(page: string): string[] {
  const prose = read(page).replaceAll(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '').filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, target))) return false;
  return heading === undefined || headingsOf(target).includes(heading);
}

/** As GitHub names them. */
function headingsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
