import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capabilities } from '#contracts/channel.ts';
import { type OutboundContent, outboundContent } from '#contracts/content.ts';
import { type LadderWords, fit } from '#core/messaging/fit.ts';

const words: LadderWords = { more: 'More …', choose: 'Choose', replyWithNumber: 'Reply with a number.' };
const whatsapp: Capabilities = {
  sends: ['text', 'media', 'location', 'contacts', 'reaction', 'buttons', 'list', 'template', 'flow'],
  text: { maxLength: 4096 },
  buttons: { max: 3, titleMax: 20, idMax: 256, bodyMax: 1024 },
  list: { maxRows: 10, maxSections: 10, rowTitleMax: 24, rowDescriptionMax: 72, rowIdMax: 200, buttonMax: 20, bodyMax: 1024 },
  captionMax: 1024,
  repliesInContext: true,
  windowHours: 24,
  settles: 'by_status',
};
const plainText: Capabilities = { ...whatsapp, sends: ['text'], text: { maxLength: 300 } };

const row = (n: number, more: object = {}) => ({ id: `r${n}`, title: `Row ${n}`, description: 'about it', ...more });
const rows = (count: number) => Array.from({ length: count }, (_, n) => row(n + 1));
const list = (of: ReturnType<typeof row>[], more: object = {}): OutboundContent => ({
  kind: 'list',
  body: 'Which?',
  button: 'Rows',
  sections: [{ rows: of }],
  ...more,
});
const buttons = (...titles: string[]): OutboundContent => ({
  kind: 'buttons',
  body: 'Sure?',
  buttons: titles.map((title, n) => ({ id: `b${n + 1}`, title })),
});
const fitted = (content: OutboundContent, page = 0, channel = whatsapp) => fit(content, channel, page, words).content;

describe('the ladder', () => {
  it('leaves alone what fits', () => {
    for (const content of [list(rows(10)), buttons('Yes', 'No'), { kind: 'text', body: 'Hello' } as const]) {
      expect(fit(content, whatsapp, 0, words)).toEqual({ content, numbered: [] });
    }
  });

  it('makes buttons of up to three rows that need no explanation, and a list of too many or too long buttons', () => {
    expect(fitted(list([row(1), row(2)].map(({ id, title }) => ({ id, title, description: '' })))).kind).toBe('buttons');
    expect(fitted(list([row(1), row(2)])).kind).toBe('list');
    expect(fitted(buttons('a', 'b', 'c', 'd'))).toMatchObject({ kind: 'list', button: 'Choose' });
    expect(fitted(buttons('A title with 24 letters.', 'No')).kind).toBe('list');
    expect(fitted(buttons('Same', 'Same')).kind).not.toBe('buttons');
  });

  it('turns pages: the last row leads on, and the last page has none', () => {
    const ids = (page: number) => {
      const content = fitted(list(rows(20)), page);
      return content.kind === 'list' ? content.sections.flatMap((section) => section.rows.map(({ id }) => id)) : [];
    };
    expect(ids(0)).toEqual(['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'more:1']);
    expect(ids(1).at(-1)).toBe('more:2');
    expect(ids(2)).toEqual(['r19', 'r20']);
    expect(ids(7)).toEqual(ids(2));
  });

  it('keeps a title that is too long in the description', () => {
    const content = fitted(list([row(1, { title: 'A very long name of a service' }), row(2)]));
    expect(content).toMatchObject({
      sections: [{ rows: [{ title: 'A very long name of a s…', description: 'A very long name of a service · about it' }, {}] }],
    });
  });

  it('goes to numbered text where nothing else fits', () => {
    expect(fit(list(rows(2), { footer: 'Bye' }), plainText, 0, words)).toEqual({
      content: { kind: 'text', body: 'Which?\n\n1. Row 1 – about it\n2. Row 2 – about it\n\nReply with a number.\n\nBye' },
      numbered: ['r1', 'r2'],
    });
    expect(
      fit(list([row(1, { id: 'x'.repeat(201) }), row(2)]), { ...whatsapp, sends: ['text', 'list'] }, 0, words).numbered,
    ).toHaveLength(2);
    expect(fitted(list(rows(2), { body: 'b'.repeat(1100) })).kind).toBe('text');
  });

  it('names sections, and leaves them out where there is no room for them', () => {
    const sections = {
      sections: [
        { title: 'Morning', rows: [row(1)] },
        { title: 'Evening', rows: [row(2)] },
      ],
    };
    expect(fitted(list([], sections))).toMatchObject({ sections: [{ title: 'Morning' }, { title: 'Evening' }] });
    const flat = fitted(list([], sections), 0, { ...whatsapp, list: { ...whatsapp.list, maxSections: 1 } });
    expect(flat).toMatchObject({ sections: [{ rows: [{ id: 'r1' }, { id: 'r2' }] }] });
    expect(fitted(list([], sections), 0, plainText)).toMatchObject({ body: expect.stringContaining('_Morning_\n1. Row 1') });
  });

  it('cuts text at a paragraph and never inside a character', () => {
    const long = `${'a'.repeat(200)}\n\n${'b'.repeat(200)}`;
    expect(fitted({ kind: 'text', body: long }, 0, plainText)).toEqual({ kind: 'text', body: `${'a'.repeat(200)}…` });
    const emoji = fitted({ kind: 'text', body: '💇'.repeat(500) }, 0, plainText);
    expect(emoji).toEqual({ kind: 'text', body: `${'💇'.repeat(149)}…` });
  });

  it('puts into text what a channel has no message for', () => {
    expect(fitted({ kind: 'location', latitude: 1, longitude: 2, name: 'Salon', address: 'Main street' }, 0, plainText)).toEqual({
      kind: 'text',
      body: 'Salon\nMain street\n1, 2',
    });
    const picture = {
      kind: 'media',
      media: 'image',
      link: 'https://files.example/a.png',
      mimeType: 'image/png',
      caption: 'Cut',
    } as const;
    expect(fitted(picture, 0, plainText)).toEqual({ kind: 'text', body: 'Cut\nhttps://files.example/a.png' });
    expect(fitted(picture)).toEqual(picture);
  });
});

/* ---------------------------------------------------------------- whatever is said, on whatever channel */

const title = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.constantFrom('💇'.repeat(20), 'Same', 'Same name that is rather long, 1', 'Same name that is rather long, 2'),
);
const anyRow = fc.record({ title, description: fc.option(title, { nil: undefined }), pad: fc.integer({ min: 0, max: 250 }) });
const anyRows = fc
  .array(anyRow, { minLength: 1, maxLength: 45 })
  .map((all) => all.map(({ pad, ...one }, n) => ({ ...one, id: `${n}-${'i'.repeat(n % 7 === 0 ? pad : 0)}` })));
const frame = fc.record({
  body: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1500 }),
  header: fc.option(title, { nil: undefined }),
  footer: fc.option(title, { nil: undefined }),
});
const offer: fc.Arbitrary<OutboundContent> = fc.oneof(
  fc
    .tuple(frame, anyRows)
    .map(([said, all]) => ({ kind: 'buttons', ...said, buttons: all.map(({ id, title }) => ({ id, title })) }) as const),
  fc.tuple(frame, anyRows, fc.integer({ min: 1, max: 12 }), title).map(
    ([said, all, size, button]) =>
      ({
        kind: 'list',
        ...said,
        button,
        sections: Array.from({ length: Math.ceil(all.length / size) }, (_, n) => ({
          title: `Part ${n}`,
          rows: all.slice(n * size, (n + 1) * size),
        })),
      }) as const,
  ),
);
const channel: fc.Arbitrary<Capabilities> = fc.record({
  sends: fc
    .subarray(['text', 'buttons', 'list'] as const, { minLength: 1 })
    .map((kinds) => [...new Set(['text' as const, ...kinds])]),
  text: fc.record({ maxLength: fc.integer({ min: 160, max: 4096 }) }),
  buttons: fc.record({
    max: fc.integer({ min: 1, max: 10 }),
    titleMax: fc.integer({ min: 5, max: 25 }),
    idMax: fc.integer({ min: 10, max: 256 }),
    bodyMax: fc.integer({ min: 50, max: 1024 }),
  }),
  list: fc.record({
    maxRows: fc.integer({ min: 1, max: 20 }),
    maxSections: fc.integer({ min: 1, max: 10 }),
    rowTitleMax: fc.integer({ min: 5, max: 24 }),
    rowDescriptionMax: fc.integer({ min: 5, max: 72 }),
    rowIdMax: fc.integer({ min: 10, max: 200 }),
    buttonMax: fc.integer({ min: 5, max: 20 }),
    bodyMax: fc.integer({ min: 50, max: 4096 }),
  }),
  captionMax: fc.constant(1024),
  repliesInContext: fc.boolean(),
  windowHours: fc.constant(24),
  settles: fc.constant('by_status' as const),
});

function keepsLimits(content: OutboundContent, { sends, text, buttons: b, list: l }: Capabilities): void {
  expect(sends).toContain(content.kind);
  outboundContent.parse(content);
  if (content.kind === 'text') expect(content.body.length).toBeLessThanOrEqual(text.maxLength);
  if (content.kind === 'buttons') {
    expect(lengthOf(content)).toBeLessThanOrEqual(b.bodyMax);
    expect(content.buttons.length).toBeLessThanOrEqual(b.max);
    expect(new Set(content.buttons.map(({ title }) => title)).size).toBe(content.buttons.length);
    for (const { id, title } of content.buttons) expect([id.length <= b.idMax, title.length <= b.titleMax]).toEqual([true, true]);
  }
  if (content.kind === 'list') {
    expect(lengthOf(content)).toBeLessThanOrEqual(l.bodyMax);
    expect(content.button.length).toBeLessThanOrEqual(l.buttonMax);
    expect(content.sections.length).toBeLessThanOrEqual(l.maxSections);
    if (content.sections.length > 1)
      for (const section of content.sections) expect(section.title?.length).toBeLessThanOrEqual(24);
    const all = content.sections.flatMap((section) => section.rows);
    expect(all.length).toBeLessThanOrEqual(l.maxRows);
    for (const { id, title, description = '' } of all) {
      expect([id.length <= l.rowIdMax, title.length <= l.rowTitleMax, description.length <= l.rowDescriptionMax]).toEqual([
        true,
        true,
        true,
      ]);
    }
  }
}

function lengthOf({ header, body, footer }: { header?: string | undefined; body: string; footer?: string | undefined }): number {
  return [header, body, footer].filter((part) => part !== undefined).join('').length;
}

function idsIn(content: OutboundContent): string[] {
  if (content.kind === 'buttons') return content.buttons.map(({ id }) => id);
  return content.kind === 'list' ? content.sections.flatMap((section) => section.rows.map(({ id }) => id)) : [];
}

describe('whatever is offered, on whatever channel', () => {
  it('every limit is kept, no choice is lost over the pages, and the numbers are those that were shown', () => {
    fc.assert(
      fc.property(offer, channel, (content, capabilities) => {
        const seen: string[] = [];
        for (let page = 0; ; page++) {
          expect(page).toBeLessThan(60);
          const { content: shown, numbered } = fit(content, capabilities, page, words);
          keepsLimits(shown, capabilities);
          expect(numbered.length > 0).toBe(shown.kind === 'text');
          if (shown.kind === 'text') {
            for (const n of numbered.keys()) expect(shown.body).toMatch(new RegExp(`^${n + 1}\\. `, 'm'));
          }
          const ids = shown.kind === 'text' ? numbered : idsIn(shown);
          const more = ids.filter((id) => id.startsWith('more:'));
          seen.push(...ids.filter((id) => !id.startsWith('more:')));
          if (more.length === 0) break;
          expect(more).toEqual([`more:${page + 1}`]);
          expect(ids.at(-1)).toBe(`more:${page + 1}`);
        }
        expect(seen).toEqual(idsIn(content));
      }),
      { numRuns: 1000 },
    );
  });

  it('never cuts a character in half', () => {
    fc.assert(
      fc.property(offer, channel, fc.integer({ min: 0, max: 3 }), (content, capabilities, page) => {
        fc.pre(JSON.stringify(content).isWellFormed() && !JSON.stringify(content).includes('\\ud'));
        expect(JSON.stringify(fit(content, capabilities, page, words).content)).not.toMatch(/\\ud[89a-f]/i);
      }),
    );
  });
});
