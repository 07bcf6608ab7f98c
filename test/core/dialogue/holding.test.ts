import { describe, expect, it } from 'vitest';
import { at, booking, desk } from './desk.ts';

const TEN = at('2026-10-06', '10:00');
const FIVE = at('2026-10-06', '17:00');

function holding() {
  const talk = desk();
  for (const id of ['book', 'service:cut', 'staff:ana', 'day:2026-10-06', `at:${TEN}:ana:cut`]) talk.taps(id);
  expect(talk.held).toHaveLength(1);
  return talk;
}

describe('a time that is held', () => {
  it('is given back before another is taken', () => {
    const talk = holding();
    talk.taps(`at:${FIVE}:ana:cut`);
    expect(talk.asked).toMatchObject([
      { kind: 'cancel', bookingId: 'b1' },
      { kind: 'hold', startsAt: FIVE },
    ]);
    expect(talk.held).toMatchObject([{ id: 'b2' }]);
  });

  it.each(['Another time', 'no', 'back', 'start over', 'cancel', 'wednesday', 'next week'])('is given back on "%s"', (words) => {
    const talk = holding();
    talk.says(words);
    expect(talk.asked[0]).toEqual({ kind: 'cancel', bookingId: 'b1' });
    expect(talk.held).toEqual([]);
    expect(talk.state.holdId).toBeUndefined();
  });

  it.each(['my bookings', 'help', 'location', 'qwertz', 'person', 'tomorrow', 'one sec', 'how much is it?', 'who is it with?'])(
    'is kept on "%s"',
    (words) => {
      const talk = holding();
      talk.says(words);
      expect(talk.asked).toEqual([]);
      expect(talk.held).toHaveLength(1);
      talk.taps('confirm:b1');
      expect(talk.keys[0]).toBe('booked');
    },
  );

  it('is confirmed by a plain yes, a thumb, or the title of the button', () => {
    for (const words of ['yes', '👍🏽', 'CONFIRM', 'sí', 'vale', 'book']) {
      const talk = holding();
      talk.says(words);
      expect(talk.keys[0]).toBe('booked');
    }
  });

  it('is claimed again when it has run out', () => {
    const talk = holding();
    talk.waits(20);
    talk.says('hm?');
    expect(talk.keys).toEqual(['not_understood', 'ask_confirm', 'where']);
    talk.taps('confirm:b1');
    expect(talk.booked).toHaveLength(1);
  });

  it('is replaced by alternatives when somebody else got it', () => {
    const talk = holding();
    talk.waits(20);
    talk.loses(TEN, 'b1');
    talk.taps('confirm:b1');
    expect(talk.keys).toEqual(['not_free', 'ask_alternative']);
    expect(talk.ids).toEqual([`at:${at('2026-10-06', '11:30')}:ana:cut`, `at:${FIVE}:ana:cut`, 'days:2026-10-05']);
    talk.says('what?');
    expect(talk.keys).toEqual(['not_understood', 'ask_alternative']);
    talk.says('Tue, Oct 6, 5:00 PM');
    talk.says('yes');
    expect(talk.booked).toMatchObject([{ startsAt: FIVE }]);
  });

  it('was never held when the slot has just been taken', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut', 'staff:*', 'day:2026-10-06']) talk.taps(id);
    talk.loses(TEN);
    talk.taps(`at:${TEN}:*:cut`);
    expect(talk.keys).toEqual(['not_free', 'ask_alternative']);
    expect(talk.titles).toEqual(['Tue, Oct 6, 11:30 AM', 'Tue, Oct 6, 5:00 PM', 'Another day']);
  });

  it('goes back to the days when nothing is free near it', () => {
    const talk = desk({ times: ['10:00'] });
    for (const id of ['book', 'service:beard', 'day:2026-10-06']) talk.taps(id);
    talk.loses(TEN);
    talk.taps(`at:${TEN}:bo:beard`);
    expect(talk.keys).toEqual(['not_free', 'ask_day']);
  });

  it('is not cancelled once somebody has confirmed it for the customer', () => {
    const talk = holding();
    talk.knows({});
    talk.taps('confirm:b1');
    talk.says('start over');
    expect(talk.asked).toEqual([]);
    expect(talk.booked).toHaveLength(1);
  });

  it('answers a second tap on confirm with what is booked', () => {
    const talk = holding();
    talk.taps('confirm:b1');
    talk.taps('confirm:b1');
    expect(talk.keys[0]).toBe('already_booked');
    expect(talk.asked).toEqual([]);
  });

  it('says when the hold is gone', () => {
    const talk = holding();
    talk.forgets('b1');
    talk.taps('confirm:b1');
    expect(talk.keys).toEqual(['hold_gone', 'ask_day']);
  });

  it('never confirms what is not the hold of this draft', () => {
    const talk = holding();
    talk.taps('confirm:somebody-elses');
    expect(talk.asked).toEqual([]);
    expect(talk.keys[0]).toBe('stale');
  });
});

describe('an old button', () => {
  it('starts what it says when that still makes sense', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut', 'staff:ana', 'day:2026-10-06']) talk.taps(id);
    talk.taps('service:beard');
    expect(talk.keys).toEqual(['service_chosen', 'ask_day']);
    talk.taps(`at:${FIVE}:ana:cut`);
    expect(talk.asked).toMatchObject([{ kind: 'hold', serviceId: 'cut', staffId: 'ana' }]);
  });

  it('is told to be old when it does not, and the question is repeated', () => {
    for (const id of ['day:2026-10-06', 'staff:ana', 'confirm:b9', 'nonsense', 'at:1:*:gone', 'more:x', '%', 'day:2026-99-99']) {
      const talk = desk();
      talk.taps(id);
      expect(talk.keys).toEqual(['stale', 'menu']);
    }
  });

  it('about a booking that is over leads to those there are', () => {
    const talk = desk({ upcoming: [booking()] });
    for (const id of ['move:gone', 'cancel:gone', 'drop:gone', 'booking:gone', `shift:${FIVE}:*:gone`, `to:${FIVE}:*:gone`]) {
      talk.taps(id);
      expect(talk.keys).toEqual(['booking_gone', 'your_bookings']);
      expect(talk.asked).toEqual([]);
    }
  });

  it('of a template is understood by its title', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.hears({ kind: 'choice', by: 'template', id: 'payload', title: 'Reschedule' }, 'x1');
    expect(talk.keys).toEqual(['moving', 'ask_day']);
  });
});
