/** Tells open pages that a conversation has changed; carries ids only, the page fetches what it shows. */
export interface Live {
  changed(tenantId: string, conversationId: string): void;
  /** Calls `told` until the returned function is called. */
  follow(tenantId: string, told: (conversationId: string) => void): () => void;
}

export function live(): Live {
  const followers = new Map<string, Set<(conversationId: string) => void>>();
  return {
    changed: (tenantId, conversationId) => {
      for (const told of followers.get(tenantId) ?? []) told(conversationId);
    },
    follow(tenantId, told) {
      const group = followers.get(tenantId) ?? new Set();
      followers.set(tenantId, group.add(told));
      return () => {
        group.delete(told);
        if (group.size === 0) followers.delete(tenantId);
      };
    },
  };
}
