import type { Files } from '#contracts/files.ts';
import type { Store } from '#contracts/store.ts';
import { activityRoutes } from './api/activity.ts';
import { bookingRoutes } from './api/bookings.ts';
import { cannedReplyRoutes } from './api/canned-replies.ts';
import { type ConversationNeeds, conversationRoutes } from './api/conversations.ts';
import { fileRoutes } from './api/files.ts';
import { messageRoutes } from './api/messages.ts';
import { noteRoutes } from './api/notes.ts';
import { type Report, platformRoutes } from './api/platform.ts';
import { tenantRoutes } from './api/tenants.ts';
import type { Served } from './served.ts';

export interface ProductNeeds extends ConversationNeeds {
  readonly store: Store;
  readonly files: Files;
  readonly report: Report;
}

/** Every route of the product with its handler. */
export function productRoutes(needs: ProductNeeds): readonly Served[] {
  const all: readonly Served[] = [
    ...tenantRoutes(needs.store),
    ...conversationRoutes(needs),
    ...messageRoutes(needs),
    ...noteRoutes(needs),
    ...cannedReplyRoutes(needs.newId),
    ...bookingRoutes(needs.clock),
    ...activityRoutes(needs.clock),
    ...fileRoutes(needs.files),
    ...platformRoutes(needs.report, () => all.map(({ route }) => route)),
  ];
  return all;
}
