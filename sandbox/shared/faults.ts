import { type Faults, faults } from '#contracts/api/phone.ts';
import type { SandboxFile } from './file.ts';
import type { Random } from './random.ts';

export interface FaultSwitches {
  now(): Faults;
  set(next: Faults): Promise<Faults>;
  /** Decides at random whether this fault happens now. */
  strikes(fault: Exclude<keyof Faults, 'delayMs'>): boolean;
}

/** Stored in the file, so that a restarted emulator keeps its faults. */
export function faultSwitches(file: SandboxFile, random: Random): FaultSwitches {
  let current = faults.parse(file.recall('faults') ?? {});
  return {
    now: () => current,
    async set(next) {
      await file.write(() => file.remember('faults', next));
      current = next;
      return current;
    },
    strikes: (fault) => current[fault] > 0 && random() < current[fault],
  };
}
