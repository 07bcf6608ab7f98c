import { describe, expect, it } from 'vitest';
import { shared } from '#core/calls/shared.ts';

describe('sharing an answer', () => {
  it('asks once for those who come meanwhile, and again for the next', async () => {
    const asked: string[] = [];
    const gates: PromiseWithResolvers<void>[] = [];
    const ask = shared(
      (name: string) => name,
      async (name) => {
        const gate = Promise.withResolvers<void>();
        gates.push(gate);
        asked.push(name);
        await gate.promise;
        return name.toUpperCase();
      },
    );

    const together = [ask('a'), ask('a'), ask('b')];
    expect(asked).toEqual(['a', 'b']);
    for (const gate of gates) gate.resolve();
    expect(await Promise.all(together)).toEqual(['A', 'A', 'B']);

    const later = ask('a');
    for (const gate of gates) gate.resolve();
    expect(await later).toBe('A');
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  it('shares a failure, and does not keep it', async () => {
    let attempts = 0;
    const ask = shared(
      () => '',
      async () => {
        attempts += 1;
        if (attempts === 1) throw new Error('not now');
        return attempts;
      },
    );

    const both = await Promise.allSettled([ask(), ask()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await ask()).toBe(2);
  });
});
