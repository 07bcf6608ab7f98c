import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatusReceived } from '#contracts/inbound.ts';
import { joined, noReceipts, shownStatus, withStatus } from '#core/messaging/receipts.ts';

const status = fc.record({
  status: fc.constantFrom<One['status'][]>('queued', 'sent', 'delivered', 'read', 'played', 'failed'),
  at: fc.integer({ min: 1, max: 1_000_000 }),
  errors: fc.constant<never[]>([]),
});
type One = Pick<StatusReceived, 'status' | 'at' | 'errors'>;
const all = (list: readonly One[]) => list.reduce(withStatus, noReceipts);

describe('receipts', () => {
  it('end the same in every order and however often they come', () => {
    fc.assert(
      fc.property(fc.array(status), fc.array(fc.nat()), (list, shuffle) => {
        const mixed = [...list, ...list]
          .map((one, n) => [shuffle[n % (shuffle.length || 1)] ?? 0, one] as const)
          .toSorted((a, b) => a[0] - b[0]);
        expect(all(mixed.map(([, one]) => one))).toEqual(all(list));
      }),
    );
  });

  it('join to the same whichever half comes first', () => {
    fc.assert(
      fc.property(fc.array(status), fc.array(status), (a, b) => {
        const [x, y] = [all(a), all(b)];
        expect(joined(x, y)).toEqual(joined(y, x));
        expect(joined(x, y)).toEqual(all([...a, ...b]));
      }),
    );
  });

  it('show read over delivered over sent, and a failure only when nothing was delivered', () => {
    const of = (...list: One['status'][]) =>
      shownStatus({ state: 'accepted', receipts: all(list.map((one) => ({ status: one, at: 5, errors: [] }))) });
    expect(of()).toBe('accepted');
    expect(of('read', 'sent')).toBe('read');
    expect(of('failed', 'sent')).toBe('failed');
    expect(of('failed', 'delivered')).toBe('delivered');
  });
});
