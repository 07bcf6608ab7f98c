import { hash } from 'node:crypto';
import {
  type KeptCatalog,
  type Service,
  type StaffMember,
  catalogVersions,
  services,
  staff,
} from '#contracts/records/catalog.ts';
import { type Profile, profiles } from '#contracts/records/tenancy.ts';
import type { Stored, TenantStore } from '#contracts/store.ts';
import { canonical } from '#core/ids/canonical.ts';
import { everything } from '#core/walking/everything.ts';

/** What a business offers, by whom, and how it presents itself, as read at one moment. Never changed: it is shared. */
export interface Catalog {
  /** Made of the content. */
  readonly id: string;
  readonly profile: Stored<Profile>;
  /** By position. */
  readonly services: readonly Stored<Service>[];
  readonly staff: readonly Stored<StaffMember>[];
}

/** `undefined` while the tenant has no profile. */
export type CatalogOf = (store: TenantStore) => Promise<Catalog | undefined>;

/** Reads it anew. */
export const readCatalog: CatalogOf = async (store) => {
  const [profile, offered, people] = await Promise.all([
    store.get(profiles, 'profile'),
    offeredOf(Array.fromAsync(everything(store, services, { by: 'byPosition', equals: [] }))),
    offeredOf(Array.fromAsync(everything(store, staff, { by: 'byPosition', equals: [] }))),
  ]);
  if (!profile) return undefined;
  const content = { profile: profile.value, services: offered.map(valueOf), staff: people.map(valueOf) };
  return { id: idOf(content), profile, services: offered, staff: people };
};

/** As it is kept for the turns that were decided with it. */
export function contentOf({ id, profile, services: offered, staff: people }: Catalog): Omit<KeptCatalog, 'expiresAt'> {
  return { id, profile: profile.value, services: offered.map(valueOf), staff: people.map(valueOf) };
}

/**
 * Reads a tenant's catalogue once per change: each time one small document says whether what was read before still holds. Keeps the
 * catalogues of the `most` tenants that asked last. In a store that keeps no versions it reads all of it each time.
 */
export function catalogBook(most = 500): CatalogOf {
  const known = new Map<string, { readonly version: string; readonly catalog: Catalog }>();

  return async (store) => {
    const { tenantId } = store;
    // Read first: what is read after it is at least as new, and a change meanwhile has another version.
    const version = (await store.get(catalogVersions, 'current'))?.value.version;
    const before = known.get(tenantId);
    known.delete(tenantId);
    if (version !== undefined && before?.version === version) {
      known.set(tenantId, before);
      return before.catalog;
    }
    const catalog = await readCatalog(store);
    if (version === undefined || !catalog) return catalog;
    known.set(tenantId, { version, catalog });
    for (const oldest of known.keys()) {
      if (known.size <= most) break;
      known.delete(oldest);
    }
    return catalog;
  };
}

/** Without what is being deleted. */
async function offeredOf<T extends { readonly retired?: boolean | undefined }>(
  read: Promise<readonly Stored<T>[]>,
): Promise<readonly Stored<T>[]> {
  return (await read).filter(({ value }) => !value.retired);
}

function valueOf<T>({ value }: Stored<T>): T {
  return value;
}

function idOf(content: Omit<KeptCatalog, 'id' | 'expiresAt'>): string {
  return hash('sha256', canonical(content), 'base64url').slice(0, 22);
}
