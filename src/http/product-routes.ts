import type { Files } from '#contracts/files.ts';
import type { Store } from '#contracts/store.ts';
import type { SetUpNeeds } from '#core/set-up/connect-number.ts';
import { activityRoutes } from './api/activity.ts';
import { bookingRoutes } from './api/bookings.ts';
import { catalogueRoutes } from './api/catalogue.ts';
import { type ConversationNeeds, conversationRoutes } from './api/conversations.ts';
import { fileRoutes } from './api/files.ts';
import { numberRoutes } from './api/numbers.ts';
import { type Report, platformRoutes } from './api/platform.ts';
import { setUpRoutes } from './api/set-up.ts';
import { tenantRoutes } from './api/tenants.ts';
import type { Served } from './served.ts';

export interface ProductNeeds extends ConversationNeeds {
  readonly store: Store;
  readonly files: Files;
  readonly report: Report;
  readonly setUp: SetUpNeeds;
}

/** Every route of the product with its handler. */
export function productRoutes(needs: ProductNeeds): readonly Served[] {
  const all: readonly Served[] = [
    ...tenantRoutes(needs.store),
    ...setUpRoutes(needs.setUp),
    ...numberRoutes(needs.setUp),
    ...catalogueRoutes(needs),
    ...conversationRoutes(needs),
    ...bookingRoutes(needs.clock),
    ...activityRoutes(needs.clock),
    ...fileRoutes(needs.files),
    ...platformRoutes(needs.report, () => all.map(({ route }) => route)),
  ];
  return all;
}
