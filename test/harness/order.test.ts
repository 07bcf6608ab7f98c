import { describe, expect, it } from 'vitest';
import type { Passage } from './evidence.ts';
import { early } from './order.ts';

const passage = (presented: number, acknowledged?: number, request = `at ${presented}`): Passage => ({
  request,
  presented,
  ...(acknowledged !== undefined && { acknowledged }),
});
const orderOf = (...said: readonly (readonly [id: string, passage: Passage | undefined, rank: number])[]) =>
  early(said.map(([id, how, rank]) => ({ id, passage: how, rank })));

describe('what came before what had to come first', () => {
  it('is what follows from a message that was presented after another was acknowledged', () => {
    expect(orderOf(['a', passage(1, 2), 10], ['b', passage(3, 4), 11])).toEqual([]);
    expect(orderOf(['a', passage(1, 2), 11], ['b', passage(3, 4), 10])).toEqual(['b']);
    expect(orderOf(['a', passage(1, 2), 12], ['b', passage(5, 6), 10], ['c', passage(3, 4), 11])).toEqual(['c', 'b']);
  });

  it('is not told of messages that were under way together, or whose passage is unknown', () => {
    expect(orderOf(['a', passage(1, 4), 11], ['b', passage(3, 5), 10])).toEqual([]);
    expect(orderOf(['a', passage(1), 11], ['b', passage(3, 4), 10])).toEqual([]);
    expect(orderOf(['a', undefined, 11], ['b', passage(3, 4), 10])).toEqual([]);
  });

  it('follows the order within one request', () => {
    expect(orderOf(['a', passage(1, 2, 'one'), 11], ['b', passage(1, 2, 'one'), 10])).toEqual(['b']);
    expect(orderOf(['a', passage(1, 2, 'one'), 10], ['b', passage(1, 2, 'one'), 11])).toEqual([]);
    expect(orderOf(['a', passage(1, 2, 'one'), 11], ['b', passage(1, 2, 'two'), 10])).toEqual([]);
  });
});
