import { runEmulator } from '../shared/run.ts';
import { openAiSandbox } from './config.ts';
import { startOpenAi } from './emulator.ts';

await runEmulator(openAiSandbox, (config) => startOpenAi(config));
