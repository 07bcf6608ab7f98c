import { hash } from 'node:crypto';
import type { EpochMs } from '#contracts/clock.ts';
import { type Attempts, signInAttempts } from '#contracts/records/access.ts';
import { type PlatformStore, againWhenStale, put, remove } from '#contracts/store.ts';

/** What is slowed down: one account as seen from one address, or one address whatever it tries. */
export interface Slowed {
  readonly id: string;
  /** So many failures cost no time. */
  readonly free: number;
}

const SECOND = 1_000;
const LONGEST_WAIT = 60 * SECOND;
const TRIES = 10;
const FORGOTTEN_AFTER = 3_600 * SECOND;

/**
 * Nobody can lock somebody else out: what is counted belongs to an address, so the failures of one address never slow another one.
 * An address that everybody in a building shares has many free failures.
 */
export function slowedBy(email: string, address: string): readonly Slowed[] {
  return [
    { id: named('account', email, address), free: 5 },
    { id: named('address', address), free: 50 },
  ];
}

function named(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex');
}

/**
 * Counts an attempt before it is looked at, so that a thousand at once are not looked at together. Answers with the milliseconds to wait,
 * or 0.
 */
export async function admitted(platform: PlatformStore, all: readonly Slowed[], now: EpochMs): Promise<number> {
  const waits = await Promise.all(all.map((one) => counted(platform, one, now)));
  return Math.max(...waits);
}

/** Whoever comes with many others at once is sent away like somebody who comes too often. */
async function counted(platform: PlatformStore, { id, free }: Slowed, now: EpochMs): Promise<number> {
  for (let n = 0; n < TRIES; n += 1) {
    const was = await platform.get(signInAttempts, id);
    const known = was && was.value.expiresAt > now ? was.value : undefined;
    if (known && known.nextAt > now) return known.nextAt - now;
    const failed = (known?.failed ?? 0) + 1;
    const next: Attempts = { id, failed, nextAt: now + waitAfter(failed - free), expiresAt: now + FORGOTTEN_AFTER };
    if ((await platform.commit([put(signInAttempts, was, next)])).kind === 'committed') return 0;
  }
  return SECOND;
}

/** Doubles from a second to a minute. */
function waitAfter(tooMany: number): number {
  return tooMany <= 0 ? 0 : Math.min(LONGEST_WAIT, SECOND * 2 ** Math.min(tooMany - 1, 10));
}

/** It was the right password: what was counted before it is forgotten. The address keeps the failures of its other accounts. */
export function forgiven(platform: PlatformStore, [account, address]: readonly Slowed[]): Promise<unknown> {
  return Promise.all([account && dropped(platform, account.id), address && takenBack(platform, address.id)]);
}

function dropped(platform: PlatformStore, id: string): Promise<boolean> {
  return againWhenStale(async () => {
    const was = await platform.get(signInAttempts, id);
    if (!was) return true;
    return (await platform.commit([remove(signInAttempts, was)])).kind === 'committed' || ({ kind: 'stale' } as const);
  });
}

function takenBack(platform: PlatformStore, id: string): Promise<boolean> {
  return againWhenStale(async () => {
    const was = await platform.get(signInAttempts, id);
    if (!was) return true;
    const less = { ...was.value, failed: Math.max(0, was.value.failed - 1), nextAt: 0 };
    return (await platform.commit([put(signInAttempts, was, less)])).kind === 'committed' || ({ kind: 'stale' } as const);
  });
}
