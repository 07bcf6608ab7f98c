import type { Claim } from '#contracts/records/booking.ts';
import type { Service, StaffMember } from '#contracts/records/catalog.ts';

/** What the oracle knows of a venue: no spans, no agendas, no caches. */
export interface World {
  readonly zone: string;
  readonly holidays: readonly string[];
  readonly service: Service;
  readonly member: StaffMember;
  readonly claims: readonly Claim[];
  readonly now: number;
}

const MINUTE = 60_000;

/**
 * The rules of a slot, minute by minute with `Temporal.ZonedDateTime`: slow and obvious. Gives the starts of some days as
 * `date time instant`.
 */
export function slotsByTheBook(world: World, from: string, days: number): string[] {
  const { zone, service, member, holidays, now } = world;
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const first = Temporal.PlainDate.from(from);
  const works = workingMinutes(world, first, days);
  const live = world.claims.filter((claim) => claim.expiresAt === 0 || claim.expiresAt > now);
  const found: string[] = [];

  for (let d = 0; d < days; d += 1) {
    const date = first.add({ days: d });
    if (Temporal.PlainDate.compare(date, today) < 0) continue;
    if (today.until(date).days > service.horizonDays) continue;
    if (holidays.includes(date.toString())) continue;
    const sameDay = live.filter((claim) => dateAt(claim.startsAt, zone).equals(date));
    if (member.maximumPerDay > 0 && sameDay.length >= member.maximumPerDay) continue;
    const sameService = sameDay.filter((claim) => claim.serviceId === service.id);
    if (service.maximumPerDay > 0 && sameService.length >= service.maximumPerDay) continue;

    for (let wall = date.toPlainDateTime(); wall.toPlainDate().equals(date); wall = wall.add({ minutes: service.stepMinutes })) {
      const start = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
      if (!start.toPlainDateTime().equals(wall)) continue;
      const startsAt = start.epochMilliseconds;
      if (startsAt < now + service.minimumNoticeMinutes * MINUTE) continue;
      const begin = start.subtract({ minutes: service.bufferBeforeMinutes }).epochMilliseconds;
      const end = start.add({ minutes: service.durationMinutes + service.bufferAfterMinutes }).epochMilliseconds;
      let free = true;
      for (let minute = begin; minute < end && free; minute += MINUTE) {
        free = works(minute) && !live.some((claim) => claim.from <= minute && minute < claim.until);
      }
      if (free) found.push(`${date.toString()} ${wall.toPlainTime().toString().slice(0, 5)} ${startsAt}`);
    }
  }
  return found;
}

function workingMinutes({ zone, member, holidays }: World, first: Temporal.PlainDate, days: number) {
  const works = new Set<number>();
  const pauses = new Set<number>();
  for (let d = -4; d < days + 4; d += 1) {
    const date = first.add({ days: d });
    const skipped =
      date.toZonedDateTime(zone).epochMilliseconds === date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
    if (skipped || holidays.includes(date.toString())) continue;
    const overrides = member.overrides.filter((override) => override.date === date.toString());
    const ofWeekday = (each: { weekday: number }) => each.weekday === date.dayOfWeek;
    const hours = overrides.length > 0 ? overrides.flatMap((override) => override.hours) : member.weeklyHours.filter(ofWeekday);
    const breaks = overrides.length > 0 ? [] : member.breaks.filter(ofWeekday);
    for (const span of hours) fill(works, span, date, zone);
    for (const span of breaks) fill(pauses, span, date, zone);
  }
  return (minute: number) => works.has(minute) && !pauses.has(minute);
}

function fill(minutes: Set<number>, span: { from: string; until: string }, date: Temporal.PlainDate, zone: string) {
  const until = wallInstant(span.until < span.from ? date.add({ days: 1 }) : date, span.until, zone);
  for (let minute = wallInstant(date, span.from, zone); minute < until; minute += MINUTE) minutes.add(minute);
}

function wallInstant(date: Temporal.PlainDate, time: string, zone: string): number {
  const wall = time === '24:00' ? date.add({ days: 1 }).toPlainDateTime() : date.toPlainDateTime(time);
  return wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

export function dateAt(at: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
}
