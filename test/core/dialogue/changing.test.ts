import { describe, expect, it } from 'vitest';
import { at, booking, desk } from './desk.ts';

const other = booking({
  id: 'x2',
  serviceId: 'beard',
  serviceName: 'Beard trim',
  staffId: 'bo',
  staffName: 'Bo',
  startsAt: at('2026-10-09', '17:00'),
  date: '2026-10-09',
  time: '17:00',
  chosenBecause: 'least_booked',
});

describe('my bookings', () => {
  it('says when there are none', () => {
    const talk = desk();
    talk.says('my bookings');
    expect(talk.keys).toEqual(['no_bookings']);
    expect(talk.ids).toEqual(['book', 'help']);
  });

  it('shows the only one with what can be done about it', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.says('mis citas');
    expect(talk.keys).toEqual(['your_booking', 'where']);
    expect(talk.ids).toEqual(['move:x1', 'cancel:x1', 'book']);
    expect(talk.said?.bookingId).toBe('x1');
  });

  it('lists several', () => {
    const talk = desk({ upcoming: [booking(), other] });
    talk.taps('bookings');
    expect(talk.ids).toEqual(['booking:x1', 'booking:x2']);
    talk.taps('booking:x2');
    expect(talk.text).toContain('*Beard trim*\nBo');
    talk.says('back');
    expect(talk.keys).toEqual(['your_bookings']);
  });
});

describe('rescheduling', () => {
  it.each(['reschedule', 'I have to change my appointment', 'cambiar', 'quiero mover mi cita'])('by "%s"', (words) => {
    const talk = desk({ upcoming: [booking()] });
    talk.says(words);
    expect(talk.keys).toEqual(['moving', 'ask_day']);
    expect(talk.asked).toMatchObject([{ kind: 'find_slots', ask: { serviceId: 'cut', staffId: 'ana', exceptBookingId: 'x1' } }]);
  });

  it('asks which one, then for the day, the time and a yes, and moves in one step', () => {
    const talk = desk({ upcoming: [booking(), other] });
    talk.says('reschedule');
    expect(talk.keys).toEqual(['which_to_move']);
    talk.taps('move:x2');
    talk.says('tuesday');
    talk.says('17:00');
    expect(talk.keys).toEqual(['ask_move']);
    expect(talk.text).toContain('New time: *Tuesday, October 6, 5:00 PM*');
    talk.says('yes');
    expect(talk.asked).toEqual([{ kind: 'move', bookingId: 'x2', startsAt: at('2026-10-06', '17:00') }]);
    expect(talk.keys[0]).toBe('moved');
    expect(talk.said?.bookingId).toBe('x2');
  });

  it('does not offer the time it stands at', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.taps('move:x1');
    talk.taps('day:2026-10-08');
    expect(talk.titles).toEqual(['10:00 AM', '5:00 PM', 'Another day']);
  });

  it('offers alternatives when the new time is gone, and keeps the old one meanwhile', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.taps('move:x1');
    talk.taps(`to:${at('2026-10-06', '10:00')}:*:x1`);
    talk.loses(at('2026-10-06', '10:00'));
    talk.says('yes');
    expect(talk.keys).toEqual(['not_free', 'ask_alternative']);
    expect(talk.ids[0]).toBe(`to:${at('2026-10-06', '11:30')}:*:x1`);
    expect(talk.booked).toMatchObject([{ time: '11:30', date: '2026-10-08' }]);
  });

  it('keeps it on no, and when the customer gives up', () => {
    for (const words of ['no', 'No, keep it', 'cancel', 'start over']) {
      const talk = desk({ upcoming: [booking()] });
      talk.taps('move:x1');
      talk.taps(`to:${at('2026-10-06', '10:00')}:*:x1`);
      talk.says(words);
      expect(talk.asked).toEqual([]);
      expect(talk.state.draft).toBeUndefined();
      expect(talk.booked).toEqual([booking()]);
    }
  });

  it('goes to somebody else only when the customer wants that', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.taps('move:x1');
    talk.taps('people');
    talk.taps('staff:bo');
    talk.taps('day:2026-10-06');
    expect(talk.ids[0]).toBe(`to:${at('2026-10-06', '10:00')}:bo:x1`);
    talk.taps(talk.ids[0] ?? '');
    talk.says('yes');
    expect(talk.asked).toMatchObject([{ kind: 'move', staffId: 'bo' }]);
  });
});

describe('cancelling', () => {
  it.each(['cancel', 'anular', 'Quiero cancelar mi cita', 'please cancel my booking'])('by "%s", after a yes', (words) => {
    const talk = desk({ upcoming: [booking()] });
    talk.says(words);
    expect(talk.keys).toEqual(['ask_cancel']);
    expect(talk.asked).toEqual([]);
    talk.says('yes');
    expect(talk.asked).toEqual([{ kind: 'cancel', bookingId: 'x1' }]);
    expect(talk.keys).toEqual(['cancelled']);
    expect(talk.booked).toEqual([]);
  });

  it('takes a repeated "cancel" for a yes', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.says('cancel');
    talk.says('cancel');
    expect(talk.booked).toEqual([]);
  });

  it('keeps it on no', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.says('cancel');
    talk.says('no');
    expect(talk.keys).toEqual(['kept']);
    expect(talk.booked).toHaveLength(1);
  });

  it('says when there is nothing to cancel', () => {
    const talk = desk();
    talk.says('cancel');
    expect(talk.keys).toEqual(['no_bookings']);
  });

  it('says when it was cancelled elsewhere in the same moment', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.says('cancel');
    talk.hears({ kind: 'text', body: 'yes' });
    talk.taps('drop:x1');
    expect(talk.keys[0]).toBe('booking_gone');
  });
});

describe('a reply to a message about a booking', () => {
  it('is about that booking', () => {
    const talk = desk({ upcoming: [booking(), other] });
    talk.says('cancel', 'x2');
    expect(talk.said?.bookingId).toBe('x2');
    expect(talk.keys).toEqual(['ask_cancel']);
    talk.says('cambiar', 'x1');
    expect(talk.keys).toEqual(['moving', 'ask_day']);
    expect(talk.state.draft?.movingId).toBe('x1');
  });

  it('shows it when the words say nothing else', () => {
    const talk = desk({ upcoming: [booking(), other] });
    talk.says('this one here', 'x2');
    expect(talk.keys).toEqual(['your_booking', 'where']);
    expect(talk.said?.bookingId).toBe('x2');
  });

  it('tells when that booking is over', () => {
    const talk = desk({ upcoming: [other] });
    talk.says('cancel', 'x1');
    expect(talk.keys).toEqual(['booking_gone', 'your_bookings']);
  });
});
