import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { optionsOf } from '#app/options.ts';
import { WrongUse } from '#app/wrong-use.ts';
import { whole } from '#test/support/option-shapes.ts';

const shape = z.object({ buyers: whole(1, 100).default(5), name: z.string().optional(), only: z.array(z.string()).optional() });
const read = (...args: readonly string[]) => optionsOf(shape, ['json'], args);

function refusal(...args: readonly string[]): string {
  try {
    return JSON.stringify(read(...args));
  } catch (error) {
    if (error instanceof WrongUse) return error.message;
    throw error;
  }
}

describe('the options of a program', () => {
  it('have their defaults', () => {
    expect(read()).toEqual({ buyers: 5, json: false, help: false });
  });

  it('are taken by name, and may be given again where there can be many', () => {
    expect(read('--buyers', '7', '--name=Ana', '--only', 'a', '--only', 'b', '--json')).toEqual({
      buyers: 7,
      name: 'Ana',
      only: ['a', 'b'],
      json: true,
      help: false,
    });
  });

  it.each([
    [['--wrong'], "Unknown option '--wrong' (see --help)."],
    [['unasked'], "Unexpected argument 'unasked' (see --help)."],
    [['--buyers'], "Option '--buyers <value>' argument missing (see --help)."],
    [['--json=yes'], "Option '--json' does not take an argument (see --help)."],
    [['--buyers', 'many'], '--buyers must be a whole number from 1 to 100 (see --help).'],
    [['--buyers', ''], '--buyers must be a whole number from 1 to 100 (see --help).'],
    [['--buyers', '-3'], "Option '--buyers' argument is ambiguous (see --help)."],
  ])('that are wrong (%j) are refused in one sentence', (args, sentence) => {
    expect(refusal(...args)).toBe(sentence);
  });
});
