import { describe, expect, it } from 'vitest';
import { questionOf } from '#core/assistant/question-of.ts';
import { withoutAddresses } from '#core/assistant/without-addresses.ts';
import { setting } from './given.ts';

describe('the question about a message', () => {
  const asked = questionOf('el de las once y media', setting, 'Europe/Madrid');

  it('holds what is needed, with ids of its own', () => {
    expect(asked?.question).toEqual({
      text: 'el de las once y media',
      asked: 'choose_time',
      draft: { service: 's2', staff: 'p2' },
      shown: { day: '2026-12-03', times: ['10:00', '11:30'] },
      bookings: [{ id: 'b1', service: 's1', date: '2026-12-05', time: '09:00' }],
      services: [
        { id: 's1', name: 'Haircut' },
        { id: 's2', name: 'Beard trim' },
      ],
      staff: [
        { id: 'p1', name: 'Ana' },
        { id: 'p2', name: 'Bo' },
      ],
      today: '2026-12-01',
      zone: 'Europe/Madrid',
      language: 'es',
      monthFirst: false,
    });
    expect(JSON.stringify(asked?.question)).not.toMatch(/tenant-1|booking-01|gone/);
  });

  it('knows what its ids stand for', () => {
    expect(asked?.names.services.get('s2')).toBe('tenant-1-beard');
    expect(asked?.names.staff.get('p1')).toBe('tenant-1-ana');
    expect(asked?.names.bookings.get('b1')).toBe('booking-01');
  });

  it('is not asked about a message that is a letter', () => {
    expect(questionOf('a'.repeat(1_000), setting, 'Europe/Madrid')).toBeDefined();
    expect(questionOf('a'.repeat(1_001), setting, 'Europe/Madrid')).toBeUndefined();
  });

  it('is small, however much a tenant has', () => {
    const services = Array.from({ length: 5_000 }, (_, n) => ({ id: `x${n}`, names: ['n'.repeat(5_000)] }));
    const large = questionOf('hola', { ...setting, catalogue: { ...setting.catalogue, services } }, 'Europe/Madrid');
    expect(JSON.stringify(large?.question).length).toBeLessThan(10_000);
  });
});

describe('what is left of the words', () => {
  it.each([
    ['llámame al +34 600 00 00 01 porfa', 'llámame al (number) porfa'],
    ['my number is 07700900123, ok?', 'my number is (number), ok?'],
    ['write to ana.lopez@example.co.uk!', 'write to (mail address)'],
    ['2026-12-10 15:00 or 10.12.2026 16.30', '2026-12-10 15:00 or 10.12.2026 16.30'],
    ['20261210 at 5', '20261210 at 5'],
  ])('%j', (text, left) => {
    expect(withoutAddresses(text)).toBe(left);
  });

  it('is found in linear time', () => {
    for (const text of ['+1 '.repeat(300_000), '1'.repeat(1_000_000), 'a@'.repeat(500), '@'.repeat(1_000)])
      expect(withoutAddresses(text).length).toBeGreaterThan(0);
  });
});
