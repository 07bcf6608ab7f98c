import type { Collection } from '../collection.ts';
import { dueEntries } from '../later.ts';
import { dayCounts } from './analytics.ts';
import { auditEntries, auditHeads, platformAuditEntries, platformAuditHeads } from './audit.ts';
import { agendas, bookings, tallies } from './booking.ts';
import { catalogVersions, keptCatalogs, services, staff } from './catalog.ts';
import { crmTouches } from './crm.ts';
import { dialogues, turns } from './dialogue.ts';
import { conversations, dones, earlyReceipts, inboundLog, messages, providerMessages, unsettledSends } from './messaging.ts';
import { inboxCounts, inboxRows } from './inbox.ts';
import { contactKeys, contacts, identityRecords } from './people.ts';
import { addresses, connections, senders, strays, tenants, wrappedKeys, writeProbes } from './platform.ts';
import { numberClaims, numberSetUps } from './set-up.ts';
import { accountStates, accounts, memories, profiles, senderCurrents } from './tenancy.ts';

/** Every declared collection. A store creates these and no others. */
export const collections: readonly Collection<any, any>[] = [
  tenants,
  connections,
  senders,
  addresses,
  strays,
  wrappedKeys,
  writeProbes,
  numberClaims,
  numberSetUps,
  profiles,
  accounts,
  senderCurrents,
  accountStates,
  memories,
  contactKeys,
  contacts,
  identityRecords,
  inboundLog,
  conversations,
  inboxRows,
  inboxCounts,
  messages,
  unsettledSends,
  providerMessages,
  earlyReceipts,
  dones,
  services,
  staff,
  catalogVersions,
  keptCatalogs,
  agendas,
  tallies,
  bookings,
  dialogues,
  turns,
  auditEntries,
  auditHeads,
  platformAuditEntries,
  platformAuditHeads,
  crmTouches,
  dayCounts,
  dueEntries,
];
