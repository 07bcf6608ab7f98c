import { Container } from 'inversify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open } from '#app/start.ts';
import { bind, bindValue, resolve, token } from '#app/token.ts';
import * as tokens from '#app/tokens.ts';
import { settingsFrom } from '#config/load.ts';
import { quietLog } from './support/quiet.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const opened = new AsyncDisposableStack();
let container: Container;
beforeAll(async () => {
  const folder = opened.use(await temporaryFolder());
  container = await open(settingsFrom({ DESKBELL_DATA: folder.path }), { log: quietLog }, opened);
});
afterAll(() => opened.disposeAsync());

describe('the composition', () => {
  it('names its tokens apart', () => {
    const names = Object.values(tokens).map(String);
    expect(names.length).toBeGreaterThan(15);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(Object.entries(tokens))('makes %s, once', (_, wanted) => {
    // Each has a type of its own; here it is enough that there is something, and always the same.
    const one: unknown = resolve<unknown>(container, wanted as never);
    expect(one).toBeDefined();
    expect(resolve<unknown>(container, wanted as never)).toBe(one);
  });
});

describe('a token', () => {
  const NUMBER = token<number>('Number');
  const TEXT = token<string>('Text');
  const LINE = token<string>('Line');
  const repeat = (text: string, times: number) => text.repeat(times);

  it('is resolved with what it needs, in order', () => {
    const own = new Container();
    bindValue(own, NUMBER, 3);
    bindValue(own, TEXT, 'ab');
    bind(own, LINE, repeat, [TEXT, NUMBER]);
    expect(resolve(own, LINE)).toBe('ababab');
  });

  it('that is not bound is no silent undefined', () => {
    expect(() => resolve(new Container(), NUMBER)).toThrow(/Number/);
  });

  it('in the wrong place does not compile', () => {
    const own = new Container();
    // `npm run check` fails on each of these lines that begins to compile.
    // @ts-expect-error the wrong order
    bind(own, LINE, repeat, [NUMBER, TEXT]);
    // @ts-expect-error one missing
    bind(own, LINE, repeat, [TEXT]);
    // @ts-expect-error a maker of something else
    bind(own, NUMBER, repeat, [TEXT, NUMBER]);
    // @ts-expect-error a value of another type
    bindValue(own, NUMBER, 'three');
    const misread = () => {
      // @ts-expect-error what is resolved has the type of its token
      const text: string = resolve(own, NUMBER);
      return text;
    };
    expect(misread).toThrow();
  });
});
