import { describe, expect, it } from 'vitest';
import { servicesIn } from '#core/understanding/services.ts';
import { lexiconOf } from '#core/understanding/lexicon.ts';
import { wordsOf } from '#core/understanding/written.ts';
import { at, catalogue, read } from './desk.ts';

describe('a service', () => {
  it.each([
    ['mens cut', ['cut_m']],
    ['corte de hombre', ['cut_m']],
    ['Herrenschnitt', ['cut_m']],
    ['cut and blowdry', ['cut_w']],
    ['a trim for my son', ['cut_k']],
    ['roots', ['color']],
    ['las uñas', ['mani']],
    ['manicura y cejas', ['mani', 'brows']],
    ['phsyio', ['physio']],
    ['Zahnreinigung', ['cleaning']],
    ['cambio de aceite', ['oil']],
    ['tires', ['tyres']],
    ['la vidange', ['oil']],
  ])('"%s" is %j', (text, ids) => {
    expect(servicesIn(wordsOf(text), lexiconOf(catalogue), false).groups.map(([id]) => id)).toEqual(ids);
  });

  it('that may be one of several is asked about', () => {
    expect(read('can I get a haircut tomorrow', at.start).alternatives).toEqual([
      { services: ['cut_w'] },
      { services: ['cut_m'] },
    ]);
  });

  it.each([
    ['massage 60 tomorrow', ['m60']],
    ['massage 30 min please', ['m30']],
    ['a massage', ['m30', 'm60']],
    ['haircut', ['cut']],
    ['cut 3 at 3', ['c3']],
  ])('that has a number in its name is "%s"', (text, ids) => {
    const names = { m30: 'Massage (30 min)', m60: 'Massage 60 min', cut: 'Haircut', c2: 'Cut 2', c3: 'Cut 3' };
    const services = Object.entries(names).map(([id, name]) => ({ id, names: [name] }));
    expect(servicesIn(wordsOf(text), lexiconOf({ ...catalogue, services }), false).groups).toEqual([ids]);
  });

  it('that is not offered is said to be none', () => {
    for (const text of ['do you do hair extensions?', 'hacen alisado?', 'can you fix my windscreen'])
      expect(read(text, at.start)).toMatchObject({ intent: 'service_info' });
  });

  it('is chosen by its place in the list, where the list was shown', () => {
    expect(read('2', at.service)).toEqual({ intent: 'book', services: ['cut_m'] });
    expect(read('the second one', at.service)).toEqual({ intent: 'book', services: ['cut_m'] });
    expect(read('the last', at.service)).toEqual({ intent: 'book', services: ['tyres'] });
  });
});

describe('a person', () => {
  it.each([
    ['w mara', 'mara'],
    ['con jose', 'jose'],
    ['with José please', 'jose'],
    ['is May free in may?', 'may'],
    ['with Will', 'will'],
  ])('"%s" is %s', (words, staff) => {
    expect(read(`a manicure tomorrow ${words}`, at.start)).toMatchObject({ intent: 'book', staff });
  });

  it('whose name is also a word is meant only where it can be', () => {
    for (const text of [
      'quiero las uñas en rosa palo el sábado',
      'will I need an appointment in may?',
      'Hola Mara! tenés turno mañana?',
    ])
      expect(read(text, at.start).staff).toBeUndefined();
    expect(read('May', at.staff)).toEqual({ intent: 'book', staff: 'may' });
  });

  it('may be anyone, or anyone but one', () => {
    for (const text of ['dont mind', 'me da igual', 'egal', 'peu importe', 'tanto faz', 'chiunque', 'either'])
      expect(read(text, at.staff)).toMatchObject({ intent: 'book', staff: 'any' });
    expect(read('con cualquiera menos José', at.staff)).toEqual({ intent: 'book', staff: 'any', not: { staff: 'jose' } });
  });
});
