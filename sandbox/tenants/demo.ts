import type { Service, StaffMember } from '#contracts/records/catalog.ts';
import type { Profile } from '#contracts/records/tenancy.ts';

export interface DemoTenant {
  readonly id: string;
  readonly channel: 'meta-cloud' | 'twilio';
  readonly number: string;
  readonly profile: Profile;
  readonly staff: readonly StaffMember[];
  readonly services: readonly Service[];
}

type Shift = readonly [days: readonly number[], from: string, until: string];

function person(position: number, id: string, name: string, title: string, shifts: readonly Shift[], lunch?: Shift): StaffMember {
  const spread = (all: readonly Shift[]) =>
    all.flatMap(([days, from, until]) => days.map((weekday) => ({ weekday, from, until })));
  return {
    id,
    name,
    title,
    weeklyHours: spread(shifts),
    breaks: spread(lunch ? [lunch] : []),
    overrides: [],
    maximumPerDay: 0,
    weight: 1,
    position,
  };
}

type Offer = Pick<Service, 'name' | 'description' | 'durationMinutes' | 'staffIds'> & {
  readonly amount: number;
} & Partial<Service>;

function offers(prefix: string, currency: string, pictures: string, list: readonly Offer[]): Service[] {
  return list.map(({ amount, ...offer }, position) => ({
    id: `${prefix}-${position + 1}`,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    stepMinutes: 30,
    price: { amount, currency },
    minimumNoticeMinutes: 60,
    horizonDays: 42,
    maximumPerDay: 0,
    picture: `${pictures}/${prefix}-${position + 1}.png`,
    position,
    ...offer,
  }));
}

const WEEK = [1, 2, 3, 4, 5];

/** A salon on Meta's Cloud API and a clinic on Twilio. `pictures` is the URL that serves their pictures. */
export function demoTenants(pictures: string): readonly DemoTenant[] {
  return [
    {
      id: 'juniper',
      channel: 'meta-cloud',
      number: '+442079460018',
      profile: {
        id: 'profile',
        name: 'Juniper Hair',
        zone: 'Europe/London',
        locale: 'en',
        region: 'GB',
        address: '14 Larch Street, London E8',
        latitude: 51.5431,
        longitude: -0.0556,
        picture: `${pictures}/juniper.png`,
        holidays: ['2026-12-25', '2026-12-26', '2027-01-01'],
      },
      staff: [
        person(
          0,
          'juniper-mara',
          'Mara',
          'Stylist',
          [
            [[2, 3, 4, 5], '09:00', '18:00'],
            [[6], '09:00', '16:00'],
          ],
          [[2, 3, 4, 5], '13:00', '13:30'],
        ),
        person(1, 'juniper-theo', 'Theo', 'Barber', [[[1, 2, 4, 5, 6], '10:00', '19:00']], [[1, 2, 4, 5, 6], '14:00', '14:30']),
        person(2, 'juniper-ines', 'Inés', 'Colourist', [[[3, 4, 5, 6, 7], '11:00', '19:00']]),
      ],
      services: offers('juniper', 'GBP', pictures, [
        {
          name: 'Haircut',
          description: 'Wash, cut and finish',
          durationMinutes: 45,
          amount: 3800,
          bufferAfterMinutes: 10,
          staffIds: ['juniper-mara', 'juniper-theo', 'juniper-ines'],
        },
        {
          name: 'Beard trim',
          description: 'Shape, line and hot towel',
          durationMinutes: 30,
          amount: 1900,
          staffIds: ['juniper-theo'],
        },
        {
          name: 'Colour',
          description: 'Full colour with a gloss, cut not included',
          durationMinutes: 120,
          amount: 9500,
          bufferAfterMinutes: 15,
          staffIds: ['juniper-ines', 'juniper-mara'],
          maximumPerDay: 4,
        },
        {
          name: 'Fringe trim',
          description: 'A quick tidy, free with any colour',
          durationMinutes: 15,
          amount: 800,
          stepMinutes: 15,
          staffIds: ['juniper-mara', 'juniper-theo', 'juniper-ines'],
        },
      ]),
    },
    {
      id: 'marina',
      channel: 'twilio',
      number: '+34910000042',
      profile: {
        id: 'profile',
        name: 'Clínica Marina',
        zone: 'Europe/Madrid',
        locale: 'es',
        region: 'ES',
        address: 'Calle del Faro 7, Valencia',
        latitude: 39.4612,
        longitude: -0.3236,
        picture: `${pictures}/marina.png`,
        holidays: ['2026-12-08', '2026-12-25', '2027-01-01', '2027-01-06'],
      },
      staff: [
        person(0, 'marina-soler', 'Dra. Soler', 'Fisioterapeuta', [
          [WEEK, '09:00', '14:00'],
          [[1, 3], '16:00', '20:00'],
        ]),
        person(1, 'marina-ortega', 'Dr. Ortega', 'Fisioterapeuta', [[WEEK, '15:00', '21:00']]),
        person(2, 'marina-vidal', 'Núria Vidal', 'Nutricionista', [[[2, 4], '10:00', '18:00']], [[2, 4], '14:00', '15:00']),
      ],
      services: offers('marina', 'EUR', pictures, [
        {
          name: 'Fisioterapia',
          description: 'Sesión individual con valoración',
          durationMinutes: 50,
          amount: 4800,
          bufferAfterMinutes: 10,
          staffIds: ['marina-soler', 'marina-ortega'],
        },
        {
          name: 'Primera visita',
          description: 'Historia, exploración y plan de tratamiento',
          durationMinutes: 60,
          amount: 6000,
          bufferAfterMinutes: 15,
          staffIds: ['marina-soler', 'marina-ortega'],
          minimumNoticeMinutes: 180,
        },
        {
          name: 'Nutrición',
          description: 'Consulta y plan semanal',
          durationMinutes: 40,
          amount: 4500,
          staffIds: ['marina-vidal'],
        },
      ]),
    },
  ];
}
