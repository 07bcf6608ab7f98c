import type { Document } from '#contracts/collection.ts';
import { agendas, bookings, type Agenda, type Booking } from '#contracts/records/booking.ts';
import { turns } from '#contracts/records/dialogue.ts';
import {
  conversations,
  messages,
  unsettledSends,
  type Conversation,
  type InboundMessage,
  type OutboundMessage,
} from '#contracts/records/messaging.ts';
import { identityRecords, type Identity } from '#contracts/records/people.ts';
import { strays } from '#contracts/records/platform.ts';
import type { Declared } from '#contracts/store-rules/document.ts';
import type { z } from 'zod';
import { type Decided, decidedOf } from '#core/dialogue/record.ts';
import { decoded, type Disk } from './disk.ts';
import { TENANT, type Aftermath } from './world.ts';
import type { turn } from '#contracts/records/dialogue.ts';

export type Turn = z.infer<typeof turn> & Pick<Decided, 'inputs' | 'effects'>;

/** All that is left of a seed, read from what was committed. */
export interface Evidence extends Aftermath {
  readonly inbound: readonly InboundMessage[];
  readonly outbound: readonly OutboundMessage[];
  readonly conversations: readonly Conversation[];
  readonly identities: readonly Identity[];
  readonly turns: readonly Turn[];
  readonly bookings: readonly Booking[];
  readonly agendas: readonly Agenda[];
  readonly unsettled: readonly string[];
  readonly strays: number;
  /** Number of the commit that a document came with. */
  born(collection: Declared, id: string): number;
  /** Customers of whom something was parked on the way: what came behind it went on without it, as it should. */
  readonly overtaken: ReadonlySet<string>;
}

export function evidenceOf(aftermath: Aftermath): Evidence {
  const { disk, parked, customers } = aftermath;
  const said = documents<InboundMessage | OutboundMessage>(disk, messages);
  const talks = documents<Conversation>(disk, conversations);
  const idsOf = (collection: Declared) => documents<Document>(disk, collection).map(({ id }) => id);
  const people = documents<Identity>(disk, identityRecords);
  return {
    ...aftermath,
    inbound: said.filter((message) => message.direction === 'in'),
    outbound: said.filter((message) => message.direction === 'out'),
    conversations: talks,
    identities: people,
    turns: turnsOf(disk),
    bookings: documents(disk, bookings),
    agendas: documents(disk, agendas),
    unsettled: idsOf(unsettledSends),
    strays: disk.tables.get(strays.name)?.tenants.get('')?.size ?? 0,
    born: (collection, id) => disk.tables.get(collection.name)?.tenants.get(TENANT)?.get(id)?.born ?? -1,
    overtaken: new Set(
      customers
        .filter(({ userId, number }) => {
          const contact = people.find(({ value }) => value === userId || value === number)?.contactId;
          const own = talks.filter(({ contactId }) => contactId === contact).map(({ id }) => id);
          return parked.some(({ key }) => key.endsWith(`:${userId}`) || key.endsWith(`:${number}`) || own.includes(key));
        })
        .map(({ name }) => name),
    ),
  };
}

/** Slots are of no interest here, so the zone is not. */
export function turnsOf(disk: Disk): readonly Turn[] {
  return documents<z.infer<typeof turn>>(disk, turns).map((one) => ({ ...one, ...decidedOf(one, 'UTC') }));
}

export function documents<T>(disk: Disk, collection: Declared): T[] {
  const table = disk.tables.get(collection.name);
  const rows = table?.tenants.get(TENANT)?.values() ?? [];
  return table ? [...rows].map((row) => decoded<T & Document>(table, row).value) : [];
}
