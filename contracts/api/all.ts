import * as signInRoutes from './sign-in.ts';
import * as accountRoutes from './account.ts';
import * as passkeysRoutes from './passkeys.ts';
import * as peopleRoutes from './people.ts';
import * as keysRoutes from './keys.ts';
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
  signInRoutes.signIn,
  signInRoutes.signOut,
  signInRoutes.askForReset,
  signInRoutes.lookAtLink,
  signInRoutes.acceptLink,
  accountRoutes.showMe,
  accountRoutes.listSessions,
  accountRoutes.endSession,
  accountRoutes.changePassword,
  accountRoutes.startSecondFactor,
  accountRoutes.turnSecondFactorOn,
  accountRoutes.turnSecondFactorOff,
  passkeysRoutes.askForPasskey,
  passkeysRoutes.signInWithPasskey,
  passkeysRoutes.listPasskeys,
  passkeysRoutes.startPasskey,
  passkeysRoutes.addPasskey,
  passkeysRoutes.removePasskey,
  peopleRoutes.listPeople,
  peopleRoutes.invitePerson,
  peopleRoutes.withdrawInvitation,
  peopleRoutes.changeRole,
  peopleRoutes.removePerson,
  keysRoutes.listKeys,
  keysRoutes.createKey,
  keysRoutes.revokeKey,
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
  signInRoutes.signInAsOperator,
  signInRoutes.signOutAsOperator,
  accountRoutes.showOperator,
  peopleRoutes.listOperators,
  peopleRoutes.inviteOperator,
  peopleRoutes.inviteOwner,
  listTenants,
  showReport,
  describeApi,
];
