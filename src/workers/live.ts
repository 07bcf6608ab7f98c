import type { Live } from '#contracts/live.ts';
import type { Notices } from '#contracts/notices.ts';

/** Over the notices that all instances hear. */
export function live(notices: Notices): Live {
  return {
    changed: (tenantId, conversationId) => notices.tell({ tenantId, conversationId }),
    follow: (tenantId, told) =>
      notices.hear((notice) => {
        if (!notice || notice.tenantId === tenantId) told(notice?.conversationId);
      }),
  };
}
