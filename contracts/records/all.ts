import type { Collection } from '../collection.ts';
import { dueEntries } from '../later.ts';
import { dayCounts } from './analytics.ts';
import { auditEntries, auditHeads } from './audit.ts';
import { agendas, bookings, tallies } from './booking.ts';
import { services, staff } from './catalog.ts';
import { crmTouches } from './crm.ts';
import { dialogues, turns } from './dialogue.ts';
import { conversations, dones, earlyReceipts, inboundLog, messages, providerMessages, unsettledSends } from './messaging.ts';
import { inboxCounts, inboxRows } from './inbox.ts';
import { contactKeys, contacts, identityRecords } from './people.ts';
import { connections, senders, strays, tenants, wrappedKeys, writeProbes } from './platform.ts';
import { accounts, memories, profiles } from './tenancy.ts';

/** Every declared collection. A store creates these and no others. */
export const collections: readonly Collection<any, any>[] = [
  tenants,
  connections,
  senders,
  strays,
  wrappedKeys,
  writeProbes,
  profiles,
  accounts,
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
  agendas,
  tallies,
  bookings,
  dialogues,
  turns,
  auditEntries,
  auditHeads,
  crmTouches,
  dayCounts,
  dueEntries,
];
