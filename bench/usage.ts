export interface Usage {
  /** Processor time since the start, of all threads. */
  readonly cpuMs: number;
  readonly rssMb: number;
  /** What is still reachable: heap and buffers after a full collection. */
  readonly heldMb: number;
}

const MB = 1024 * 1024;

export function usage(_: undefined): Usage {
  const { user, system } = process.cpuUsage();
  const rssMb = process.memoryUsage.rss() / MB;
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return { cpuMs: (user + system) / 1000, rssMb, heldMb: (heapUsed + external) / MB };
}
