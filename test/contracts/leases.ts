import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lease, Leases } from '#contracts/leases.ts';

export interface OpenLeases {
  /** Two competing holders, like two processes. */
  readonly here: Leases;
  readonly there: Leases;
  close(): Promise<void>;
}

const NEVER = new AbortController().signal;

/** The promises of every implementation of `Leases`. */
export function describeLeases({ name, open }: { readonly name: string; open(): Promise<OpenLeases> }): void {
  describe(`${name} as a giver of leases`, () => {
    let opened: OpenLeases;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it('gives a lease to one holder at a time', async () => {
      let holders = 0;
      let most = 0;
      await Promise.all(
        [opened.here, opened.there, opened.here, opened.there].map(async (leases) => {
          const lease = await leases.hold('consumers', NEVER);
          holders += 1;
          most = Math.max(most, holders);
          await new Promise((resolve) => setImmediate(resolve));
          holders -= 1;
          await lease[Symbol.asyncDispose]();
        }),
      );
      expect(most).toBe(1);
    });

    it('makes the next holder wait until the lease is released', async () => {
      const first = await opened.here.hold('consumers', NEVER);
      let second: Lease | undefined;
      const waiting = opened.there.hold('consumers', NEVER).then((lease) => (second = lease));
      const other = await opened.there.hold('timers', NEVER);
      expect(second).toBeUndefined();
      await first[Symbol.asyncDispose]();
      await waiting;
      expect(second?.lost.aborted).toBe(false);
      await other[Symbol.asyncDispose]();
    });

    it('reports that a lease is lost', async () => {
      const lease = await opened.here.hold('consumers', NEVER);
      expect(lease.lost.aborted).toBe(false);
      await lease[Symbol.asyncDispose]();
      await lease[Symbol.asyncDispose]();
      expect(lease.lost.aborted).toBe(true);
      expect((await opened.there.hold('consumers', NEVER)).lost.aborted).toBe(false);
    });

    it('stops waiting on abort, and then takes nothing', async () => {
      const first = await opened.here.hold('consumers', NEVER);
      const stop = new AbortController();
      const waiting = opened.there.hold('consumers', stop.signal);
      stop.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow('enough');
      await expect(opened.there.hold('timers', stop.signal)).rejects.toThrow('enough');
      await first[Symbol.asyncDispose]();
      const again = await vi.waitFor(() => opened.here.hold('consumers', NEVER));
      expect(again.lost.aborted).toBe(false);
    });

    it('accepts any name', async () => {
      for (const name of ['../x', 'a/b', 'CAPITALS', 'capitals', 'x'.repeat(300)]) {
        const lease = await opened.here.hold(name, NEVER);
        await lease[Symbol.asyncDispose]();
      }
    });
  });
}
