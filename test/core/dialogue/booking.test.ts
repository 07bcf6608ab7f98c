import { describe, expect, it } from 'vitest';
import { at, beard, booking, desk, person, service } from './desk.ts';

describe('booking in chat', () => {
  it('goes from hello to booked in one message per turn', () => {
    const talk = desk();
    talk.says('Hi');
    expect(talk.keys).toEqual(['hello', 'menu']);
    expect(talk.text).toContain('Hi Eva! This is *Salon Luz*.');
    expect(talk.ids).toEqual(['book', 'bookings', 'help']);
    talk.taps('book');
    expect(talk.ids).toEqual(['service:cut', 'service:beard']);
    talk.taps('service:cut');
    expect(talk.keys).toEqual(['service_chosen', 'ask_person']);
    expect(talk.text).toContain('*Haircut* · 45 min · €25.00\nWash, cut and finish');
    expect(talk.ids).toEqual(['staff:*', 'staff:ana', 'staff:bo']);
    talk.taps('staff:ana');
    expect(talk.titles).toEqual([
      'Earliest',
      'Mon, Oct 5',
      'Tue, Oct 6',
      'Wed, Oct 7',
      'Thu, Oct 8',
      'Fri, Oct 9',
      'Sat, Oct 10',
      'Sun, Oct 11',
      'Next week',
    ]);
    talk.taps('day:2026-10-06');
    expect(talk.titles).toEqual(['10:00 AM', '11:30 AM', '5:00 PM', 'Another day']);
    talk.taps(talk.ids[1] ?? '');
    expect(talk.asked).toEqual([{ kind: 'hold', serviceId: 'cut', staffId: 'ana', startsAt: at('2026-10-06', '11:30') }]);
    expect(talk.keys).toEqual(['ask_confirm', 'where', 'kept_until']);
    expect(talk.text).toContain('*Haircut*\nAna\nTuesday, October 6, 11:30 AM\n45 min · €25.00');
    expect(talk.text).toContain('until 9:10 AM');
    expect(talk.said?.bookingId).toBe('b1');
    talk.taps('confirm:b1');
    expect(talk.keys).toEqual(['booked', 'where', 'change_hint']);
    expect(talk.ids).toEqual(['move:b1', 'cancel:b1', 'book']);
    expect(talk.booked).toMatchObject([{ id: 'b1', staffId: 'ana', chosenBecause: 'asked_for' }]);
    expect(talk.state.draft).toBeUndefined();
  });

  it('can be done in words alone, and in Spanish', () => {
    const talk = desk({ locale: 'es' });
    talk.says('Quiero reservar un Haircut');
    expect(talk.keys).toEqual(['service_chosen', 'ask_person']);
    talk.says('cualquiera');
    talk.says('mañana');
    expect(talk.text).toContain('Estas son las horas libres del *martes, 6 de octubre*');
    talk.says('a las 5');
    expect(talk.asked.at(-1)).toEqual({ kind: 'hold', serviceId: 'cut', startsAt: at('2026-10-06', '17:00') });
    talk.says('sí, por favor');
    expect(talk.text).toContain('✅ ¡Cita reservada!');
    expect(talk.booked).toHaveLength(1);
  });

  it('does not ask who, when only one person does it, nor what, when there is one service', () => {
    const talk = desk({ services: [beard] });
    talk.says('book');
    expect(talk.keys).toEqual(['service_chosen', 'ask_day']);
    expect(talk.asked).toMatchObject([
      { kind: 'find_slots', ask: { serviceId: 'beard', staffId: 'bo', from: '2026-10-05', to: '2026-10-11' } },
    ]);
  });

  it('offers each start once when anyone will do, and names nobody in the claim', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut', 'staff:*', 'day:2026-10-07']) talk.taps(id);
    expect(talk.titles).toHaveLength(4);
    expect(talk.ids[0]).toBe(`at:${at('2026-10-07', '10:00')}:*:cut`);
  });

  it('takes the earliest start, tapped or written', () => {
    for (const word of ['Earliest', 'as soon as possible please', 'lo antes posible']) {
      const talk = desk();
      for (const id of ['book', 'service:cut', 'staff:bo']) talk.taps(id);
      talk.says(word);
      expect(talk.asked.at(-1)).toEqual({ kind: 'hold', serviceId: 'cut', staffId: 'bo', startsAt: at('2026-10-05', '10:00') });
    }
  });

  it('leafs through weeks, forwards and back', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut', 'staff:bo']) talk.taps(id);
    talk.says('next week');
    expect(talk.titles).toEqual([
      'Mon, Oct 12',
      'Tue, Oct 13',
      'Wed, Oct 14',
      'Thu, Oct 15',
      'Fri, Oct 16',
      'Sat, Oct 17',
      'Sun, Oct 18',
      'Next week',
      'Previous week',
    ]);
    talk.taps(talk.ids.at(-2) ?? '');
    expect(talk.titles[0]).toBe('Mon, Oct 19');
    talk.says('previous week');
    expect(talk.titles[0]).toBe('Mon, Oct 12');
    talk.says('Previous week');
    expect(talk.titles.slice(0, 2)).toEqual(['Earliest', 'Mon, Oct 5']);
  });

  it('looks on to the first free day, says so, and finds the way back over empty weeks', () => {
    const talk = desk({ open: (date) => date < '2026-10-08' || date >= '2026-11-20' });
    for (const id of ['book', 'service:cut', 'staff:bo']) talk.taps(id);
    talk.says('next week');
    expect(talk.text).toContain('We have nothing free from Monday, October 12 to Thursday, November 19.');
    expect(talk.titles[0]).toBe('Fri, Nov 20');
    talk.says('previous week');
    expect(talk.titles).toContain('Wed, Oct 7');
  });

  it('shows the earliest also when it is weeks away', () => {
    const talk = desk({ open: (date) => date >= '2026-11-20' });
    for (const id of ['book', 'service:cut', 'staff:bo']) talk.taps(id);
    expect(talk.keys).toEqual(['none_between', 'ask_day']);
    expect(talk.titles.slice(0, 2)).toEqual(['Earliest', 'Fri, Nov 20']);
    expect(talk.titles).not.toContain('Previous week');
  });

  it('ends the last week where bookings are no longer taken', () => {
    const talk = desk({ services: [service({ horizonDays: 8 })] });
    for (const id of ['book', 'staff:bo', 'days:2026-10-12']) talk.taps(id);
    expect(talk.titles).toEqual(['Mon, Oct 12', 'Tue, Oct 13', 'Previous week']);
    talk.says('2026-12-24');
    expect(talk.keys).toEqual(['not_free', 'ask_day']);
  });

  it('says when nothing is free at all, and offers somebody or something else', () => {
    const talk = desk({ open: () => false, services: [service({ horizonDays: 366 }), beard] });
    for (const id of ['book', 'service:cut', 'staff:ana']) talk.taps(id);
    expect(talk.keys).toEqual(['no_times']);
    expect(talk.text).toBe('Sorry, Ana has no free times for *Haircut* at the moment.');
    expect(talk.ids).toEqual(['people', 'services', 'over']);
    talk.taps('people');
    expect(talk.keys).toEqual(['ask_person']);
    talk.says('Anyone');
    expect(talk.ids).toEqual(['services', 'over']);
  });

  it('has an answer with nothing in the catalogue', () => {
    const talk = desk({ services: [] });
    talk.says('book');
    expect(talk.keys).toEqual(['hello', 'nothing_to_book']);
    expect(talk.ids).toEqual(['bookings', 'help']);
  });

  it('tells a time that is not free, and a day that has none', () => {
    const talk = desk({ open: (date) => date !== '2026-10-07' });
    for (const id of ['book', 'service:cut', 'staff:ana', 'day:2026-10-06']) talk.taps(id);
    talk.says('10:15');
    expect(talk.text).toContain('Sorry, 10:15 AM isn’t free.');
    talk.says('wednesday');
    expect(talk.keys).toEqual(['day_full', 'ask_day']);
  });

  it('books twice for the same customer', () => {
    const talk = desk();
    for (const id of ['book', 'service:beard', `at:${at('2026-10-06', '10:00')}:bo:beard`, 'confirm:b1']) talk.taps(id);
    for (const id of ['book', 'service:beard', `at:${at('2026-10-06', '17:00')}:bo:beard`, 'confirm:b2']) talk.taps(id);
    expect(talk.booked).toHaveLength(2);
    talk.says('hello');
    expect(talk.keys).toEqual(['hello', 'next_booking', 'menu']);
  });

  it('handles a person who leaves the service meanwhile', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut']) talk.taps(id);
    talk.knows({ services: [service({ staffIds: ['bo'] })], staff: [person('bo', 'Bo')] });
    talk.taps('staff:ana');
    expect(talk.keys).toEqual(['stale', 'ask_person']);
    talk.knows({ services: [beard] });
    talk.says('Bo');
    expect(talk.keys[0]).toBe('service_gone');
    expect(booking().serviceId).toBe('cut');
  });
});
