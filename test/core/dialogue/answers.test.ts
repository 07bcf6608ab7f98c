import { describe, expect, it } from 'vitest';
import { at, desk, person, service } from './desk.ts';

const TEN = at('2026-10-06', '10:00');
const staffed = [
  {
    ...person('ana', 'Ana'),
    weeklyHours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', until: '18:00' })),
    overrides: [{ date: '2026-10-09', hours: [{ from: '12:00', until: '15:00' }] }],
  },
  { ...person('bo', 'Bo'), weeklyHours: [{ weekday: 6, from: '09:00', until: '13:00' }] },
];

function holding(given: Parameters<typeof desk>[0] = {}) {
  const talk = desk({ staff: staffed, ...given });
  for (const id of ['book', 'service:cut', 'staff:ana', 'day:2026-10-06', `at:${TEN}:ana:cut`]) talk.taps(id);
  expect(talk.held).toHaveLength(1);
  return talk;
}

describe('a question while a time is held', () => {
  it.each([
    ['when are you open?', ['hours_are', 'ask_confirm']],
    ['how much is it?', ['price_is', 'ask_confirm']],
    ['can you send me your price list?', ['price_is', 'ask_confirm']],
    ['how long does it take?', ['lasts', 'over_at', 'ask_confirm']],
    ['who does it?', ['who_does', 'ask_confirm']],
    ['what does it include?', ['service_chosen', 'more_from_team', 'ask_confirm']],
    ['do you take amex?', ['cannot_tell', 'ask_confirm']],
    ['how much is it, and do you take amex?', ['price_is', 'cannot_tell_rest', 'ask_confirm']],
    ['is Bo in on saturday?', ['does_not_do', 'works_that_day', 'ask_confirm']],
  ])('is answered, and the time stands: "%s"', (words, keys) => {
    const talk = holding({ services: [service({ staffIds: ['ana'] })] });
    talk.says(words);
    expect(talk.keys.filter((key) => key !== 'kept_until' && key !== 'where')).toEqual(keys);
    expect(talk.held).toHaveLength(1);
    talk.says('yes please');
    expect(talk.booked).toHaveLength(1);
  });

  it('for the way is answered with a pin, and the question stays open', () => {
    const talk = holding({ latitude: 40.4, longitude: -3.7 });
    talk.says('where are you? is there parking?');
    expect(talk.keys).toContain('where');
    expect(talk.said?.location).toMatchObject({ latitude: 40.4 });
    talk.says('ok book it');
    expect(talk.booked).toHaveLength(1);
  });
});

describe('opening hours of a day', () => {
  it('are those of that date, not of its weekday', () => {
    const talk = desk({ staff: staffed });
    talk.says('are you open on friday?');
    expect(talk.text).toContain('12:00 PM – 3:00 PM');
  });

  it('are none on a holiday', () => {
    const talk = desk({ staff: staffed, holidays: ['2026-10-12'] });
    talk.says('are you open next monday?');
    expect(talk.text).toMatch(/October 12: closed/);
  });
});

describe('what is written nowhere', () => {
  it('is not made up beside a wish', () => {
    const talk = desk({ staff: staffed });
    talk.says('haircut tomorrow at 10 with Ana, and can I pay by card?');
    expect(talk.keys.slice(0, 2)).toEqual(['cannot_tell_rest', 'ask_confirm']);
    expect(talk.held).toHaveLength(1);
  });

  it('is said also where the wish can be met at once: one visit is held, not three', () => {
    const talk = desk({ staff: staffed });
    talk.says('haircut for 3 people tomorrow at 10 with Ana');
    expect(talk.keys.slice(0, 2)).toEqual(['one_person', 'ask_confirm']);
  });

  it('is met with what there is, where services are asked for', () => {
    const talk = desk({ staff: staffed });
    talk.says('do you do perms?');
    expect(talk.keys).toContain('we_offer');
    expect(talk.text).toContain('Haircut');
  });
});
