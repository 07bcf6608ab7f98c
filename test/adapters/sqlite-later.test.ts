import { describeExpiring } from '#test/contracts/expiring.ts';
import { describeLater } from '#test/contracts/later.ts';
import { inMemory, onDisk } from './sqlite-engine.ts';

describeLater(inMemory);
describeLater(onDisk);
describeExpiring(inMemory);
