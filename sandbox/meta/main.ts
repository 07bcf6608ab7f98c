import { runEmulator } from '#sandbox/shared/run.ts';
import { metaConfig } from './config.ts';
import { startMeta } from './emulator.ts';

await runEmulator(metaConfig, startMeta);
