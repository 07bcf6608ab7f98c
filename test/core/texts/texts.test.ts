import { describe, expect, it } from 'vitest';
import { type TextKey, textsOf } from '#core/texts/texts.ts';
import { formats } from '#core/texts/format.ts';

describe.each(['en', 'es'] as const)('the texts in %s', (locale) => {
  const texts = textsOf(locale);
  const written = (prefix: string) =>
    (Object.keys(texts) as TextKey[]).filter((key) => key.startsWith(prefix)).map((key) => (texts[key] as () => string)());

  it('have labels that fit on buttons and lists', () => {
    for (const label of [...written('button_'), ...written('open_'), texts.choose()])
      expect(label.length).toBeLessThanOrEqual(20);
    for (const row of [
      texts.earliest(),
      texts.next_week(),
      texts.previous_week(),
      texts.other_day(),
      texts.anyone(),
      texts.more(),
    ])
      expect(row.length).toBeLessThanOrEqual(24);
    for (const part of [texts.morning(), texts.afternoon(), texts.evening()]) expect(part.length).toBeLessThanOrEqual(24);
    expect(texts.footer().length).toBeLessThanOrEqual(60);
  });
});

describe('dates, times and prices', () => {
  const forms = (tag: string) => {
    const f = formats(tag);
    return [f.day('2026-12-08'), f.moment('2026-12-08', '09:30'), f.time('16:30'), f.money({ amount: 123450, currency: 'EUR' })];
  };

  it.each([
    ['en-GB', ['Tuesday 8 December', 'Tue 8 Dec, 09:30', '16:30', '€1,234.50']],
    ['en-US', ['Tuesday, December 8', 'Tue, Dec 8, 9:30 AM', '4:30 PM', '€1,234.50']],
    ['en-ES', ['Tuesday, 8 December', 'Tue 8 Dec, 09:30', '16:30', '€1,234.50']],
    ['es-ES', ['martes, 8 de diciembre', 'Mar 8 dic, 9:30', '16:30', '1234,50 €']],
    ['es-MX', ['martes, 8 de diciembre', 'Mar 8 dic, 9:30 a.m.', '4:30 p.m.', 'EUR 1,234.50']],
    ['es-CO', ['martes, 8 de diciembre', 'Mar 8 dic, 9:30 a.m.', '4:30 p. m.', 'EUR 1.234,50']],
    // Turns of older versions were recorded without a region.
    ['en', ['Tuesday, December 8', 'Tue, Dec 8, 9:30 AM', '4:30 PM', '€1,234.50']],
  ])('are written as the region writes them, with plain spaces (%s)', (tag, written) => {
    expect(forms(tag)).toEqual(written);
  });

  it.each([
    'en-GB',
    'en-US',
    'en-CA',
    'en-NZ',
    'en-ES',
    'es-ES',
    'es-MX',
    'es-AR',
    'es-CO',
    'es-US',
    'es-VE',
    'es-PY',
    'en',
    'es',
  ])('make moments that fit into the title of a row, on every day of a year (%s)', (tag) => {
    const { moment } = formats(tag);
    const first = Temporal.PlainDate.from('2026-01-01');
    const year = Array.from({ length: 365 }, (_, days) => moment(first.add({ days }).toString(), '22:30'));
    expect(year.filter((one) => one.length > 24)).toEqual([]);
  });

  it('count minutes and hours, and write a currency that nobody knows as it is', () => {
    const [en, es] = [formats('en-GB'), formats('es-ES')];
    expect(en.money({ amount: 2500, currency: 'JPY' })).toMatch(/¥2,500$/);
    expect(en.money({ amount: 2500, currency: '???' })).toBe('25 ???');
    expect([en.duration(45), en.duration(60), en.duration(90), es.duration(90)]).toEqual([
      '45 mins',
      '1 hr',
      '1 hr 30 mins',
      '1 h 30 min',
    ]);
  });
});
