/** Work that one process at a time may do: consumers and timers of an embedded store. */
export interface Leases {
  /** Waits until it is ours. Rejects only when `signal` aborts. The next in line follows within a second of a death. */
  hold(name: string, signal: AbortSignal): Promise<Lease>;
}

export interface Lease extends AsyncDisposable {
  /** Aborts when the lease is no longer ours: stop at once. */
  readonly lost: AbortSignal;
}
