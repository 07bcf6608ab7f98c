import { describe, expect, it } from 'vitest';
import type { Meaning } from '#contracts/meaning.ts';
import { type Possible, checked } from '#core/assistant/checked.ts';
import { questionOf } from '#core/assistant/question-of.ts';
import { LAST_DAY, TODAY, proposal, setting } from './given.ts';

const text = 'for my mum, half an hour later';
const possible: Possible = { names: questionOf(text, setting, 'UTC')!.names, today: TODAY, lastDay: LAST_DAY, text };
const check = (over: Partial<Meaning>) => checked(proposal(over), possible);

describe('a proposal', () => {
  it('becomes a meaning with the ids of the catalogue', () => {
    const meaning = check({
      services: ['s2', 's1'],
      staff: 'p2',
      whichBooking: 'b1',
      date: '2026-12-04',
      else: { staff: 'any', date: LAST_DAY },
      not: { staff: 'p1', weekdays: [6, 7], services: ['s1'] },
      alternatives: [{ staff: 'p1' }, { staff: 'p2' }],
    });
    expect(meaning).toEqual({
      intent: 'book',
      services: ['tenant-1-beard', 'tenant-1-cut'],
      staff: 'tenant-1-bo',
      whichBooking: 'booking-01',
      date: '2026-12-04',
      else: { staff: 'any', date: LAST_DAY },
      not: { staff: 'tenant-1-ana', weekdays: [6, 7], services: ['tenant-1-cut'] },
      alternatives: [{ staff: 'tenant-1-ana' }, { staff: 'tenant-1-bo' }],
      question: false,
      keepsDraft: true,
      sure: true,
    });
  });

  it('never gives up a held time', () => {
    expect(check({ keepsDraft: false })?.keepsDraft).toBe(true);
  });

  it.each<Partial<Meaning>>([
    { services: ['s3'] },
    { services: ['tenant-1-cut'] },
    { services: ['tenant-2-cut'] },
    { services: ['s1', 's9'] },
    { services: [] },
    { services: ['__proto__'] },
    { staff: 'p3' },
    { staff: 'Ana' },
    { staff: '' },
    { whichBooking: 'b2' },
    { whichBooking: 'booking-01' },
    { date: '2026-02-31' },
    { date: '2027-02-29' },
    { date: '2026-13-01' },
    { date: '2026-00-10' },
    { date: '2026-12-00' },
    { date: '0000-01-01' },
    { date: '9999-12-31' },
    { date: '2026-11-30' },
    { date: '2027-01-31' },
    { dateFrom: '2026-12-10', dateTo: '2026-12-09' },
    { dateTo: '2028-01-01' },
    { timeFrom: '17:00', timeTo: '16:00' },
    { weekdays: [] },
    { shiftMinutes: 9_007_199_254_740_991 },
    { shiftDays: -9_007_199_254_740_991 },
    { not: { staff: 'p9' } },
    { not: { services: ['s9'] } },
    { not: { date: '2026-02-30' } },
    { not: { weekdays: [1, 2, 3, 4, 5, 6, 7] } },
    { else: { services: ['s9'] } },
    { alternatives: [{ staff: 'p1' }, { staff: 'p9' }] },
  ])('that cannot be is discarded as a whole: %j', (over) => {
    expect(check(over)).toBeUndefined();
  });

  it('keeps for whom only in the words of the customer', () => {
    expect(check({ for: 'My mum' })?.for).toBe('My mum');
    expect(check({ for: 'You are booked for 15:00' })).not.toHaveProperty('for');
  });

  it('does not say that a day does not exist, and offers no times', () => {
    expect(check({ noSuchDay: true })).not.toHaveProperty('noSuchDay');
    expect(check({ alternatives: [{ time: '10:00' }, { time: '22:00' }] })).not.toHaveProperty('alternatives');
    expect(check({ alternatives: [{ date: '2026-12-04' }, { date: '2026-12-11' }] })?.alternatives).toHaveLength(2);
  });
});
