import type { Notices } from '#contracts/notices.ts';

/** Tells open pages, on whichever instance, that a conversation has changed; carries ids only, the page fetches what it shows. */
export interface Live {
  changed(tenantId: string, conversationId: string): void;
  /** Calls `told` until the returned function is called; without an id when any conversation may have changed. */
  follow(tenantId: string, told: (conversationId?: string) => void): () => void;
}

export function live(notices: Notices): Live {
  return {
    changed: (tenantId, conversationId) => notices.tell({ tenantId, conversationId }),
    follow: (tenantId, told) =>
      notices.hear((notice) => {
        if (!notice || notice.tenantId === tenantId) told(notice?.conversationId);
      }),
  };
}
