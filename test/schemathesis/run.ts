import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';
import { optionsOf } from '#app/options.ts';
import { sentence } from '#app/sentence.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { enteredAs } from '#sandbox/stage/entered.ts';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import { whole } from '#test/support/option-shapes.ts';

// `npm run schemathesis`: requests made of the API's own description, right and wrong ones, against a running sandbox.
const HELP = `npm run schemathesis -- [options]

Starts a temporary sandbox and lets Schemathesis send requests that it makes of the API's description, signed in as owner and as operator.
No answer may be a fault of the server (5xx) or be missing from the description. Schemathesis is installed into the temporary folder
once; where Python or the package cannot be had, the run is skipped and says so.

  --seconds <n>  how long (default 120)
  --seed <n>     repeats a run (default 1)
  --help         show this help

Exit code 0: every answer was as described, or the run was skipped. 1: one was not. 2: wrong option.
`;
const VERSION = '4.32.5';
const CHECKS = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance';
/** A live stream never ends, and the others would end the session that the run needs. */
const LEFT_OUT = '/live$|sign-out|/me/sessions|/me/password';
const run = promisify(execFile);
const options = z.object({ seconds: whole(5, 3_600).default(120), seed: whole(0, 1_000_000).default(1) });

async function main(): Promise<number> {
  const values = optionsOf(options, []);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const program = await installed();
  if (program === undefined) {
    process.stdout.write(`skipped: Schemathesis ${VERSION} cannot be installed: it needs python3 with venv and pip\n`);
    return 0;
  }
  await using stage = await temporaryStage();
  const { pagesUrl } = stage.app;
  const cookies = [await enteredAs(pagesUrl, 'owner'), await enteredAs(pagesUrl, 'operator')].join('; ');
  const args = ['run', `${pagesUrl}/api/openapi.json`, '-H', `Cookie: ${cookies}`, '--checks', CHECKS];
  const bounds = ['--max-time', `${values.seconds}`, '--request-timeout', '20', '--continue-on-failure', '--warnings', 'off'];
  const what = ['--exclude-path-regex', LEFT_OUT, '--phases', 'examples,coverage,fuzzing', '--seed', `${values.seed}`];
  const code = await ended(program, [...args, ...bounds, ...what], stage.folder);
  return code === 0 ? 0 : 1;
}

/** Installs it once for this machine. */
async function installed(): Promise<string | undefined> {
  const place = join(tmpdir(), `deskbell-schemathesis-${VERSION}`);
  const program = join(place, 'bin', 'schemathesis');
  if (existsSync(program)) return program;
  try {
    await run('python3', ['-m', 'venv', place]);
    await run(join(place, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
  } catch {
    return undefined;
  }
  return existsSync(program) ? program : undefined;
}

/** Shows what it says, with long lines cut: it repeats requests whole. */
function ended(program: string, args: readonly string[], cwd: string): Promise<number | null> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) process.stdout.write(`${line.slice(0, 300)}\n`);
  });
  return new Promise((resolve) => child.once('close', resolve));
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${sentence(error)}\n`);
    process.exit(error instanceof WrongUse ? 2 : 1);
  },
);
