import { describe, expect, it } from 'vitest';
import { clean, rendered } from '#adapters/twilio/shapes.ts';
import type { Capabilities } from '#contracts/channel.ts';
import type { OutboundContent } from '#contracts/content.ts';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import { plain, simple } from '#core/dialogue/plain.ts';
import { render } from '#core/dialogue/render.ts';
import { textsOf, verbatim } from '#core/texts/texts.ts';
import { cut, cutText, oneLine } from '#core/messaging/cut.ts';
import { fit } from '#core/messaging/fit.ts';
import { numberIn, pick } from '#core/messaging/numbered.ts';
import { preview } from '#core/messaging/preview.ts';
import { excerptOf, matchesIn } from '#core/search/excerpt.ts';
import { queryOf } from '#core/search/query.ts';
import { textTags } from '#core/search/tags.ts';
import { understand } from '#core/understanding/understand.ts';
import { NOW, at } from '#test/core/understanding/desk.ts';
import { folded } from '../web/text/folded.ts';
import { plainText, richText } from '../web/text/pieces.ts';

/** The longest text that a customer can send us, in characters. */
const LONG = 65_536;
/** Processor time below which growth cannot be told from noise. */
const FLOOR_MS = 25;
/** Four times the text takes four times as long; a quadratic function takes sixteen times as long. */
const GROWTH = 9;

const UNITS = [
  'http://[-',
  'http://',
  'https://a ',
  'http://a/../',
  'http://a.',
  '-http://[',
  'ü',
  '漢字',
  '*',
  '*a',
  '*a* ',
  ' *a',
  '* ',
  '_*~`',
  '*a\n',
  '`a` _b_ ',
  '*_',
  '.',
  '. ',
  '), ',
  ' ',
  '\n',
  '\r\n',
  '\t ',
  '\u00a0',
  'a',
  'a ',
  '1',
  '12-',
  '2026-',
  'no',
  '# ',
  '\u0301\u0316',
  '\u200d',
  '👩\u200d',
  '🔟',
  '\ud800',
  '\u202e',
  'Σ',
  'ﷺ',
  '{{1',
  '{{ ',
  '<"',
  '@',
  ':',
];
const FRAMES = [
  ['', ''],
  ['http://a', 'x'],
  ['*', '*'],
  ['no', 'x'],
] as const;

const words = { more: 'More', choose: 'Choose', replyWithNumber: 'Reply with a number.' };
const rich: Capabilities = metaCloud.capabilities;
const poor: Capabilities = { ...rich, sends: ['text'] };
const row = (text: string, n: number) => ({ id: `row ${n}`, title: text.slice(0, 40), description: text });
const list = (text: string): OutboundContent => ({
  kind: 'list',
  header: text,
  body: text,
  footer: text,
  button: text,
  sections: [{ title: text, rows: [row(text, 1), row(text, 2)] }],
});

const FUNCTIONS: Readonly<Record<string, (text: string) => unknown>> = {
  richText,
  plainText,
  'the words of a search': queryOf,
  'the tags of a text': textTags,
  'the search in a text': (text) => excerptOf(text, matchesIn(text, ['a', 'ana', '1', 'σ']).marks),
  'the search for a canned reply': folded,
  plain: (text) => plain(text, 200),
  simple,
  understand: (text) => understand(text, NOW),
  'understand where times are shown': (text) => understand(text, { ...NOW, ...at.time }),
  numberIn,
  pick: (text) => pick(text, ['a', 'b']),
  preview: (text) => preview({ kind: 'text', body: text }),
  cut: (text) => cut(text, text.length - 1),
  cutText: (text) => cutText(text, text.length - 1),
  oneLine,
  'fit as text': (text) => fit({ kind: 'text', body: text }, rich, 0, words),
  'fit as a list': (text) => fit(list(text), rich, 0, words),
  'fit as numbered text': (text) => fit(list(text), poor, 0, words),
  'fit as buttons': (text) => fit({ kind: 'buttons', body: text, buttons: [{ id: 'a', title: text }] }, rich, 0, words),
  'fit of a picture': (text) =>
    fit({ kind: 'media', media: 'image', link: text, mimeType: 'image/png', caption: text }, rich, 0, words),
  'render with a picture': (text) => render({ text: [verbatim(text)], picture: text }, textsOf('en')),
  'clean (Twilio)': (text) => clean(`${text}a`),
  'rendered (Twilio)': rendered,
};

/** Processor time of this thread, in milliseconds: other work on the machine does not count. The best of `times`. */
function costOf(run: () => unknown, times: number): number {
  let best = Infinity;
  for (let n = 0; n < times; n += 1) {
    const before = process.threadCpuUsage();
    run();
    const { user, system } = process.threadCpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

/** Texts of this length that grow too fast, by unit. */
function tooSlow(run: (text: string) => unknown): string[] {
  const slow: string[] = [];
  for (const unit of UNITS)
    for (const [before, after] of FRAMES) {
      const of = (length: number) => before + unit.repeat(length / unit.length) + after;
      if (costOf(() => run(of(LONG)), 1) < FLOOR_MS) continue;
      const [short, long] = [costOf(() => run(of(LONG / 4)), 5), costOf(() => run(of(LONG)), 3)];
      if (long >= FLOOR_MS && long > GROWTH * short) slow.push(`${JSON.stringify(before + unit)}: ${short} ms, then ${long} ms`);
    }
  return slow;
}

describe('a text that is four times as long takes no more than its share', () => {
  it.each(Object.keys(FUNCTIONS))('of %s', { timeout: 60_000 }, (name) => {
    expect(tooSlow((text) => FUNCTIONS[name]?.(text))).toEqual([]);
  });

  it('and a function that looks at all pairs is found out', () => {
    const pairs = (text: string) => {
      let same = 0;
      for (let a = 0; a < text.length / 16; a += 1)
        for (let b = 0; b < text.length; b += 16) same += text.charCodeAt(a) === text.charCodeAt(b) ? 1 : 0;
      return same;
    };
    const of = (length: number) => 'a'.repeat(length);
    expect(costOf(() => pairs(of(LONG)), 3)).toBeGreaterThan(GROWTH * costOf(() => pairs(of(LONG / 4)), 5));
  });
});
