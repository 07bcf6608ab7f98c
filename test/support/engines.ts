import { afterAll, describe, it } from 'vitest';
import { findProduction } from './production.ts';

/** What a stage is opened with: settings of data that nobody else has. */
export type EngineSettings = () => Readonly<Record<string, string>>;

/** The same journeys on the embedded engine and on the engines of production. */
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
