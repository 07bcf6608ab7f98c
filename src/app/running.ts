import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const shape = z.object({
  pid: z.int().positive(),
  pagesUrl: z.url(),
  /** Lets the command line read the report: the file is for the owner of the data folder only. */
  key: z.string().default(''),
  /** Where providers reach the webhooks. */
  publicUrl: z.url().optional(),
  /** Where the sandbox emulates providers, by channel. */
  providers: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
export type Running = z.infer<typeof shape>;

/** The file in which the command line and another sandbox find the app that runs on a data folder. */
const fileIn = (folder: string): string => join(folder, 'running.json');

/** Announces the running app until disposed. */
export async function sayRunning(folder: string, app: Omit<Running, 'pid'>): Promise<AsyncDisposable> {
  await writeFile(fileIn(folder), JSON.stringify({ pid: process.pid, ...app } satisfies Running), { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(fileIn(folder), { force: true }) };
}

/** Adds to what this process announced. Does nothing if it announced nothing. */
export async function sayMore(folder: string, more: Pick<Running, 'providers'>): Promise<void> {
  const said = parsed(await readFile(fileIn(folder), 'utf8').catch(() => ''));
  if (said?.pid === process.pid) await writeFile(fileIn(folder), JSON.stringify({ ...said, ...more }), { mode: 0o600 });
}

/** The app announced last, if its process still exists: a killed process leaves its file behind. */
export async function runningOn(folder: string): Promise<Running | undefined> {
  const said = parsed(await readFile(fileIn(folder), 'utf8').catch(() => ''));
  return said && isAlive(said.pid) ? said : undefined;
}

function parsed(text: string): Running | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
