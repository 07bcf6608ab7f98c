#!/usr/bin/env node
// Run after changing dependencies: gives package-lock.json an entry for every optional package of every platform.
// npm leaves out those that the registry in use does not carry, and newer npms then refuse the lock file at `npm ci`.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = join(dirname(fileURLToPath(import.meta.url)), '..', 'package-lock.json');
const CPUS = ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'loong64', 'mips64el'];
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'win32', 'openharmony', 'netbsd', 'openbsd', 'aix', 'sunos'];

const lock = JSON.parse(readFileSync(file, 'utf8'));
const { '': root, ...packages } = lock.packages;
let added = 0;
for (const [path, about] of Object.entries({ ...packages })) {
  for (const [name, version] of Object.entries(about.optionalDependencies ?? {})) {
    if (packages[`${path}/node_modules/${name}`] || packages[`node_modules/${name}`]) continue;
    packages[`node_modules/${name}`] = entry(name, version, about.dev);
    added += 1;
  }
}
lock.packages = { '': root, ...Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1))) };
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stderr.write(`package-lock.json: ${added} entries added for other platforms.\n`);

/** What such a package's name says of the machines it is for. Without a checksum: this registry could not give one. */
function entry(name, version, dev) {
  const words = name.split(/[-/@.]/);
  const os = SYSTEMS.filter((one) => words.includes(one));
  const libc = words.some((one) => one.startsWith('musl'))
    ? ['musl']
    : words.some((one) => one.startsWith('gnu'))
      ? ['glibc']
      : [];
  return {
    version: version.replace(/^[\^~]/, ''),
    cpu: CPUS.filter((one) => words.includes(one)),
    ...(dev ? { dev: true } : {}),
    ...(libc.length > 0 ? { libc } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  };
}
