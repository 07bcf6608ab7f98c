#!/usr/bin/env node
// Starts everything else with the project's own Node, also on a machine with only an older Node and npm. Installs packages that
// are missing and builds pages that are missing or old, and says so on stderr.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const NEEDED = 26;
const ENDS_WITH_PARENT = pathToFileURL(join(root, 'bin', 'ends-with-parent.mjs')).href;
const vitest = ['node_modules/vitest/vitest.mjs', 'run'];

const commands = {
  start: { run: [['sandbox/start.ts']], pages: true },
  test: { run: [vitest], pages: true },
  check: {
    run: [
      ['node_modules/typescript-7/bin/tsc', '-p', '.'],
      ['node_modules/vue-tsc/bin/vue-tsc.js', '-p', 'web/tsconfig.json', '--noEmit'],
      ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
      ['node_modules/oxfmt/bin/oxfmt', '--check'],
      [...vitest, 'test/architecture.test.ts'],
    ],
  },
  demo: { run: [['sandbox/deskbell.ts', 'demo']] },
  bench: { run: [['bench/run.ts']] },
  race: { run: [['test/race/run.ts']] },
  crash: { run: [['test/crash/run.ts']] },
  simulation: { run: [['test/simulation/run.ts']] },
  fairness: { run: [['test/fairness/run.ts']] },
  chaos: { run: [['test/chaos/run.ts']] },
  replay: { run: [['test/replay/run.ts']] },
  schemathesis: { run: [['test/schemathesis/run.ts']] },
  understand: { run: [['test/understanding/run.ts']] },
  deskbell: { run: [['sandbox/deskbell.ts']] },
};

await main(process.argv[2], process.argv.slice(3));

async function main(name, args) {
  const names = Object.keys(commands).join(', ');
  const command = Object.hasOwn(commands, String(name)) ? commands[name] : undefined;
  if (name === '--help') return process.stdout.write(`node bin/run.mjs <command> [options]\n\nCommands: ${names}\n`);
  if (!command) return end(2, `run.mjs: name a command, one of ${names}.`);
  if (!installed()) install();
  const node = nodeToUse();
  if (command.pages && pagesAreOld()) build(node);
  for (const [at, step] of command.run.entries()) {
    const last = at === command.run.length - 1;
    const code = await run(node, last ? [...step, ...args] : step);
    if (code !== 0) return process.exit(code);
  }
}

function end(code, sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

/**
 * The Node binary from the package for this platform. npm has checked it against the checksum in package-lock.json, like every
 * package. No package runs a script when it is installed.
 */
function ownNode() {
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  return [`node-${platform}`, `node-bin-${platform}`]
    .map((name) => join(root, 'node_modules', name, 'bin', file))
    .find((path) => existsSync(path));
}

/**
 * Whether every package of the lock file is installed in its version. Optional ones may be missing: they are for other platforms.
 */
function installed() {
  if (ownNode() === undefined && major(process.version) < NEEDED) return false;
  const lock = packagesOf(join(root, 'package-lock.json'));
  const here = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (!lock || !here) return false;
  return Object.entries(lock).every(([path, wanted]) => {
    if (path === '' || here[path]?.version === wanted.version) return true;
    return here[path] === undefined && Boolean(wanted.optional || wanted.devOptional);
  });
}

/** `undefined` if the file is missing or incomplete; it is then installed again. */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function install() {
  process.stderr.write('deskbell: installing packages (npm ci) …\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.error) end(1, `deskbell: cannot start npm (${done.error.code}): install it; it comes with Node.`);
  if (done.status !== 0) end(1, 'deskbell: npm ci failed; its output is above.');
}

function nodeToUse() {
  const installed = ownNode();
  if (installed !== undefined) {
    const answer = spawnSync(installed, ['--version'], { encoding: 'utf8' });
    if (answer.status === 0 && major(answer.stdout) >= NEEDED) return installed;
  }
  if (major(process.version) >= NEEDED) return process.execPath;
  return end(
    1,
    `deskbell: Node ${NEEDED} is needed and this is ${process.version}. No package has Node ${NEEDED} for this platform (${process.platform} ${process.arch}), or optional packages were left out: install Node ${NEEDED}.`,
  );
}

function major(version) {
  return Number.parseInt(version.trim().replace(/^v/, ''), 10);
}

function pagesAreOld() {
  const built = join(root, 'web', 'dist', 'index.html');
  if (!existsSync(built)) return true;
  const since = statSync(built).mtimeMs;
  return [join(root, 'web'), join(root, 'contracts', 'api'), join(root, 'package-lock.json')].some((path) =>
    newerThan(path, since),
  );
}

function newerThan(path, since) {
  const about = statSync(path);
  if (!about.isDirectory()) return about.mtimeMs > since;
  return readdirSync(path).some((name) => name !== 'dist' && name !== 'node_modules' && newerThan(join(path, name), since));
}

function build(node) {
  process.stderr.write('deskbell: building the pages …\n');
  const done = spawnSync(node, ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (done.status !== 0) end(1, 'deskbell: the pages could not be built; the reason is above.');
}

/**
 * Signals are passed on, the child decides how to end, and this process exits with its code. Our own programs also notice if this
 * process is killed.
 */
function run(node, args) {
  const env = {
    // Caches compiled modules for all starts, which makes a start faster and saves memory.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
    ...process.env,
    PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`,
  };
  const ours = args[0].endsWith('.ts');
  const child = ours
    ? spawn(node, ['--import', ENDS_WITH_PARENT, ...args], { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env })
    : spawn(node, args, { cwd: root, stdio: 'inherit', env });
  const pass = (signal) => child.kill(signal);
  process.on('SIGTERM', pass);
  process.on('SIGINT', pass);
  return new Promise((resolve) => {
    child.on('error', ({ code }) => end(1, `deskbell: cannot start ${node} (${code}).`));
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', pass);
      process.off('SIGINT', pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}
