import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collections } from '#app/subjects.ts';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { NOW } from '#test/core/booking/given.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { quietLog } from '#test/support/quiet.ts';
import { isKept } from '#test/harness/report.ts';
import { buyAll } from './buy.ts';
import { raceChecks } from './checks.ts';
import { openFor, SCENARIOS, type Scenario } from './scenario.ts';

const BUYERS = 60;

describe('a race for the same places over two connections to one file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deskbell-race-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each(SCENARIOS)('sells what there is, and tells the others why: $name', async (scenario) => {
    const checks = await race(scenario, false);
    expect(checks.filter(({ broken }) => broken.length > 0)).toEqual([]);
    expect(checks.every(({ of }) => of > 0)).toBe(true);
  });

  it.each(SCENARIOS)('catches who claims without looking at versions: $name', async (scenario) => {
    expect(isKept(await race(scenario, true))).toBe(false);
  });

  async function race(scenario: Scenario, naive: boolean) {
    const open = (name: string) =>
      openSqlite({ file: join(folder, 'race.db'), collections, clock: testClock(NOW), log: quietLog, newId: countedIds(name) });
    await using first = await open('a');
    await using second = await open('b');
    const stores = [first, second].map((engine) => engine.store.tenant(scenario.name));
    await openFor(stores[0]!, scenario);
    const half = BUYERS / 2;
    const told = await Promise.all(
      stores.map((store, n) => buyAll({ store, scenario, newId: countedIds(`shop${n}-`), naive }, n * half, (n + 1) * half)),
    );
    return raceChecks(stores[0]!, scenario, told.flat());
  }
});
