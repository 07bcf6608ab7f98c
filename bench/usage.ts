const MB = 1024 * 1024;

export function rssMb(_: undefined): number {
  return process.memoryUsage.rss() / MB;
}

/** CPU time since the start, of all threads. */
export function cpuMs(_: undefined): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export interface Memory {
  readonly rssMb: number;
  /** Memory still reachable: heap and buffers after a full garbage collection. */
  readonly heldMb: number;
}

/** Collects all garbage first. Call it outside of timed code, because V8 optimizes anew afterwards. */
export function memory(_: undefined): Memory {
  const resident = rssMb(undefined);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return { rssMb: resident, heldMb: (heapUsed + external) / MB };
}
