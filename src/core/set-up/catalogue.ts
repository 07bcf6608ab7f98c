import type { Clock } from '#contracts/clock.ts';
import type { Collection } from '#contracts/collection.ts';
import type { NewId } from '#contracts/ids.ts';
import { bookings } from '#contracts/records/booking.ts';
import { type Service, type StaffMember, services, staff } from '#contracts/records/catalog.ts';
import {
  type Stored,
  type TenantStore,
  type Write,
  againWhenStale,
  insert,
  remove,
  replace,
  unchanged,
} from '#contracts/store.ts';
import { all, everything } from '#core/walking/everything.ts';
import { type Also, nothingElse } from './also.ts';

/** More than a business has; a catalogue is kept in memory as a whole. */
export const MOST_ITEMS = 200;
/** A booking that began this long ago is over. */
const LONGEST_BOOKING_MS = 48 * 3_600_000;

export type ServiceWish = Omit<Service, 'id' | 'position' | 'retired'> & { readonly position?: number | undefined };
export type StaffWish = Omit<StaffMember, 'id' | 'position' | 'retired'> & { readonly position?: number | undefined };

export type Made<T> =
  | { readonly kind: 'kept'; readonly item: Stored<T> }
  | { readonly kind: 'no_such_staff'; readonly place: number }
  | { readonly kind: 'too_many' };
export type Changed<T> =
  | Exclude<Made<T>, { readonly kind: 'too_many' }>
  | { readonly kind: 'not_found' }
  | { readonly kind: 'changed' };
export type Deleted =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'not_found' }
  /** It has another version than the caller read. */
  | { readonly kind: 'changed' }
  /** What refers to it, in words. */
  | { readonly kind: 'in_use'; readonly by: string };

export function listServices(store: TenantStore): Promise<readonly Stored<Service>[]> {
  return all(store, services, { by: 'byPosition', equals: [] });
}

export function listStaff(store: TenantStore): Promise<readonly Stored<StaffMember>[]> {
  return all(store, staff, { by: 'byPosition', equals: [] });
}

export function createService(
  store: TenantStore,
  newId: NewId,
  wish: ServiceWish,
  also: Also<Stored<Service>> = nothingElse,
): Promise<Made<Service>> {
  return againWhenStale<Made<Service>>(async () => {
    const there = await listServices(store);
    if (there.length >= MOST_ITEMS) return { kind: 'too_many' };
    const people = await staffOf(store, wish.staffIds);
    if (people.kind === 'no_such_staff') return people;
    const value: Service = { ...wish, id: newId(), position: wish.position ?? after(there) };
    const item = { value, version: 1 };
    const outcome = await store.commit([insert(services, value), ...people.lines, ...also(item)]);
    return outcome.kind === 'committed' ? { kind: 'kept', item } : { kind: 'stale' };
  });
}

export async function updateService(
  store: TenantStore,
  id: string,
  version: number,
  wish: ServiceWish,
  also: Also<Stored<Service>> = nothingElse,
): Promise<Changed<Service>> {
  const was = await store.get(services, id);
  if (!was) return { kind: 'not_found' };
  if (was.version !== version) return { kind: 'changed' };
  const people = await staffOf(store, wish.staffIds);
  if (people.kind === 'no_such_staff') return people;
  const value: Service = { ...wish, id, position: wish.position ?? was.value.position };
  const item = { value, version: version + 1 };
  const outcome = await store.commit([replace(services, was, value), ...people.lines, ...also(item)]);
  return outcome.kind === 'committed' ? { kind: 'kept', item } : { kind: 'changed' };
}

export function createStaff(
  store: TenantStore,
  newId: NewId,
  wish: StaffWish,
  also: Also<Stored<StaffMember>> = nothingElse,
): Promise<Made<StaffMember>> {
  return againWhenStale<Made<StaffMember>>(async () => {
    const there = await listStaff(store);
    if (there.length >= MOST_ITEMS) return { kind: 'too_many' };
    const value: StaffMember = { ...wish, id: newId(), position: wish.position ?? after(there) };
    const item = { value, version: 1 };
    const outcome = await store.commit([insert(staff, value), ...also(item)]);
    return outcome.kind === 'committed' ? { kind: 'kept', item } : { kind: 'stale' };
  });
}

export async function updateStaff(
  store: TenantStore,
  id: string,
  version: number,
  wish: StaffWish,
  also: Also<Stored<StaffMember>> = nothingElse,
): Promise<Changed<StaffMember>> {
  const was = await store.get(staff, id);
  if (!was) return { kind: 'not_found' };
  if (was.version !== version) return { kind: 'changed' };
  const value: StaffMember = { ...wish, id, position: wish.position ?? was.value.position };
  const item = { value, version: version + 1 };
  const outcome = await store.commit([replace(staff, was, value), ...also(item)]);
  return outcome.kind === 'committed' ? { kind: 'kept', item } : { kind: 'changed' };
}

export function deleteService(
  store: TenantStore,
  clock: Clock,
  id: string,
  version: number,
  also: Also<void> = nothingElse,
): Promise<Deleted> {
  return deleted(store, services, { id, version, also }, () => bookedWith(store, clock, 'serviceId', id));
}

export function deleteStaff(
  store: TenantStore,
  clock: Clock,
  id: string,
  version: number,
  also: Also<void> = nothingElse,
): Promise<Deleted> {
  return deleted(store, staff, { id, version, also }, async () => {
    const offered = (await listServices(store)).filter(({ value }) => value.staffIds.includes(id));
    if (offered.length > 0) return `they offer ${offered.map(({ value }) => value.name).join(', ')}: take them off first`;
    return bookedWith(store, clock, 'staffId', id);
  });
}

/**
 * Deletes what nothing refers to, in two commits: first it is retired, so that nothing new can refer to it, and then what refers to
 * it is looked for once more. A booking that is being made pins what it was made with, so none slips in between. If something
 * refers to it, it is offered again. After a crash in between the same call goes on.
 */
async function deleted<T extends Service | StaffMember>(
  store: TenantStore,
  collection: Collection<T, any>,
  { id, version, also }: { readonly id: string; readonly version: number; readonly also: Also<void> },
  inUse: () => Promise<string | undefined>,
): Promise<Deleted> {
  const was = await store.get(collection, id);
  if (!was) return { kind: 'not_found' };
  if (was.version !== version) return { kind: 'changed' };
  const before = await inUse();
  if (before !== undefined && !was.value.retired) return { kind: 'in_use', by: before };
  const retired: Stored<T> = { value: { ...was.value, retired: true }, version: version + 1 };
  if ((await store.commit([replace(collection, was, retired.value)])).kind !== 'committed') return { kind: 'changed' };
  const by = await inUse();
  const { retired: _, ...offered } = retired.value;
  const last = by === undefined ? [remove(collection, retired), ...also()] : [replace(collection, retired, offered as T)];
  if ((await store.commit(last)).kind !== 'committed') return { kind: 'changed' };
  return by === undefined ? { kind: 'deleted' } : { kind: 'in_use', by };
}

/** What is booked from now on, in words. */
async function bookedWith(
  store: TenantStore,
  clock: Clock,
  field: 'serviceId' | 'staffId',
  id: string,
): Promise<string | undefined> {
  const now = clock.now();
  const from = Math.max(0, now - LONGEST_BOOKING_MS);
  for await (const { value } of everything(store, bookings, { by: 'byStart', equals: [], from })) {
    const stands = value.state === 'confirmed' || (value.state === 'held' && value.expiresAt > now);
    if (value[field] === id && stands && value.endsAt > now)
      return `it is booked on ${value.date} at ${value.time}: move or cancel its bookings first`;
  }
  return undefined;
}

/** The lines that make the batch stale when one of these people is being deleted. */
async function staffOf(
  store: TenantStore,
  ids: readonly string[],
): Promise<
  { readonly kind: 'staff'; readonly lines: readonly Write[] } | { readonly kind: 'no_such_staff'; readonly place: number }
> {
  const found = await Promise.all(ids.map((id) => store.get(staff, id)));
  const place = found.findIndex((one) => !one || one.value.retired === true);
  if (place >= 0) return { kind: 'no_such_staff', place };
  return { kind: 'staff', lines: found.flatMap((one) => (one ? [unchanged(staff, one)] : [])) };
}

function after(there: readonly Stored<{ readonly position: number }>[]): number {
  return there.reduce((last, { value }) => Math.max(last, value.position), -1) + 1;
}
