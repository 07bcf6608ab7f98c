import type { Capabilities } from '#contracts/channel.ts';
import type { OutboundContent } from '#contracts/content.ts';
import { cut, cutText } from './cut.ts';
import type { Fitted, LadderWords } from './fit.ts';
import type { Choices, Row } from './choices.ts';

/** WhatsApp's limit, the same for every provider. */
const HEADER = 60;
const FOOTER = 60;
const SECTION_TITLE = 24;

type Step = (choices: Choices, capabilities: Capabilities, page: number, words: LadderWords) => OutboundContent | undefined;

export const asButtons: Step = (choices, { sends, buttons: limits }) => {
  const { rows } = choices;
  const titles = new Set(rows.map(({ title }) => title));
  const told = rows.filter(({ description }) => description !== '').map(({ title, description }) => `*${title}*: ${description}`);
  const frame = framed({ ...choices, body: [choices.body, ...told].join('\n') }, limits.bodyMax);
  const fits =
    sends.includes('buttons') &&
    frame !== undefined &&
    rows.length <= limits.max &&
    titles.size === rows.length &&
    rows.every(({ id, title }) => id.length <= limits.idMax && title.length <= limits.titleMax);
  return fits ? { kind: 'buttons', ...frame, buttons: rows.map(({ id, title }) => ({ id, title })) } : undefined;
};

/** Decides by all rows, not by the page, so that all pages of a message are of the same kind. */
export const asList: Step = (choices, { sends, list: limits }, page, words) => {
  const frame = framed(choices, limits.bodyMax);
  const rows = choices.rows.map((row) => listed(row, limits));
  const looks = new Set(rows.map(({ title, description }) => `${title}\n${description}`));
  const fits =
    sends.includes('list') &&
    frame !== undefined &&
    limits.maxRows > 1 &&
    looks.size === rows.length &&
    rows.every(({ id }) => id.length <= limits.rowIdMax);
  if (!fits) return undefined;
  const shown = listPage(rows, limits.maxRows, page, cut(words.more, limits.rowTitleMax));
  return { kind: 'list', ...frame, button: cut(choices.open, limits.buttonMax), sections: inSections(shown, limits.maxSections) };
};

export function asNumberedText(choices: Choices, max: number, page: number, words: LadderWords): Fitted {
  const head = cutText([choices.header, choices.body].filter((part) => part !== '').join('\n\n'), Math.floor(max / 2));
  const tail = words.replyWithNumber;
  const room = max - head.length - tail.length - '\n\n\n\n'.length;
  const shown = pageOf(textPages(choices.rows, room, words.more), page);
  const footer = `\n\n${choices.footer}`;
  const body = `${head}\n\n${shown.lines.join('\n')}\n\n${tail}`;
  const whole = choices.footer !== '' && body.length + footer.length <= max ? body + footer : body;
  return { content: { kind: 'text', body: whole }, numbered: shown.ids };
}

/** Header, body and footer count together, because channels without header and footer put them into the body. */
function framed({ header, body, footer }: Choices, max: number) {
  const parts = [header, body, footer].filter((part) => part !== '');
  if (parts.join('\n\n').length > max) return undefined;
  const inBody = header.length > HEADER ? `${header}\n\n${body}` : body;
  return {
    body: footer.length > FOOTER ? `${inBody}\n\n${footer}` : inBody,
    ...(header === '' || header.length > HEADER ? {} : { header }),
    ...(footer === '' || footer.length > FOOTER ? {} : { footer }),
  };
}

function listPage(rows: readonly Row[], max: number, page: number, more: string): readonly Row[] {
  if (rows.length <= max || max < 2) return rows;
  const last = Math.ceil((rows.length - max) / (max - 1));
  const at = Math.min(page, last);
  const from = at * (max - 1);
  if (at === last) return rows.slice(from);
  const shown = rows.slice(from, from + max - 1);
  return [...shown, { id: `more:${at + 1}`, title: more, description: '', section: shown.at(-1)?.section ?? '' }];
}

/** A title that must be shortened is repeated in full in the description, if it fits. */
function listed(row: Row, { rowTitleMax, rowDescriptionMax }: Capabilities['list']): Row {
  if (row.title.length <= rowTitleMax) return { ...row, description: cut(row.description, rowDescriptionMax) };
  const full = row.description === '' ? row.title : `${row.title} · ${row.description}`;
  return { ...row, title: cut(row.title, rowTitleMax), description: cut(full, rowDescriptionMax) };
}

function inSections(rows: readonly Row[], max: number) {
  const titles = [...new Set(rows.map(({ section }) => section))];
  const grouped = titles.length > 1 && titles.length <= max && !titles.includes('') ? titles : [''];
  return grouped.map((title) => ({
    ...(title === '' ? {} : { title: cut(title, SECTION_TITLE) }),
    rows: rows
      .filter(({ section }) => title === '' || section === title)
      .map(({ id, title, description }) => ({ id, title, ...(description === '' ? {} : { description }) })),
  }));
}

interface TextPage {
  readonly lines: string[];
  readonly ids: string[];
}

/** Fills the pages one by one. Each leaves room for the line that leads to the next. */
function textPages(rows: readonly Row[], room: number, more: string): TextPage[] {
  const pages: TextPage[] = [];
  let page: TextPage = { lines: [], ids: [] };
  let section = '';
  let left = room;
  rows.forEach((row, index) => {
    const reserve = index === rows.length - 1 ? 0 : numbered(999, more).length + 1;
    const line = (width: number) => cut(numbered(page.ids.length + 1, described(row)), width);
    const heading = () => (row.section !== '' && row.section !== section ? [cut(`_${row.section}_`, SECTION_TITLE + 2)] : []);
    const size = (lines: readonly string[]) => lines.reduce((sum, one) => sum + one.length + 1, 0);
    let lines = [...heading(), line(room)];
    if (page.ids.length > 0 && size(lines) + reserve > left) {
      page.lines.push(numbered(page.ids.length + 1, more));
      page.ids.push(`more:${pages.length + 1}`);
      pages.push(page);
      page = { lines: [], ids: [] };
      left = room;
      section = '';
      lines = [...heading(), line(room)];
    }
    if (size(lines) + reserve > left) lines = [line(left - reserve - 1)];
    page.lines.push(...lines);
    page.ids.push(row.id);
    section = row.section;
    left -= size(lines);
  });
  return [...pages, page];
}

function pageOf(pages: readonly TextPage[], page: number): TextPage {
  return pages[Math.min(page, pages.length - 1)] ?? { lines: [], ids: [] };
}

const numbered = (n: number, text: string) => `${n}. ${text}`;
const described = ({ title, description }: Row) => (description === '' ? title : `${title} – ${description}`);
