/** Says which conversation changed. It carries ids only; the receiver reads the data again. */
export interface Notice {
  readonly tenantId: string;
  readonly conversationId: string;
}

/**
 * Change notices from one process to all processes on the same data, itself included. A notice is not stored and may be lost;
 * a receiver that misses one shows the change later.
 */
export interface Notices {
  tell(notice: Notice): void;
  /** Calls `told` for each notice; with `undefined` if some may have been missed. Returns a function that unsubscribes. */
  hear(told: (notice: Notice | undefined) => void): () => void;
}
