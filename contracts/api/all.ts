import * as access from './access.ts';
import { listAudit, listUnsettled, showActivity } from './activity.ts';
import { listBookings } from './bookings.ts';
import { changeCannedReply, createCannedReply, deleteCannedReply, listCannedReplies } from './canned-replies.ts';
import {
  controlConversation,
  countConversations,
  followConversations,
  getConversation,
  listConversations,
  listMessages,
} from './conversations.ts';
import { catalogueRoutes } from './catalogue.ts';
import { contactRoutes } from './contacts.ts';
import { getFile } from './files.ts';
import { cancelMessage, sendMessage } from './messages.ts';
import { deleteNote, listNotes, writeNote } from './notes.ts';
import { numberRoutes } from './numbers.ts';
import { describeApi, showReport } from './platform.ts';
import type { Route } from './route.ts';
import { searchConversations } from './search.ts';
import { setUpRoutes } from './set-up.ts';
import { listTenants } from './tenants.ts';

/** Every route of the product, in the order of its description. Those of the sandbox are not part of it. */
export const productRoutes: readonly Route[] = [
  access.signIn,
  access.signOut,
  access.askForReset,
  access.lookAtLink,
  access.acceptLink,
  access.showMe,
  access.listSessions,
  access.endSession,
  access.changePassword,
  access.startSecondFactor,
  access.turnSecondFactorOn,
  access.turnSecondFactorOff,
  access.askForPasskey,
  access.signInWithPasskey,
  access.listPasskeys,
  access.startPasskey,
  access.addPasskey,
  access.removePasskey,
  access.listPeople,
  access.invitePerson,
  access.withdrawInvitation,
  access.changeRole,
  access.removePerson,
  access.listKeys,
  access.createKey,
  access.revokeKey,
  ...setUpRoutes,
  ...numberRoutes,
  ...catalogueRoutes,
  listConversations,
  searchConversations,
  getConversation,
  listMessages,
  sendMessage,
  cancelMessage,
  controlConversation,
  listNotes,
  writeNote,
  deleteNote,
  countConversations,
  followConversations,
  listCannedReplies,
  createCannedReply,
  changeCannedReply,
  deleteCannedReply,
  ...contactRoutes,
  listBookings,
  showActivity,
  listAudit,
  listUnsettled,
  getFile,
  access.signInAsOperator,
  access.signOutAsOperator,
  access.showOperator,
  access.listOperators,
  access.inviteOperator,
  access.inviteOwner,
  listTenants,
  showReport,
  describeApi,
];
