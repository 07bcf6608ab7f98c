#!/usr/bin/env node
// Run after changing dependencies: gives package-lock.json an entry with a checksum for every optional package of every platform.
// npm leaves out the packages of other platforms, or their checksums, and newer versions of npm then refuse `npm ci`.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = join(dirname(fileURLToPath(import.meta.url)), '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { '': root, ...packages } = lock.packages;
let completed = 0;

for (const [path, about] of Object.entries({ '': root, ...packages }))
  for (const [name, range] of Object.entries(about.optionalDependencies ?? {})) {
    if (packages[`${path}/node_modules/${name}`] || packages[`node_modules/${name}`]) continue;
    packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      ...(about.dev ? { dev: true } : {}),
      optional: true,
    };
  }
for (const [path, about] of Object.entries(packages)) {
  if (about.integrity !== undefined || about.link) continue;
  const { version, name = path.split('node_modules/').at(-1) } = about;
  packages[path] = { version, ...published(name, version), ...about };
  completed += 1;
}
lock.packages = { '': root, ...Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1))) };
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stderr.write(`package-lock.json: ${completed} entries completed.\n`);

/** The registry's data about a package, in the form npm writes into the lock file. */
function published(name, version) {
  const fields = ['dist.integrity', 'os', 'cpu', 'libc', 'bin', 'license', 'engines'];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const asked = execFileSync(npm, ['view', `${name}@${version}`, ...fields, '--json'], { shell: process.platform === 'win32' });
  const { 'dist.integrity': integrity, os, cpu, libc, bin, license, engines } = JSON.parse(asked.toString());
  if (!String(integrity).startsWith('sha512-')) throw new Error(`the registry gives no SHA-512 checksum for ${name}@${version}`);
  const list = (value) => (value === undefined ? undefined : [value].flat());
  const all = { integrity, os: list(os), cpu: list(cpu), libc: list(libc), bin, license, engines };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
