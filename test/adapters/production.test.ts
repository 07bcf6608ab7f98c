import { afterAll, describe, it } from 'vitest';
import { describeBus } from '#test/contracts/bus.ts';
import { findProduction } from '#test/support/production.ts';
import { productionEngine } from './production-engine.ts';

const production = await findProduction();

if ('reason' in production)
  describe('mongodb and nats as a bus', () => it.skip(`keep their promises [skipped: ${production.reason}]`, () => {}));
else {
  afterAll(() => production[Symbol.asyncDispose]());
  describeBus(productionEngine(production.name, production.mongo, production.natsUrl));
}
