import { runEmulator } from '../shared/run.ts';
import { twilioSandbox } from './config.ts';
import { startTwilio } from './emulator.ts';

await runEmulator(twilioSandbox, startTwilio);
