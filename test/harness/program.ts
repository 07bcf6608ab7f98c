import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Wanted {
  /** Of the folder. */
  readonly name: string;
  readonly seed?: string | undefined;
  readonly json?: boolean;
  readonly keep?: boolean;
}

export interface Ground {
  /** Of this run alone. */
  readonly folder: string;
  readonly seed: string;
  /** Says how far it is, beside the report. */
  readonly tell: (line: string) => void;
}

export interface Outcome {
  readonly ok: boolean;
  readonly lines: readonly string[];
  /** The same for programs. */
  readonly report: object;
  /** What the checks looked at: kept beside the logs when one of them fails. */
  readonly evidence?: object;
}

/**
 * A run in a folder of its own: prints the report, and removes the folder unless a promise was broken, the run failed, or it is to be
 * kept. Resolves with whether every promise was kept.
 */
export async function program(
  { name, seed: asked, json, keep }: Wanted,
  run: (ground: Ground) => Promise<Outcome>,
): Promise<boolean> {
  const seed = asked ?? String(Date.now() % 1_000_000);
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  const folder = await mkdtemp(join(tmpdir(), `deskbell-${name}-`));
  let ok = false;
  try {
    const outcome = await run({ folder, seed, tell });
    ok = outcome.ok;
    if (outcome.evidence && (!ok || keep)) await writeFile(join(folder, 'evidence.json'), JSON.stringify(outcome.evidence));
    const verdict = ok ? 'Every promise was kept.' : 'A promise was broken.';
    const text = json ? JSON.stringify(outcome.report, null, 2) : ['', ...outcome.lines, '', verdict].join('\n');
    process.stdout.write(`${text}\n`);
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
  }
  if (ok && !keep) await rm(folder, { recursive: true, force: true });
  else tell(`seed ${seed}; the logs and data of this run are in ${folder}`);
  return ok;
}
