import { describeBus } from '#test/contracts/bus.ts';
import { describeExpiring } from '#test/contracts/expiring.ts';
import { describeLater } from '#test/contracts/later.ts';
import { describeStore } from '#test/contracts/store.ts';
import { inSimulation } from './memory-engine.ts';

// What the simulation runs on keeps the promises that the real engines keep.
describeStore(inSimulation);
describeBus(inSimulation);
describeLater(inSimulation);
describeExpiring(inSimulation);
