/** A process with two children that only SIGKILL can end; one of them is stopped. Prints their pids. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endsWithUs } from './ends-with-us.ts';

const stubborn = `process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); setInterval(() => {}, 1000); console.log('up')`;
const family = [1, 2].map(() =>
  endsWithUs(spawn(process.execPath, ['-e', stubborn], { stdio: ['ignore', 'pipe', 'ignore'], detached: true })),
);
await Promise.all(family.map(({ stdout }) => once(stdout, 'data')));
family[1]?.kill('SIGSTOP');
process.stdout.write(`${JSON.stringify(family.map(({ pid }) => pid))}\n`);
