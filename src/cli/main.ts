// The command line without the sandbox, as in a container.
import { runProgram } from './program.ts';

await runProgram();
