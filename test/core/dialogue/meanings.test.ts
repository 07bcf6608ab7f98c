import { describe, expect, it } from 'vitest';
import type { InboundContent } from '#contracts/content.ts';
import { at, beard, booking, desk, person, service } from './desk.ts';

const TEN = at('2026-10-06', '10:00');
const FIVE = at('2026-10-06', '17:00');
const open = (weekdays: readonly number[]) => weekdays.map((weekday) => ({ weekday, from: '09:00', until: '18:00' }));
const staffed = [
  { ...person('ana', 'Ana'), weeklyHours: open([1, 2, 3, 4, 5]) },
  { ...person('bo', 'Bo'), weeklyHours: open([2, 6]) },
];

function holding(given: Parameters<typeof desk>[0] = {}) {
  const talk = desk(given);
  for (const id of ['book', 'service:cut', 'staff:ana', 'day:2026-10-06', `at:${TEN}:ana:cut`]) talk.taps(id);
  expect(talk.held).toHaveLength(1);
  return talk;
}

describe('what a first message says already', () => {
  it.each([
    'haircut tomorrow at 5pm with Ana please',
    'Hi! can I get a haircut with ana tomorrow 5pm?',
    'hola, quiero un corte con Ana mañana a las 5',
    'Haircut bei Ana morgen um 17 Uhr bitte',
  ])('is not asked again: "%s"', (words) => {
    const talk = desk();
    talk.says(words);
    expect(talk.asked).toMatchObject([
      { kind: 'find_slots' },
      { kind: 'hold', serviceId: 'cut', staffId: 'ana', startsAt: FIVE },
    ]);
    expect(talk.keys[0]).toBe('ask_confirm');
    talk.says('yes');
    expect(talk.booked).toMatchObject([{ startsAt: FIVE, staffId: 'ana' }]);
  });

  it('is kept while the rest is asked', () => {
    const talk = desk();
    talk.says('do you have anything tomorrow after 4?');
    expect(talk.keys).toEqual(['ask_service']);
    talk.says('haircut');
    expect(talk.asked.at(-1)).toMatchObject({ kind: 'hold', serviceId: 'cut', startsAt: FIVE });
  });

  it('shows the range that was asked for, and only that', () => {
    const talk = desk();
    talk.says('a haircut on wednesday before noon');
    expect(talk.titles).toEqual(['10:00 AM', '11:30 AM', 'Another day']);
  });

  it('shows the days that fit', () => {
    const talk = desk();
    talk.says('beard trim next week, any day but monday');
    expect(talk.titles.slice(0, 2)).toEqual(['Tue, Oct 13', 'Wed, Oct 14']);
    expect(talk.titles).not.toContain('Mon, Oct 12');
  });

  it('shows the times of several days that fit', () => {
    const talk = desk();
    talk.says('haircut this week after 4 with Bo');
    expect(talk.keys).toEqual(['service_chosen', 'these_fit']);
    expect(talk.titles.slice(0, 2)).toEqual(['Mon, Oct 5, 5:00 PM', 'Tue, Oct 6, 5:00 PM']);
  });

  it('takes the first start where the customer is in a hurry', () => {
    const talk = desk();
    talk.says('need a haircut with Bo asap');
    expect(talk.asked.at(-1)).toMatchObject({ kind: 'hold', staffId: 'bo', startsAt: at('2026-10-05', '10:00') });
  });

  it('says when it is further ahead than bookings are taken', () => {
    const talk = desk({ services: [service({ horizonDays: 5 })] });
    talk.says('haircut next week with Ana');
    expect(talk.keys).toContain('not_free');
    expect(talk.text).toContain('take bookings that far ahead');
  });
});

describe('a time that is held', () => {
  it.each([
    'how much is it?',
    'is there anything on friday?',
    'could we make it 5 instead?',
    'any chance of half an hour later?',
    'where are you?',
    'do you take cards?',
    'who will do it?',
    'what if I have to cancel?',
    'is it on the 6th or the 7th?',
    'one sec',
    'let me ask my husband and get back to you',
    'hello??',
    'cuánto dura?',
    'y si no puedo ir?',
    'hay algo el viernes?',
    'ähm',
    "I'm not sure, is there anything later that day?",
    "it's for my daughter",
  ])('is still on offer after "%s"', (words) => {
    const talk = holding({ staff: staffed });
    talk.says(words);
    expect(talk.held).toMatchObject([{ id: 'b1', startsAt: TEN }]);
    talk.taps('confirm:b1');
    expect(talk.booked).toMatchObject([{ id: 'b1', startsAt: TEN }]);
  });

  it('is offered beside a free time that was only asked for', () => {
    const talk = holding();
    talk.says('could it be at 5 instead?');
    expect(talk.keys).toEqual(['time_is_free', 'still_held']);
    expect(talk.titles).toEqual(['Tue, Oct 6, 5:00 PM', 'Another day', 'Keep what I have']);
    talk.says('Keep what I have');
    expect(talk.keys[0]).toBe('ask_confirm');
    talk.says('can we do 5?');
    talk.taps(talk.ids[0] ?? '');
    expect(talk.held).toMatchObject([{ startsAt: FIVE }]);
  });

  it('becomes another one where that is stated', () => {
    for (const words of ['make it 5pm', 'sí pero a las 5', 'lieber um 17 Uhr', 'actually 5 is better']) {
      const talk = holding();
      talk.says(words);
      expect(talk.held).toMatchObject([{ id: 'b2', startsAt: FIVE }]);
      expect(talk.keys[0]).toBe('ask_confirm');
    }
  });

  it('goes to another person at the same time', () => {
    const talk = holding();
    talk.says('with Bo instead please');
    expect(talk.held).toMatchObject([{ staffId: 'bo', startsAt: TEN }]);
  });

  it('is never booked by a question or a half yes', () => {
    for (const words of [
      'yes?',
      'tuesday yeah?',
      'yes but with Bo',
      'ok let me think',
      'confirm the price first',
      "don't book it yet",
    ]) {
      const talk = holding();
      talk.says(words);
      expect(talk.booked).toEqual([]);
      expect(talk.held).toHaveLength(1);
    }
  });

  it('is booked by a yes in any words', () => {
    for (const words of [
      'not bad, go for it',
      'no así está bien confírmalo',
      'Nein, alles gut, buchen Sie bitte',
      'va bene, grazie',
      'parfait',
      'pode confirmar',
      'k',
    ]) {
      const talk = holding();
      talk.says(words);
      expect(talk.booked).toHaveLength(1);
    }
  });
});

describe('what could be meant either way', () => {
  it('is asked with a button for each day, and the time is not asked again', () => {
    const talk = desk();
    talk.says('haircut with Ana next friday at 5pm');
    expect(talk.keys.at(-1)).toBe('which_do_you_mean');
    expect(talk.titles).toEqual(['Fri, Oct 9', 'Fri, Oct 16']);
    talk.taps('day:2026-10-16');
    expect(talk.asked.at(-1)).toMatchObject({ kind: 'hold', startsAt: at('2026-10-16', '17:00') });
  });

  it('is asked with a button for each service', () => {
    const talk = desk({ services: [service({ id: 'w', name: "Women's cut" }), service({ id: 'm', name: "Men's cut" }), beard] });
    talk.says('a cut tomorrow at 10');
    expect(talk.titles).toEqual(["Women's cut", "Men's cut"]);
    talk.says("Men's cut");
    expect(talk.asked.at(-1)).toMatchObject({ kind: 'hold', serviceId: 'm', startsAt: TEN });
  });

  it('is a list of bookings where it is not said which', () => {
    const other = booking({
      id: 'x2',
      serviceId: 'beard',
      serviceName: 'Beard trim',
      staffId: 'bo',
      startsAt: at('2026-10-09', '17:00'),
      date: '2026-10-09',
      time: '17:00',
    });
    const talk = desk({ upcoming: [booking(), other] });
    talk.says('I need to move my appointment to saturday');
    expect(talk.keys).toEqual(['which_to_move']);
    talk.taps('move:x2');
    expect(talk.asked.at(-1)).toMatchObject({ kind: 'find_slots', ask: { from: '2026-10-10', to: '2026-10-10' } });
    talk.says('the beard trim, cancel it');
    expect(talk.keys).toEqual(['ask_cancel']);
  });

  it('is said where the day does not exist', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut', 'staff:ana']) talk.taps(id);
    talk.says('31 february');
    expect(talk.keys).toEqual(['no_such_day', 'ask_day']);
  });
});

describe('what is pointed at', () => {
  it.each([
    ['the second one', '11:30'],
    ['the 5 oclock', '17:00'],
    ['the last one', '17:00'],
    ['la primera', '10:00'],
    ['half 11', '11:30'],
  ])('"%s" of the times shown is %s', (words, time) => {
    const talk = desk();
    for (const id of ['book', 'service:cut', 'staff:ana', 'day:2026-10-06']) talk.taps(id);
    talk.says(words);
    expect(talk.asked.at(-1)).toMatchObject({ kind: 'hold', startsAt: at('2026-10-06', time) });
  });

  it('never calls a free time taken', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut', 'staff:ana', 'day:2026-10-06']) talk.taps(id);
    talk.says('10.00');
    expect(talk.keys[0]).toBe('ask_confirm');
  });
});

describe('a booking', () => {
  it('moves by what is said, after a yes', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.says('can we make it friday at 5pm instead?');
    expect(talk.keys).toEqual(['ask_move']);
    expect(talk.text).toContain('New time: *Friday, October 9, 5:00 PM*');
    talk.says('yes');
    expect(talk.booked).toMatchObject([{ id: 'x1', date: '2026-10-09', time: '17:00' }]);
  });

  it('is neither moved nor cancelled by what is no order', () => {
    for (const words of [
      'thanks, see you thursday',
      "don't cancel my appointment",
      'is there a fee if I cancel?',
      'gracias!',
      'how long will it take?',
      'IMG_cancel.pdf is attached',
    ]) {
      const talk = desk({ upcoming: [booking()] });
      talk.says(words);
      expect(talk.asked).toEqual([]);
      expect(talk.booked).toEqual([booking()]);
      expect(talk.state.draft).toBeUndefined();
    }
  });

  it('is shown with both buttons where somebody cannot come', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.says("can't make it on thursday sorry");
    expect(talk.ids).toEqual(['move:x1', 'cancel:x1', 'book']);
  });

  it('has its delay passed on to a person', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.says('running 10 min late sorry!!');
    expect(talk.keys).toEqual(['late_passed_on']);
    expect(talk.handedOver).toBe(true);
  });
});

describe('a question', () => {
  it('is answered from the catalogue and the profile', () => {
    const talk = desk({ staff: staffed });
    talk.says('how much is a haircut?');
    expect(talk.text).toContain('*Haircut* costs €25.00.');
    talk.says('price list please');
    expect(talk.text).toContain('• Beard trim: €25.00');
    talk.says('how long does a beard trim take?');
    expect(talk.text).toContain('*Beard trim* takes 45 min.');
    talk.says('When are you open?');
    expect(talk.text).toContain('Monday: 9:00 AM – 6:00 PM');
    expect(talk.text).toContain('Sunday: closed');
    talk.says('are you open on sunday?');
    expect(talk.text).toBe('Sunday, October 11: closed');
    talk.says('where are you?');
    expect(talk.text).toContain('Main street 1');
    talk.says('who does beard trims?');
    expect(talk.text).toContain('*Beard trim* is done by Bo.');
    talk.says('does Ana work on saturdays?');
    expect(talk.text).toContain('Ana does not usually work on Saturday.');
  });

  it('leaves the draft where it stood', () => {
    const talk = desk({ staff: staffed });
    for (const id of ['book', 'service:cut', 'staff:ana', 'day:2026-10-06']) talk.taps(id);
    talk.says('how much is it?');
    expect(talk.keys).toEqual(['price_is', 'ask_time']);
    talk.says('the first one');
    expect(talk.held).toMatchObject([{ startsAt: TEN }]);
  });

  it('with a wish is answered with it', () => {
    const talk = desk();
    talk.says('how much is a haircut and could I come tomorrow at 5 with Ana');
    expect(talk.held).toMatchObject([{ startsAt: FIVE }]);
    expect(talk.keys).toContain('ask_confirm');
  });

  it('that nothing here can answer is not made up, and a person is offered', () => {
    for (const words of ['do you take amex?', 'do you validate parking tickets for dogs?', 'when are you open?']) {
      const talk = desk();
      talk.says('hi');
      talk.says(words);
      expect(talk.keys).toEqual(words.includes('parking') ? expect.anything() : ['cannot_tell']);
    }
  });
});

describe('what is no request', () => {
  const document: InboundContent = {
    kind: 'media',
    media: 'document',
    source: { mimeType: 'application/pdf' },
    fileName: 'cancel my booking.pdf',
    caption: 'cancel my booking.pdf',
  };

  it('gets no answer', () => {
    const talk = desk();
    talk.says('hi');
    for (const words of [
      'ok',
      'thanks!',
      '👍',
      '🙏',
      'perfect, see you then',
      'Thank you for your message. I am away until Monday and will reply on my return.',
      'Grow your salon on Instagram! Reply YES',
    ]) {
      talk.says(words);
      expect(talk.said).toBeUndefined();
    }
    talk.hears({ kind: 'media', media: 'sticker', source: { mimeType: 'image/webp' } });
    expect(talk.said).toBeUndefined();
  });

  it('is not read from the name of a file', () => {
    const talk = desk({ upcoming: [booking()] });
    talk.hears(document);
    expect(talk.keys[0]).toBe('media_unread');
    expect(talk.asked).toEqual([]);
  });

  it('stops being answered after three misses, with a person on offer', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut']) talk.taps(id);
    for (const words of ['blah', 'blub', 'blim']) talk.says(words);
    expect(talk.ids[0]).toBe('person');
    talk.says('blam');
    expect(talk.said).toBeUndefined();
    talk.taps('person');
    expect(talk.keys).toEqual(['person']);
    expect(talk.handedOver).toBe(true);
  });
});

describe('while a person answers', () => {
  it('only a tap and a clear request to book are for the bot', () => {
    const talk = desk({ answeredBy: 'person' });
    for (const words of ['friday at 5 is fine', 'ok', 'how much is it?', 'can I come a bit later?', 'cancel', 'where are you']) {
      talk.says(words);
      expect(talk.said).toBeUndefined();
    }
    talk.says("I'd like to book an appointment");
    expect(talk.keys).toEqual(['ask_service']);
  });
});
