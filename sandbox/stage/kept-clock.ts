import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { type SandboxClock, sandboxClock } from '../shared/clock.ts';
import { FileDamaged } from './file-damaged.ts';

const kept = z.object({ offsetMs: z.int().nonnegative() });

/** The sandbox's clock. Its offset is stored in a file, so that time never goes back, not even after a restart. */
export function keptClock(file: string): SandboxClock {
  const clock = sandboxClock(offsetIn(file));
  return {
    ...clock,
    moveTo(offsetMs) {
      if (offsetMs < clock.offset()) return false;
      // Stored first: a time that somebody has seen must survive a crash.
      writeFileSync(`${file}.new`, JSON.stringify({ offsetMs }), { mode: 0o600 });
      renameSync(`${file}.new`, file);
      return clock.moveTo(offsetMs);
    },
  };
}

function offsetIn(file: string): number {
  try {
    return kept.parse(JSON.parse(readFileSync(file, 'utf8'))).offsetMs;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw new FileDamaged(file);
  }
}
