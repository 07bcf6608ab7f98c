const MB = 1024 * 1024;

export function rssMb(_: undefined): number {
  return process.memoryUsage.rss() / MB;
}

/** Processor time since the start, of all threads. */
export function cpuMs(_: undefined): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export interface Memory {
  readonly rssMb: number;
  /** What is still reachable: heap and buffers after a full collection. */
  readonly heldMb: number;
}

/** Collects all garbage first, so it is asked for outside of what is timed: V8 optimizes anew after it. */
export function memory(_: undefined): Memory {
  const resident = rssMb(undefined);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return { rssMb: resident, heldMb: (heapUsed + external) / MB };
}
