import { describeBus } from '#test/contracts/bus.ts';
import { describeStore } from '#test/contracts/store.ts';
import { inSimulation } from './memory-engine.ts';

// What the simulation runs on keeps the promises that the real engines keep.
describeStore(inSimulation);
describeBus(inSimulation);
