import { type ChildProcess, spawn } from 'node:child_process';

/** Reads `+ pid` and `- pid` until its input ends, which happens when this process ends. Then it kills the remaining pids. */
const GUARD = `
pids=' '
while read -r sign pid; do
  case $sign in
    +) pids="$pids$pid " ;;
    -) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
  esac
done
[ "$pids" = ' ' ] || kill -9 $pids 2>/dev/null
`;

let tell: ((line: string) => void) | undefined;

/**
 * Kills the child (SIGKILL) when this process ends, in whatever way. Standard input alone is not enough: a child that is stopped
 * by SIGSTOP, does not read, or waits for a server does not notice its end.
 */
export function endsWithUs<C extends ChildProcess>(child: C): C {
  if (child.pid === undefined) return child;
  const said = (tell ??= guard());
  said(`+ ${child.pid}`);
  child.once('exit', () => said(`- ${child.pid}`));
  return child;
}

/** Its own session, so that Ctrl+C in a terminal does not end the guard first. */
function guard(): (line: string) => void {
  const shell = spawn('sh', ['-c', GUARD], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.unref();
  const { stdin } = shell;
  stdin.on('error', () => {});
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return (line) => void stdin.write(`${line}\n`);
}
