import { listUnsettled, showActivity } from './activity.ts';
import { listBookings } from './bookings.ts';
import {
  controlConversation,
  countConversations,
  followConversations,
  getConversation,
  listConversations,
  listMessages,
} from './conversations.ts';
import { getFile } from './files.ts';
import { describeApi, showReport } from './platform.ts';
import type { Route } from './route.ts';
import { listTenants } from './tenants.ts';

/** Every route of the product, in the order of its description. Those of the sandbox are not part of it. */
export const productRoutes: readonly Route[] = [
  listTenants,
  listConversations,
  getConversation,
  listMessages,
  controlConversation,
  countConversations,
  followConversations,
  listBookings,
  showActivity,
  listUnsettled,
  getFile,
  showReport,
  describeApi,
];
