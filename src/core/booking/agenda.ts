import type { EpochMs } from '#contracts/clock.ts';
import { agendas, tallies, type Agenda, type Claim, type Tally } from '#contracts/records/booking.ts';
import { put, type Stored, type Write } from '#contracts/store.ts';

export const agendaId = (staffId: string, date: string) => `${staffId}:${date}`;
export const tallyId = (serviceId: string, date: string) => `service:${serviceId}:${date}`;

/** The documents that contain a booking's claims before a step. */
export interface Standing {
  readonly agendas: readonly Stored<Agenda>[];
  readonly tallies: readonly Stored<Tally>[];
}
export const nowhere: Standing = { agendas: [], tallies: [] };

/** Whether a claim still counts. An expired hold does not, and is removed when its document is next written. */
export const inForce = (claim: { readonly expiresAt: EpochMs }, now: EpochMs) => claim.expiresAt === 0 || claim.expiresAt > now;

/** Where a booking's claim goes: the agendas of all venue days it touches. */
export interface Target {
  readonly staffId: string;
  readonly dates: readonly string[];
  readonly claim: Claim;
}

/**
 * Removes a booking from its current agendas and adds it to the target ones, if any. Writes each document once. If a document
 * was read twice, the later read counts, because the rules were checked against that one.
 */
export function rewriteAgendas(
  read: readonly Stored<Agenda>[],
  bookingId: string,
  now: EpochMs,
  target?: Target,
): readonly Write[] {
  const known = byId(read);
  const wanted = new Map(target?.dates.map((date) => [agendaId(target.staffId, date), date]));
  const writes: Write[] = [];

  for (const [id, was] of known) {
    if (wanted.has(id) || !was.value.claims.some((claim) => claim.bookingId === bookingId)) continue;
    writes.push(put(agendas, was, { ...was.value, claims: others(was.value.claims, bookingId, now) }));
  }
  if (!target) return writes;
  for (const [id, date] of wanted) {
    const was = known.get(id);
    const claims = [...others(was?.value.claims ?? [], bookingId, now), target.claim].toSorted((a, b) => a.from - b.from);
    writes.push(put(agendas, was, { id, staffId: target.staffId, date, claims }));
  }
  return writes;
}

/** The same for the tallies of a service's daily limit. */
export function rewriteTallies(
  read: readonly Stored<Tally>[],
  bookingId: string,
  now: EpochMs,
  counted?: { readonly id: string; readonly date: string; readonly expiresAt: EpochMs },
): readonly Write[] {
  const known = byId(read);
  const writes: Write[] = [];
  for (const [id, was] of known) {
    if (id === counted?.id || !was.value.entries.some((entry) => entry.bookingId === bookingId)) continue;
    writes.push(put(tallies, was, { ...was.value, entries: others(was.value.entries, bookingId, now) }));
  }
  if (!counted) return writes;
  const { id, date, expiresAt } = counted;
  const was = known.get(id);
  const entries = [...others(was?.value.entries ?? [], bookingId, now), { bookingId, expiresAt }];
  return [...writes, put(tallies, was, { id, date, entries })];
}

function others<T extends { readonly bookingId: string; readonly expiresAt: EpochMs }>(
  entries: readonly T[],
  bookingId: string,
  now: EpochMs,
): T[] {
  return entries.filter((entry) => entry.bookingId !== bookingId && inForce(entry, now));
}

export function byId<T extends { readonly id: string }>(read: readonly Stored<T>[]): ReadonlyMap<string, Stored<T>> {
  return new Map(read.map((document) => [document.value.id, document]));
}
