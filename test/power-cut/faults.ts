import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where fiu-run is: it makes calls of the C library fail, so a test can see what the store makes of a bad disk. */
const FIU_RUN = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'fiu-run'))
  .find(runnable);

/** Why the faults cannot be had here, if so: it stands in the names of the cases that are skipped. */
export const noFaults = FIU_RUN ? undefined : 'fiu-run is not installed (Debian: fiu-utils)';

export const SYNC_FAILS = ['posix/io/sync/fsync', 'posix/io/sync/fdatasync'];
/** Writes at a position: what a data file is written with, and nothing that Node itself needs. */
export const WRITE_FAILS = ['posix/io/rw/pwrite'];
export const NO_SPACE = 28;

export interface Fault {
  readonly points: readonly string[];
  /** 1 when absent: always. */
  readonly probability?: number;
  /** `errno` of the failed call. */
  readonly errno?: number;
}

export interface Answers {
  readonly committed: readonly string[];
  /** By id: code and whether it may have happened. */
  readonly failed: ReadonlyMap<string, string>;
  /** Why the store did not open. */
  readonly closed?: string;
}

/** Runs the committing child, under faults or without. */
export async function runChild(words: readonly string[], fault?: Fault): Promise<Answers> {
  const child = [process.execPath, join(import.meta.dirname, 'child.ts'), ...words];
  const [program = '', ...rest] = fault
    ? [FIU_RUN ?? '', '-x', ...fault.points.flatMap((point) => ['-c', command(point, fault)]), ...child]
    : child;
  const output = await new Promise<string>((resolve, reject) => {
    // The child ends by SIGKILL, which is no failure of it.
    execFile(program, rest, (error, stdout, stderr) => (stdout ? resolve(stdout) : reject(new Error(stderr, { cause: error }))));
  });
  const lines = output
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const closed = lines
    .find(([verb]) => verb === 'closed')
    ?.slice(1)
    .join(' ');
  return {
    committed: lines.filter(([verb]) => verb === 'committed').map(([, id = '']) => id),
    failed: new Map(lines.filter(([verb]) => verb === 'failed').map(([, id = '', ...why]) => [id, why.join(' ')])),
    ...(closed && { closed }),
  };
}

function command(point: string, { probability = 1, errno }: Fault): string {
  const info = errno === undefined ? '' : `,failinfo=${errno}`;
  return `enable_random name=${point},probability=${probability}${info}`;
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
