import { describeBus } from '#test/contracts/bus.ts';
import { inMemory, onDisk } from './sqlite-engine.ts';

describeBus(inMemory);
describeBus(onDisk);
