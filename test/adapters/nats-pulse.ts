import { type Pulse, systemPulse } from '#adapters/nats/pulse.ts';

/** Real time that can stand still for one instance, as for a process that is paused. */
export function stoppable(): Pulse & { stop(noticedMs?: number): void; go(): void } {
  let stoppedAt: number | undefined;
  const missed = new Set<() => void>();
  return {
    now: () => stoppedAt ?? systemPulse.now(),
    timer(ms, run) {
      const due = () => (stoppedAt === undefined ? run() : void missed.add(run));
      const cancel = systemPulse.timer(ms, due);
      return () => {
        missed.delete(run);
        cancel();
      };
    },
    /** `noticedMs`: so long seems to have passed to whoever looks meanwhile. */
    stop(noticedMs = 0) {
      stoppedAt = systemPulse.now() + noticedMs;
    },
    go() {
      stoppedAt = undefined;
      for (const run of missed) run();
      missed.clear();
    },
  };
}
