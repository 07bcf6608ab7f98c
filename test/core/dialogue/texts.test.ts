import { describe, expect, it } from 'vitest';
import { type TextKey, textsOf } from '#core/dialogue/texts.ts';
import { formats } from '#core/dialogue/texts/format.ts';

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

  it('write every moment short enough for the title of a row', () => {
    for (let month = 1; month <= 12; month++) {
      for (let day = 20; day <= 26; day++)
        expect(texts.moment({ date: `2026-${String(month).padStart(2, '0')}-${day}`, time: '22:30' }).length).toBeLessThanOrEqual(
          24,
        );
    }
  });
});

describe('dates, times and prices', () => {
  it('are written as the language writes them, with plain spaces', () => {
    const [en, es] = [formats('en'), formats('es')];
    expect([en.day('2026-10-06'), es.day('2026-10-06')]).toEqual(['Tuesday, October 6', 'martes, 6 de octubre']);
    expect([en.time('16:30'), es.time('16:30')]).toEqual(['4:30 PM', '16:30']);
    expect([en.money({ amount: 2500, currency: 'EUR' }), es.money({ amount: 2500, currency: 'EUR' })]).toEqual([
      '€25.00',
      '25,00 €',
    ]);
    expect(en.money({ amount: 2500, currency: 'JPY' })).toBe('¥2,500');
    expect(en.money({ amount: 2500, currency: '???' })).toBe('25 ???');
    expect([en.duration(45), en.duration(60), en.duration(90), es.duration(90)]).toEqual([
      '45 min',
      '1 hr',
      '1 hr 30 min',
      '1 h 30 min',
    ]);
  });
});
