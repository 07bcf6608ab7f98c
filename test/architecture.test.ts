import { readFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { collections } from '#app/subjects.ts';

const ROOT = join(import.meta.dirname, '..');

/** What each part may import, besides itself. `*` stands for packages and Node's own modules. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  contracts: ['zod'],
  'src/core': ['contracts', 'node:crypto', 'node:util', 'node:zlib', 'otpauth', 'zod'],
  'src/http': ['contracts', 'src/core', '*'],
  'src/workers': ['contracts', 'src/core'],
  'src/app': ['contracts', 'src/core', 'src/http', 'src/workers', 'adapters', 'config', '*'],
  'src/cli': ['contracts', 'src/core', 'src/app', 'adapters', 'config', '*'],
  adapters: ['contracts', '*'],
  config: ['zod'],
  sandbox: ['contracts', 'src/core', 'src/http', 'src/app', 'src/cli', 'config', '*'],
  web: ['contracts/api', '*'],
};
const PREFIX: Readonly<Record<string, string>> = {
  '#contracts/': 'contracts/',
  '#core/': 'src/core/',
  '#http/': 'src/http/',
  '#workers/': 'src/workers/',
  '#app/': 'src/app/',
  '#cli/': 'src/cli/',
  '#adapters/': 'adapters/',
  '#config/': 'config/',
  '#sandbox/': 'sandbox/',
  '#test/': 'test/',
};

/** Folders of core that belong to no subject: all of them may be used by every subject, and they use only each other. */
const ROOMS: readonly string[] = ['batches', 'calls', 'ids', 'texts', 'walking'];

/** Subjects of core, and which others each may use. No circle: a subject can be read after those that it uses. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  access: [],
  analytics: ['booking'],
  arrivals: [],
  assistant: ['understanding'],
  audit: ['tenancy'],
  booking: ['catalog'],
  catalog: [],
  copying: ['tenancy'],
  crm: [],
  dialogue: ['assistant', 'catalog', 'inbox', 'messaging', 'tenancy', 'understanding'],
  inbox: [],
  messaging: ['inbox', 'people'],
  people: [],
  privacy: ['arrivals', 'messaging', 'tenancy'],
  replay: ['dialogue', 'messaging'],
  search: ['tenancy'],
  'set-up': ['messaging', 'tenancy'],
  tenancy: [],
  understanding: [],
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

describe('subjects of core', () => {
  const inCore = files.filter((file) => file.startsWith('src/core/'));
  const arrows = inCore.flatMap((file) =>
    importsOf(file)
      .map((name) => target(file, name))
      .filter((to) => to.startsWith('src/core/') && folderOf(to) !== folderOf(file))
      .map((to) => ({ file, from: folderOf(file), to: folderOf(to) })),
  );

  it('each have a folder, and nothing lies outside of one', () => {
    expect(inCore.filter((file) => file.split('/').length < 4)).toEqual([]);
    expect(new Set(inCore.map(folderOf))).toEqual(new Set([...ROOMS, ...Object.keys(ARROWS)]));
  });

  it('use only the subjects that they may', () => {
    const wrong = arrows.filter(
      ({ from, to }) => !(ROOMS.includes(to) || (ROOMS.includes(from) ? [] : (ARROWS[from] ?? [])).includes(to)),
    );
    expect(wrong.map(({ file, to }) => `${file} uses ${to}`)).toEqual([]);
  });

  it('have no arrow that nothing needs', () => {
    const used = new Set(arrows.map(({ from, to }) => `${from} → ${to}`));
    const listed = Object.entries(ARROWS).flatMap(([from, to]) => to.map((one) => `${from} → ${one}`));
    expect(listed.filter((arrow) => !used.has(arrow))).toEqual([]);
  });

  it('use one another in one direction', () => {
    const after = (from: string, seen: readonly string[]): readonly string[] =>
      seen.includes(from) ? [[...seen, from].join(' → ')] : (ARROWS[from] ?? []).flatMap((to) => after(to, [...seen, from]));
    expect(Object.keys(ARROWS).flatMap((subject) => after(subject, []))).toEqual([]);
  });

  it('declare every collection: it is in one subject, or in what the app adds for all', () => {
    const declarations = [...globSync('contracts/**/*.ts', { cwd: ROOT })].flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^export const (\w+) = defineCollection\(\{\s*name: '(\w+)'/gm)].map(
        ([, , name = '']) => name,
      ),
    );
    expect(declarations.length).toBeGreaterThan(35);
    expect(collections.map(({ name }) => name).toSorted()).toEqual(declarations.toSorted());
  });

  it('say of every collection how it concerns a contact, so that erasing one finds everything', () => {
    expect(collections.filter(({ ofContact }) => ofContact === undefined).map(({ name }) => name)).toEqual([]);
    const FIRST: Readonly<Record<string, string>> = {
      contact: 'contactId',
      conversation: 'conversationId',
      customer: 'customers',
    };
    const wrong = collections.filter(({ ofContact: how, indexes }) => {
      if (how?.kind !== 'index') return false;
      return indexes[how.by]?.[0] !== FIRST[how.equals];
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('say nothing of a contact where the shape names one', () => {
    const silent = collections.filter(({ ofContact }) => ofContact?.kind === 'none');
    const named = silent.filter(({ shape }) =>
      /"(contactId|conversationId|messageId|phone)"/.test(
        JSON.stringify(z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' })),
      ),
    );
    // The audit log holds ids for good, and an erasing the kinds of the identities that it still looks for.
    expect(named.map(({ name }) => name)).toEqual(['audit_entries', 'platform_audit_entries', 'erasures']);
  });

  it('are listed once each where the app collects them, and nowhere else', () => {
    const declared = inCore.filter((file) => file.endsWith('/subject.ts'));
    expect(declared.length).toBeGreaterThan(5);
    const importers = declared.map((subject) => [
      subject,
      ...files.filter((file) => importsOf(file).some((name) => target(file, name) === subject)),
    ]);
    expect(importers).toEqual(declared.map((subject) => [subject, 'src/app/subjects.ts']));
  });
});

function folderOf(file: string): string {
  return file.split('/')[2] ?? '';
}

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
