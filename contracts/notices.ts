/** What changed, by ids only: whoever is interested reads it again. */
export interface Notice {
  readonly tenantId: string;
  readonly conversationId: string;
}

/**
 * Word from one process to all that work on the same data, itself included. It is not kept and may get lost: whoever misses
 * it is late, and loses nothing.
 */
export interface Notices {
  tell(notice: Notice): void;
  /** `undefined`: something may have been missed, so anything may have changed. The answer ends it. */
  hear(told: (notice: Notice | undefined) => void): () => void;
}
