import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meaning } from '#contracts/meaning.ts';
import { MOST_READ } from '#core/understanding/written.ts';
import { understand } from '#core/understanding/understand.ts';
import { NOW, at, read } from './desk.ts';

const words = fc.constantFrom(
  ...'cancel move it to friday at 5 no yes with mara jose the second one not monday before after between and 3pm 31 february next week que viene mañana a las tarde quiero cita con hora libre puedo si halb fünf demain à 17h domani alle due o'.split(
    ' ',
  ),
);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.array(words, { maxLength: 60 }).map((some) => some.join(' ')),
  fc.array(fc.oneof(words, fc.string({ maxLength: 4 })), { maxLength: 80 }).map((some) => some.join('')),
);
const settings = fc.constantFrom(...Object.values(at)).map((place) => ({ ...NOW, ...place }));

describe('whatever is written', () => {
  it('has a meaning that fits its shape, the same each time, and names only what there is', () => {
    fc.assert(
      fc.property(texts, settings, (text, setting) => {
        const read = understand(text, setting);
        expect(meaning.parse(read)).toEqual(read);
        expect(understand(text, setting)).toEqual(read);
        const { services, staff } = setting.catalogue;
        for (const id of read.services ?? []) expect(services.some((one) => one.id === id)).toBe(true);
        if (read.staff !== undefined && read.staff !== 'any') expect(staff.some(({ id }) => id === read.staff)).toBe(true);
        if (read.whichBooking !== undefined && read.whichBooking !== 'all')
          expect(setting.bookings.some(({ id }) => id === read.whichBooking)).toBe(true);
      }),
      { numRuns: 600 },
    );
  });

  it('is read at any day of the calendar', () => {
    for (const today of ['0001-01-01', '2027-02-28', '2028-02-29', '9999-12-31']) {
      for (const text of [
        'tomorrow',
        'next friday',
        '29 february',
        'next month',
        'el 31',
        'in 3 weeks',
        'first mon of jan',
        'end of the month',
      ])
        expect(meaning.safeParse(understand(text, { ...NOW, today })).success).toBe(true);
    }
  });

  it('is cut, not read to the end', () => {
    const noise = 'lorem '.repeat(MOST_READ);
    expect(read(`${noise} cancel my booking`, at.booked).intent).toBe('other');
    for (const one of ['💇', 'a\u0301', '\u202e\u0000', 'cancel ', 'monday 5 to 6 ', '(', '1', 'no '])
      expect(meaning.safeParse(understand(one.repeat(10_000_000 / one.length), { ...NOW, ...at.confirm })).success).toBe(true);
  });

  it('sees through marks, overrides and odd digits', () => {
    expect(read('t\u0335o\u0336m\u0337o\u0338r\u0301r\u0302o\u0303w', at.day)).toMatchObject({ date: '2026-10-08' });
    expect(read('\u202etomorrow\u202c', at.day)).toMatchObject({ date: '2026-10-08' });
    expect(read('３pm', at.time)).toMatchObject({ time: '15:00' });
    expect(read('2️⃣', at.time)).toMatchObject({ time: '12:30' });
  });
});

describe('the work it takes', () => {
  const cost = (text: string) => {
    const setting = { ...NOW, ...at.two };
    understand(text, setting);
    const before = process.cpuUsage();
    for (let n = 0; n < 3; n += 1) understand(text, setting);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 3000;
  };

  it('is bounded for texts made to be slow', () => {
    for (const one of [
      'be a bit late ',
      'i want to ',
      'can you ',
      'from 5 to ',
      'no el ',
      'a9',
      'do you have ',
      'if cancel ',
      'not not ',
      'yes no ',
      'next ',
      'before my dog on the ',
      'cuanto a mi ',
      'la cita que tengo el ',
      'haareschneiden',
      'will i be done do you have ',
      'mara or if not jose ',
    ])
      expect(cost(one.repeat(Math.ceil(10_000 / one.length)))).toBeLessThan(150);
  });
});
