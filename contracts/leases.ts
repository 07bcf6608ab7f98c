/** Locks for work that one process at a time may do, such as the consumers and timers of an embedded store. */
export interface Leases {
  /**
   * Waits until the lease is free, then takes it. Rejects only when `signal` aborts, or with a StoreFailure when the store refuses
   * or is closed. After its holder dies, a lease is free within 1 second on an embedded store and 10 seconds on a server.
   */
  hold(name: string, signal: AbortSignal): Promise<Lease>;
}

export interface Lease extends AsyncDisposable {
  /** Aborts when the lease is lost. Stop the work at once. */
  readonly lost: AbortSignal;
}
