// `npm run deskbell -- …`, `npx deskbell …` and `npm run demo`: the command line with the commands of the sandbox.
import type { Command } from 'commander';
import { runProgram } from '#cli/program.ts';

await runProgram(addDemo);

function addDemo(program: Command): void {
  program
    .command('demo')
    .description('Books, moves and cancels appointments on both simulated providers, and prints the conversations.')
    .option('--faults', 'turn on every fault of the emulators')
    .option('--json', 'print the result as JSON, without the conversations')
    .option('--data <dir>', 'keep the data in this folder instead of a temporary one')
    .option(
      '--engines <pair>',
      'embedded, or mongodb,nats: the servers of DESKBELL_MONGODB_URL and DESKBELL_NATS_URL, with a temporary database',
      'embedded',
    )
    .action(async (options: { faults?: boolean; json?: boolean; data?: string; engines: string }) =>
      (await import('./demo/command.ts')).demo(options),
    );
}
