import { readFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** What each part may import, besides itself. `*` stands for packages and Node's own modules. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  contracts: ['zod'],
  'src/core': ['contracts', 'node:crypto', 'node:util', 'node:zlib', 'otpauth', 'zod'],
  'src/http': ['contracts', 'src/core', '*'],
  'src/workers': ['contracts', 'src/core'],
  'src/app': ['contracts', 'src/core', 'src/http', 'src/workers', 'adapters', 'config', '*'],
  'src/cli': ['contracts', 'src/core', 'src/app', 'adapters', 'config', 'sandbox', '*'],
  adapters: ['contracts', '*'],
  config: ['zod'],
  sandbox: ['contracts', 'src/core', 'src/http', 'src/app', 'config', '*'],
  web: ['contracts/api', '*'],
};
const PREFIX: Readonly<Record<string, string>> = {
  '#contracts/': 'contracts/',
  '#core/': 'src/core/',
  '#http/': 'src/http/',
  '#workers/': 'src/workers/',
  '#app/': 'src/app/',
  '#adapters/': 'adapters/',
  '#config/': 'config/',
  '#sandbox/': 'sandbox/',
  '#test/': 'test/',
};

const files = globSync(
  ['contracts/**/*.ts', 'src/**/*.ts', 'adapters/**/*.ts', 'config/**/*.ts', 'sandbox/**/*.ts', 'web/**/*.{ts,vue}'],
  {
    cwd: ROOT,
  },
).filter((file) => !/(^|\/)(dist|node_modules)\//.test(file));

describe('imports point inwards', () => {
  it('reads every source file', () => {
    expect(files.length).toBeGreaterThan(100);
  });

  it.each(Object.keys(MAY))('%s imports only what it may', (part) => {
    const wrong = files
      .filter((file) => partOf(file) === part)
      .flatMap((file) => importsOf(file).flatMap((name) => (allowed(part, file, name) ? [] : [`${file} imports ${name}`])));
    expect(wrong).toEqual([]);
  });

  it('no adapter imports a neighbour', () => {
    const wrong = files
      .filter((file) => file.startsWith('adapters/') && file.split('/').length > 2)
      .flatMap((file) =>
        importsOf(file)
          .map((name) => target(file, name))
          .filter((to) => to.startsWith('adapters/') && to.split('/')[1] !== file.split('/')[1])
          .map((to) => `${file} imports ${to}`),
      );
    expect(wrong).toEqual([]);
  });

  it('an emulator does not know the adapter that it tests', () => {
    expect(
      files
        .filter((file) => file.startsWith('sandbox/'))
        .flatMap((file) => importsOf(file).filter((name) => name.startsWith('#adapters/'))),
    ).toEqual([]);
  });

  it('only config reads the environment', () => {
    const readers = files.filter(
      (file) => !file.startsWith('config/') && readFileSync(join(ROOT, file), 'utf8').includes('process.env'),
    );
    expect(readers).toEqual([]);
  });
});

function partOf(file: string): string | undefined {
  return Object.keys(MAY).find((part) => file.startsWith(`${part}/`));
}

function importsOf(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const statements = source.matchAll(/^(?:import|export)\s(?:[^'";=]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm);
  return [...statements].map((match) => match[1] ?? match[2] ?? '');
}

/** The path in the project that an import names, or the name of a package. */
function target(file: string, name: string): string {
  const prefix = Object.keys(PREFIX).find((one) => name.startsWith(one));
  if (prefix) return (PREFIX[prefix] ?? '') + name.slice(prefix.length);
  return name.startsWith('.') ? join(file, '..', name) : name;
}

function allowed(part: string, file: string, name: string): boolean {
  const to = target(file, name);
  if (to.startsWith(`${part}/`)) return true;
  const inProject = partOf(to) !== undefined || to.startsWith('test/');
  const may = MAY[part] ?? [];
  if (!inProject) return may.includes('*') || may.includes(to);
  return may.some((one) => to.startsWith(`${one}/`));
}
