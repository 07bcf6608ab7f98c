import type { Bus } from '#contracts/bus.ts';
import type { Collection } from '#contracts/collection.ts';
import type { Files } from '#contracts/files.ts';
import type { Store } from '#contracts/store.ts';
import type { SetUpNeeds } from '#core/set-up/connect-number.ts';
import type { AccessWorld } from '#core/access/world.ts';
import { accountRoutes } from './api/account.ts';
import { activityRoutes } from './api/activity.ts';
import { bookingRoutes } from './api/bookings.ts';
import { cannedReplyRoutes } from './api/canned-replies.ts';
import { catalogueRoutes } from './api/catalogue.ts';
import { contactRoutes } from './api/contacts.ts';
import { type ConversationNeeds, conversationRoutes } from './api/conversations.ts';
import { fileRoutes } from './api/files.ts';
import { keyRoutes } from './api/keys.ts';
import { messageRoutes } from './api/messages.ts';
import { passkeyRoutes } from './api/passkeys.ts';
import { noteRoutes } from './api/notes.ts';
import { numberRoutes } from './api/numbers.ts';
import { peopleRoutes } from './api/people.ts';
import { type Report, platformRoutes } from './api/platform.ts';
import { searchRoutes } from './api/search.ts';
import { setUpRoutes } from './api/set-up.ts';
import { signInRoutes } from './api/sign-in.ts';
import { tenantRoutes } from './api/tenants.ts';
import type { SessionCookies } from './cookies.ts';
import type { Served } from '#contracts/api/served.ts';

export interface ProductNeeds extends ConversationNeeds {
  readonly store: Store;
  readonly files: Files;
  readonly bus: Bus;
  readonly collections: readonly Collection<any, any>[];
  readonly report: Report;
  readonly access: AccessWorld;
  readonly cookies: SessionCookies;
  readonly setUp: SetUpNeeds;
}

/** Every route of the product with its handler. `brought`: those of the subjects. */
export function productRoutes(needs: ProductNeeds, brought: readonly Served[] = []): readonly Served[] {
  const all: readonly Served[] = [
    ...signInRoutes(needs.access, needs.cookies),
    ...accountRoutes(needs.access, needs.store),
    ...passkeyRoutes(needs.access, needs.cookies),
    ...peopleRoutes(needs.access),
    ...keyRoutes(needs.access),
    ...tenantRoutes(needs.store),
    ...setUpRoutes(needs.setUp),
    ...numberRoutes(needs.setUp),
    ...catalogueRoutes(needs),
    ...conversationRoutes(needs),
    ...searchRoutes(needs),
    ...messageRoutes(needs),
    ...noteRoutes(needs),
    ...cannedReplyRoutes(needs.newId),
    ...contactRoutes(needs),
    ...bookingRoutes(needs.clock),
    ...activityRoutes(needs.clock),
    ...fileRoutes(needs.files),
    ...brought,
    ...platformRoutes(needs.report, () => all.map(({ route }) => route)),
  ];
  return all;
}
