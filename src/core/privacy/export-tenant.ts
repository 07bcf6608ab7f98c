import type { Clock } from '#contracts/clock.ts';
import type { Collection, Document } from '#contracts/collection.ts';
import { happened } from '#contracts/events/define.ts';
import { platformEvents } from '#contracts/events/platform.ts';
import type { Files } from '#contracts/files.ts';
import type { NewId } from '#contracts/ids.ts';
import { keptAnswers } from '#contracts/records/api.ts';
import { dones } from '#contracts/records/messaging.ts';
import { contactKeys } from '#contracts/records/people.ts';
import { senders, tenants } from '#contracts/records/platform.ts';
import type { Handle, Store } from '#contracts/store.ts';
import { everything } from '#core/walking/everything.ts';
import { TAR_END, tarHeader, tarPadding } from './tar.ts';

export interface ExportTenantNeeds {
  readonly store: Store;
  readonly files: Files;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
  readonly collections: readonly Collection<any, any>[];
}

/** The key of the ids, answers that may hold a new key of the API, and marks that mean nothing elsewhere. */
const LEFT_OUT: readonly string[] = [contactKeys.name, keptAnswers.name, dones.name];
/** A connection's id is the secret part of its webhook address. */
const SECRET = /^(sealed|connectionId$)/;
/** Bytes of the documents in one file of the archive: it must be whole in memory, because its size comes first. */
const PART = 1_000_000;

/**
 * Everything of a tenant as one tar archive, in pieces: documents as JSON lines in `documents/<collection>.<part>.jsonl`, its files in
 * `files/`, without secrets. It holds what there is while it is made, so something may change between two of its parts.
 */
export async function* exportTenant(
  { store, files, clock, newId, collections }: ExportTenantNeeds,
  tenantId: string,
  by: string,
): AsyncGenerator<Uint8Array> {
  const at = clock.now();
  const told = happened(platformEvents.tenantExported, { id: newId(), key: tenantId, at }, { tenantId, by });
  await store.platform.commit([], [told]);
  yield* file('export.json', `${JSON.stringify({ format: 1, tenantId, exportedAt: at })}\n`);
  yield* documents(tenants.name, one(await store.platform.get(tenants, tenantId)));
  yield* documents(senders.name, values(store.platform, senders, 'byTenant', [tenantId]));
  const tenant = store.tenant(tenantId);
  for (const collection of collections)
    if (collection.scope === 'tenant' && !LEFT_OUT.includes(collection.name))
      yield* documents(collection.name, values(tenant, collection, indexOf(collection), []));

  const own = files.tenant(tenantId);
  for await (const { id } of own.list()) {
    const found = await own.open(id);
    // Removed meanwhile.
    if (!found) continue;
    const { size } = found.about;
    yield tarHeader(`files/${encodeURIComponent(id)}`, size, at);
    let read = 0;
    for await (const bytes of found.bytes) {
      read += bytes.byteLength;
      yield bytes;
    }
    if (read !== size) throw new RangeError(`the file ${id} is damaged: it is not as long as it should be`);
    yield tarPadding(size);
    yield* file(`files/${encodeURIComponent(id)}.json`, `${JSON.stringify(found.about)}\n`);
  }
  yield TAR_END;

  async function* documents(name: string, those: AsyncIterable<Document>): AsyncGenerator<Uint8Array> {
    let part = '';
    let number = 1;
    for await (const value of those) {
      part += `${JSON.stringify(withoutSecrets(value))}\n`;
      if (part.length < PART) continue;
      yield* file(`documents/${name}.${number}.jsonl`, part);
      part = '';
      number += 1;
    }
    if (part !== '') yield* file(`documents/${name}.${number}.jsonl`, part);
  }

  function* file(name: string, text: string): Generator<Uint8Array> {
    const bytes = Buffer.from(text);
    yield tarHeader(name, bytes.length, at);
    yield bytes;
    yield tarPadding(bytes.length);
  }
}

async function* one(stored: { readonly value: Document } | undefined): AsyncGenerator<Document> {
  if (stored) yield stored.value;
}

async function* values(
  handle: Handle,
  collection: Collection<any, any>,
  by: string,
  equals: readonly string[],
): AsyncGenerator<Document> {
  for await (const { value } of everything(handle, collection, { by, equals: equals as never })) yield value;
}

/** An index that leads to all documents: one that does not begin with tags. A test holds that there is one. */
function indexOf({ indexes, tags }: Collection<any, any>): string {
  const all: Readonly<Record<string, readonly string[]>> = indexes;
  return Object.keys(all).find((name) => tags === undefined || all[name]?.[0] !== tags) ?? '';
}

function withoutSecrets(value: Document): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !SECRET.test(name)));
}
