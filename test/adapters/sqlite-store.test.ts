import { describeStore } from '#test/contracts/store.ts';
import { inMemory, onDisk } from './sqlite-engine.ts';

describeStore(inMemory);
describeStore(onDisk);
