import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { type Stage, type Step, environmentOf, execForm, stagesOf } from './dockerfile.ts';
import { ignored } from './ignore.ts';

const run = promisify(execFile);

export interface Image {
  /** What would be `/` in the container. */
  readonly root: string;
  readonly workdir: string;
  /** `ENV`, with its paths inside `root`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stage: Stage;
}

/**
 * Executes `COPY`, `WORKDIR` and `RUN` of a Dockerfile as a builder would, each stage in a folder that stands for its `/`.
 * Absolute paths become paths in that folder, the base image is this machine, and nobody's owner or rights are changed.
 */
export async function performed(context: string, folder: string): Promise<Image> {
  const keptOut = ignored(readFileSync(join(context, '.dockerignore'), 'utf8'));
  const done = new Map<string, Image>();
  for (const stage of stagesOf(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    const root = join(folder, stage.name);
    mkdirSync(root);
    const inside = (text: string) => text.replaceAll(/(?<=^|[\s=])\/(?=\w)/g, `${root}/`);
    const environment = Object.fromEntries(Object.entries(environmentOf(stage)).map(([name, value]) => [name, inside(value)]));
    let workdir = root;
    for (const step of stage.steps) {
      if (step.keyword === 'WORKDIR') mkdirSync((workdir = inside(step.text)), { recursive: true });
      if (step.keyword === 'COPY') copy(step, workdir, inside);
      if (step.keyword === 'RUN') await execute(inside(commandOf(step)), workdir, environment);
    }
    done.set(stage.name, { root, workdir, environment, stage });
  }
  const last = [...done.values()].at(-1);
  if (!last) throw new Error('the Dockerfile has no stage');
  return last;

  function copy({ flags, args }: Step, workdir: string, inside: (path: string) => string): void {
    const from = flags['from'];
    const source = from === undefined ? context : done.get(from)?.root;
    if (source === undefined) throw new Error(`there is no stage ${from}`);
    const target = (args.at(-1) ?? '').startsWith('/') ? inside(args.at(-1) ?? '') : join(workdir, args.at(-1) ?? '');
    for (const each of args.slice(0, -1)) {
      const path = join(source, each);
      if (from === undefined && keptOut(each)) throw new Error(`.dockerignore keeps ${each} out`);
      // A folder's content goes into the target, a file goes to it or, with a slash at its end, into it.
      const to = statSync(path).isDirectory() || !target.endsWith('/') ? target : join(target, basename(each));
      mkdirSync(dirname(to), { recursive: true });
      cpSync(path, to, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (one) => from !== undefined || !keptOut(relative(context, one)),
      });
    }
  }
}

/** The words of an exec form need no quotes here. */
function commandOf(step: Step): string {
  return step.text.startsWith('[') ? execForm(step).join(' ') : step.text;
}

async function execute(command: string, cwd: string, environment: Readonly<Record<string, string>>): Promise<void> {
  await run('sh', ['-ec', command], { cwd, env: { ...machine(), ...environment }, maxBuffer: 10_000_000 });
}

/** This machine as a base image: the Node of the project first. No settings of ours, and npm asks nobody for what it has. */
export function machine(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(DESKBELL_|NODE_|VITEST)/.test(name));
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  return { ...Object.fromEntries(own), PATH: path, npm_config_prefer_offline: 'true' };
}

export function isThere(image: Image, path: string): boolean {
  return existsSync(join(image.workdir, path));
}
