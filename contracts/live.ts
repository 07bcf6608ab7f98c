/** Tells open pages on all instances that a conversation has changed. Carries ids only; the page fetches the data. */
export interface Live {
  changed(tenantId: string, conversationId: string): void;
  /** Calls `told` for each change until the returned function is called. Without an id, any conversation may have changed. */
  follow(tenantId: string, told: (conversationId?: string) => void): () => void;
}
