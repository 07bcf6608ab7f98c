import type { Language } from '#core/understanding/language.ts';
import type { Catalogue, KnownBooking, Place, Setting } from '#core/understanding/setting.ts';
import type { Booking } from '#contracts/records/booking.ts';
import { readId } from './ids.ts';
import { holdOf, upcomingOf, wallOf } from './known.ts';
import { openHours } from './open-hours.ts';
import type { DialogueState } from './state.ts';
import type { Facts } from './step.ts';

/** What a message is read with: where the dialogue stands, what it offered, and what the tenant offers. */
export function settingOf(state: DialogueState, facts: Facts, at: number, aboutBookingId: string | undefined): Setting {
  const { view, draft } = state;
  const about = upcomingOf(facts, aboutBookingId);
  const written = wallOf(at, facts.zone);
  const shown = shownTimes(state, facts);
  const held = holdOf(state, facts);
  const when = held ?? (view.at === 'confirm_move' ? wallOf(view.startsAt, facts.zone) : undefined);
  const asked = view.at === 'confirm_cancel' || view.at === 'booking' ? upcomingOf(facts, view.bookingId) : undefined;
  const bookings = about ? [about] : asked ? [asked] : facts.upcoming;
  return {
    place: about ? 'start' : placeOf(state),
    today: written.date,
    time: written.time,
    monthFirst: isMonthFirst(facts.region),
    language: facts.locale satisfies Language,
    catalogue: catalogueOf(facts),
    draft: {
      ...(draft === undefined ? {} : { serviceId: draft.serviceId }),
      ...(draft?.staffId === undefined ? (held ? { staffId: held.staffId } : {}) : { staffId: draft.staffId }),
      ...(when === undefined ? {} : { date: when.date, time: when.time }),
    },
    shownTimes: shown.map(({ time }) => time),
    shownDay: view.at === 'times' ? view.date : shown[0]?.date,
    bookings: bookings.map(known),
  };
}

function placeOf({ view, offered }: DialogueState): Place {
  // A yes or no is waited for, whatever was asked before.
  if (offered.some(({ means }) => means === 'yes')) return 'confirm';
  switch (view.at) {
    case 'services':
      return 'choose_service';
    case 'people':
      return 'choose_staff';
    case 'days':
    case 'days_before':
      return 'choose_day';
    case 'times':
    case 'alternatives':
      return 'choose_time';
    case 'confirm_hold':
    case 'confirm_move':
    case 'confirm_cancel':
      return 'confirm';
    case 'menu':
    case 'bookings':
    case 'booking':
      return 'start';
  }
}

/** The starts that were offered last, in order, each once. */
function shownTimes({ offered, view }: DialogueState, { zone }: Facts) {
  if (view.at !== 'times' && view.at !== 'alternatives') return [];
  const starts = offered.flatMap(({ id }) => {
    const { kind, first } = readId(id);
    return (kind === 'at' || kind === 'to') && /^\d{1,14}$/.test(first) ? [wallOf(Number(first), zone)] : [];
  });
  const day = view.at === 'times' ? view.date : starts[0]?.date;
  return starts.filter(({ date }) => date === day);
}

function known({ id, serviceId, staffId, date, time, startsAt, endsAt }: Booking): KnownBooking {
  return { id, serviceId, staffId, date, time, minutes: Math.round((endsAt - startsAt) / 60_000) };
}

const catalogues = new WeakMap<object, { readonly of: Facts['staff']; readonly catalogue: Catalogue }>();

function catalogueOf({ services, staff }: Facts): Catalogue {
  const had = catalogues.get(services);
  if (had?.of === staff) return had.catalogue;
  const catalogue: Catalogue = {
    services: services.map(({ id, name }) => ({ id, names: [name] })),
    staff: staff.map(({ id, name }) => ({ id, name })),
    hours: openHours(staff),
  };
  catalogues.set(services, { of: staff, catalogue });
  return catalogue;
}

/** The United States write the month first. Without a region, the day comes first. */
function isMonthFirst(region: string | undefined): boolean {
  return region?.endsWith('-US') === true;
}
