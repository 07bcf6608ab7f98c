import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageId, partitionOf, subjectOf, token } from '#adapters/nats/naming.ts';
import { anEvent } from '#test/contracts/subject.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('*', '>', '.', 'a.b', ' ', '\r\n', '=', 'x'.repeat(500)),
);

describe('names on nats', () => {
  it('make one token of any text, without wildcards, dots or line ends', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(token(any)).toMatch(/^[\w=-]{1,121}$/);
      }),
    );
  });

  it('tell different texts apart', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(token(one) === token(other)).toBe(one === other);
      }),
    );
  });

  it('keep the dots of a kind, and nothing of it can reach another tenant', () => {
    const event = { ...anEvent('e', { kind: 'booking.*.>' }), tenantId: 'a.*' };
    expect(subjectOf('deskbell', event, 3)).toBe('deskbell.inbound.3.a=2e=2a.booking.=2a.=3e');
  });

  it('give two tenants two ids for one event id', () => {
    const event = anEvent('b.c');
    expect(messageId({ ...event, tenantId: 'a' })).not.toBe(messageId({ ...anEvent('c'), tenantId: 'a.b' }));
  });

  it('put a key always into the same partition, and use them all', () => {
    const of = (key: string) => partitionOf({ tenantId: 'shop', key }, 8);
    const used = Array.from({ length: 200 }, (_, n) => of(`conversation-${n}`));
    expect(new Set(used)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
    // Written down: a change of the hash would part the events of a key.
    expect([of('conversation-1'), of('é')]).toMatchInlineSnapshot(`
      [
        4,
        5,
      ]
    `);
  });
});
