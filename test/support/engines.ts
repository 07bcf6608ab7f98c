import { afterAll, describe, it } from 'vitest';
import { findProduction } from './production.ts';

/** The settings of a stage: separate data. */
export type EngineSettings = () => Readonly<Record<string, string>>;

/** Runs the same journeys on the embedded engine and on the production engines. */
export async function onEachEngine(journeys: (settings: EngineSettings) => void): Promise<void> {
  describe('on the embedded engine', () => journeys(() => ({})));
  const production = await findProduction();
  if ('reason' in production) {
    describe('on MongoDB and NATS', () => it.skip(`journeys [skipped: ${production.reason}]`, () => {}));
    return;
  }
  describe(`on ${production.name}`, () => {
    afterAll(() => production[Symbol.asyncDispose]());
    journeys(production.settings);
  });
}
