import type { StaffMember } from '#contracts/records/catalog.ts';

type Words = Readonly<Record<'en' | 'es', string>>;
type Hours = StaffMember['weeklyHours'];

/** A service as most businesses of the kind have it. Its price is an example in euros, in cents. */
export interface PackService {
  readonly key: string;
  readonly name: Words;
  readonly description: Words;
  readonly minutes: number;
  readonly bufferAfter?: number;
  readonly step?: number;
  readonly noticeMinutes?: number;
  readonly euroCents: number;
  /** The staff who offer it. Default: everybody. */
  readonly by?: readonly string[];
}

export interface PackStaff {
  readonly key: string;
  readonly name: Words;
  readonly title: Words;
  readonly weeklyHours: Hours;
  readonly breaks: Hours;
}

/** A start for a business of one kind, to be edited. */
export interface Pack {
  readonly id: string;
  readonly name: Words;
  readonly says: Words;
  readonly services: readonly PackService[];
  readonly staff: readonly PackStaff[];
}

const on = (days: readonly number[], from: string, until: string): Hours => days.map((weekday) => ({ weekday, from, until }));
const MON_TO_FRI = [1, 2, 3, 4, 5];
const TUE_TO_SAT = [2, 3, 4, 5, 6];

export const packs: readonly Pack[] = [
  {
    id: 'salon',
    name: { en: 'Hair and beauty salon', es: 'Peluquería y estética' },
    says: { en: 'Two stylists, Tuesday to Saturday.', es: 'Dos estilistas, de martes a sábado.' },
    services: [
      {
        key: 'cut',
        name: { en: 'Haircut', es: 'Corte' },
        description: { en: 'Wash, cut and finish', es: 'Lavado, corte y peinado' },
        minutes: 45,
        bufferAfter: 10,
        euroCents: 3000,
      },
      {
        key: 'fringe',
        name: { en: 'Fringe trim', es: 'Flequillo' },
        description: { en: 'A quick tidy', es: 'Retoque rápido' },
        minutes: 15,
        step: 15,
        euroCents: 800,
      },
      {
        key: 'colour',
        name: { en: 'Colour', es: 'Tinte' },
        description: { en: 'Full colour, cut not included', es: 'Color completo, sin corte' },
        minutes: 120,
        bufferAfter: 15,
        noticeMinutes: 180,
        euroCents: 7500,
      },
      {
        key: 'blow-dry',
        name: { en: 'Blow-dry', es: 'Peinado' },
        description: { en: 'Wash and blow-dry', es: 'Lavado y secado' },
        minutes: 30,
        euroCents: 2000,
      },
    ],
    staff: [
      {
        key: 'one',
        name: { en: 'Stylist 1', es: 'Estilista 1' },
        title: { en: 'Stylist', es: 'Estilista' },
        weeklyHours: on(TUE_TO_SAT, '09:30', '18:30'),
        breaks: on(TUE_TO_SAT, '13:30', '14:30'),
      },
      {
        key: 'two',
        name: { en: 'Stylist 2', es: 'Estilista 2' },
        title: { en: 'Stylist', es: 'Estilista' },
        weeklyHours: on(TUE_TO_SAT, '11:00', '20:00'),
        breaks: on(TUE_TO_SAT, '15:00', '16:00'),
      },
    ],
  },
  {
    id: 'clinic',
    name: { en: 'Clinic', es: 'Clínica' },
    says: { en: 'Two practitioners, Monday to Friday.', es: 'Dos profesionales, de lunes a viernes.' },
    services: [
      {
        key: 'first',
        name: { en: 'First visit', es: 'Primera visita' },
        description: { en: 'History, examination and plan', es: 'Historia, exploración y plan' },
        minutes: 60,
        bufferAfter: 15,
        noticeMinutes: 180,
        euroCents: 6000,
      },
      {
        key: 'follow-up',
        name: { en: 'Follow-up', es: 'Revisión' },
        description: { en: 'For patients we already know', es: 'Para pacientes que ya conocemos' },
        minutes: 30,
        bufferAfter: 5,
        euroCents: 4000,
      },
      {
        key: 'treatment',
        name: { en: 'Treatment', es: 'Tratamiento' },
        description: { en: 'One session', es: 'Una sesión' },
        minutes: 50,
        bufferAfter: 10,
        euroCents: 4800,
      },
    ],
    staff: [
      {
        key: 'one',
        name: { en: 'Practitioner 1', es: 'Profesional 1' },
        title: { en: 'Practitioner', es: 'Profesional' },
        weeklyHours: on(MON_TO_FRI, '09:00', '14:00'),
        breaks: [],
      },
      {
        key: 'two',
        name: { en: 'Practitioner 2', es: 'Profesional 2' },
        title: { en: 'Practitioner', es: 'Profesional' },
        weeklyHours: on(MON_TO_FRI, '15:00', '20:00'),
        breaks: [],
      },
    ],
  },
  {
    id: 'consultant',
    name: { en: 'Consultant', es: 'Consultoría' },
    says: { en: 'One person, Monday to Friday.', es: 'Una persona, de lunes a viernes.' },
    services: [
      {
        key: 'intro',
        name: { en: 'Introductory call', es: 'Llamada inicial' },
        description: { en: 'We get to know each other', es: 'Para conocernos' },
        minutes: 30,
        bufferAfter: 10,
        noticeMinutes: 24 * 60,
        euroCents: 0,
      },
      {
        key: 'hour',
        name: { en: 'One-hour session', es: 'Sesión de una hora' },
        description: { en: 'By video or in person', es: 'Por vídeo o en persona' },
        minutes: 60,
        bufferAfter: 15,
        noticeMinutes: 24 * 60,
        euroCents: 9000,
      },
      {
        key: 'half-day',
        name: { en: 'Half-day workshop', es: 'Taller de media jornada' },
        description: { en: 'For you and your team', es: 'Para ti y tu equipo' },
        minutes: 240,
        bufferAfter: 30,
        noticeMinutes: 3 * 24 * 60,
        euroCents: 32_000,
      },
    ],
    staff: [
      {
        key: 'one',
        name: { en: 'Consultant', es: 'Asesoría' },
        title: { en: 'Consultant', es: 'Asesoría' },
        weeklyHours: on(MON_TO_FRI, '09:00', '17:00'),
        breaks: on(MON_TO_FRI, '13:00', '14:00'),
      },
    ],
  },
];

interface Money {
  readonly currency: string;
  /** Rough worth of a euro, so that an example price looks like a price. */
  readonly perEuro: number;
  /** Minor units in one. */
  readonly minor: 1 | 100;
  /** Example prices are whole multiples of this, in the currency itself. */
  readonly step: number;
}

const near = (currency: string): Money => ({ currency, perEuro: 1, minor: 100, step: 1 });
const EURO_COUNTRIES = 'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'.split(' ');

/** The currency of a country, for the example prices of a pack. */
const MONIES: Readonly<Record<string, Money>> = {
  ...Object.fromEntries(EURO_COUNTRIES.map((country) => [country, near('EUR')])),
  GB: near('GBP'),
  US: near('USD'),
  CA: near('CAD'),
  AU: near('AUD'),
  NZ: near('NZD'),
  CH: near('CHF'),
  EC: near('USD'),
  SV: near('USD'),
  PA: near('USD'),
  PR: near('USD'),
  MX: { currency: 'MXN', perEuro: 20, minor: 100, step: 10 },
  AR: { currency: 'ARS', perEuro: 1000, minor: 100, step: 500 },
  CL: { currency: 'CLP', perEuro: 1000, minor: 1, step: 500 },
  CO: { currency: 'COP', perEuro: 4000, minor: 100, step: 1000 },
  PE: { currency: 'PEN', perEuro: 4, minor: 100, step: 5 },
  UY: { currency: 'UYU', perEuro: 40, minor: 100, step: 10 },
  BR: { currency: 'BRL', perEuro: 6, minor: 100, step: 5 },
};

/** An example price in the money of a country; in euros where the country is not in the list. */
export function examplePrice(
  euroCents: number,
  country: string | undefined,
): { readonly amount: number; readonly currency: string } {
  const { currency, perEuro, minor, step } = MONIES[country ?? ''] ?? near('EUR');
  const whole = Math.round(((euroCents / 100) * perEuro) / step) * step;
  return { amount: whole * minor, currency };
}
