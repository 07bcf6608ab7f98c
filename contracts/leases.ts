/** Work that one process at a time may do: consumers and timers of an embedded store. */
export interface Leases {
  /**
   * Waits until it is ours. Rejects only when `signal` aborts, or with a StoreFailure when the store refuses or is closed. The
   * next in line follows a death within a second on an embedded store, within ten on a server.
   */
  hold(name: string, signal: AbortSignal): Promise<Lease>;
}

export interface Lease extends AsyncDisposable {
  /** Aborts when the lease is no longer ours: stop at once. */
  readonly lost: AbortSignal;
}
