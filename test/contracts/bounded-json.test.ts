import { describe, expect, it } from 'vitest';
import { MOST_VALUES, boundedJson } from '#contracts/inbound-rules/bounded-json.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('JSON of untrusted size', () => {
  it('is read', () => expect(boundedJson('{"a":[1,"b,[{\\"",null]}', 2)).toEqual({ a: [1, 'b,[{"', null] }));
  it.each(['', '{', 'nothing', '{"a":}'])('is undefined if it is not JSON: %j', (text) =>
    expect(boundedJson(text, 9)).toBeUndefined(),
  );
  it('may be nested up to the limit', () => {
    expect(boundedJson(nested(5), 5)).toBeDefined();
    expect(boundedJson(nested(6), 5)).toBeUndefined();
  });
  it('may contain up to the limit of values', () => {
    // The list itself counts, and so does its first item.
    expect(boundedJson(`[${'0,'.repeat(MOST_VALUES - 2)}0]`, 1)).toHaveLength(MOST_VALUES - 1);
    expect(boundedJson(`[${'0,'.repeat(MOST_VALUES)}0]`, 1)).toBeUndefined();
    expect(boundedJson(`[${'[],'.repeat(MOST_VALUES / 2)}0]`, 2)).toBeUndefined();
  });
  it('may contain texts with any characters', () => {
    const text = ',[{'.repeat(MOST_VALUES);
    expect(boundedJson(JSON.stringify([text]), 1)).toEqual([text]);
  });
});
