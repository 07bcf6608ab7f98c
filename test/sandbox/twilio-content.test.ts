import { describe, expect, it } from 'vitest';
import { fillContent, readVariables } from '#sandbox/twilio/content-fill.ts';
import { rejectionOf, unfitInSession } from '#sandbox/twilio/content-store.ts';
import { readContent } from '#sandbox/twilio/content-types.ts';

const content = (types: unknown, variables: Record<string, string> = {}) => readContent({ language: 'en', types, variables });
const list = (items: unknown[], more = {}) => ({
  'twilio/list-picker': { body: 'Which one?', button: 'Choose', items, ...more },
});
const items = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `s${at}`, item: `Service ${at}` }));
const replies = (count: number) => ({
  'twilio/quick-reply': {
    body: 'When?',
    actions: Array.from({ length: count }, (_, at) => ({ id: `b${at}`, title: `Day ${at}` })),
  },
});
const refusalOf = (read: object) => ('refused' in read ? read.refused : undefined);

describe('the limits of content', () => {
  it.each([
    ['11 rows', list(items(11)), 20422],
    ['no row', list([]), 20422],
    ['a row of 25 characters', list([{ id: 'a', item: 'x'.repeat(25) }]), 21658],
    ['a row id of 201 characters', list([{ id: 'x'.repeat(201), item: 'a' }]), 21658],
    ['a row description of 73 characters', list([{ id: 'a', item: 'a', description: 'x'.repeat(73) }]), 21658],
    ['a list button of 21 characters', list(items(1), { button: 'x'.repeat(21) }), 21658],
    ['a list body of 1025 characters', list(items(1), { body: 'x'.repeat(1025) }), 21658],
    ['a field that the type does not have', list(items(1), { header: 'Hi' }), 20422],
    ['11 buttons', replies(11), 20422],
    ['a button of 21 characters', { 'twilio/quick-reply': { body: 'a', actions: [{ title: 'x'.repeat(21) }] } }, 21658],
    ['a variable as latitude', { 'twilio/location': { latitude: '{{1}}', longitude: 2 } }, 20422],
    ['a latitude beyond the pole', { 'twilio/location': { latitude: 91, longitude: 2 } }, 20422],
    ['two media', { 'twilio/media': { media: ['https://x.test/a.jpg', 'https://x.test/b.jpg'] } }, 20422],
    ['a card with two headers', { 'whatsapp/card': { body: 'a', header_text: 'b', media: ['https://x.test/a.jpg'] } }, 20422],
    ['a card of a body alone', { 'whatsapp/card': { body: 'a' } }, 20422],
    ['no type', {}, 92001],
    ['a type that WhatsApp does not have', { 'twilio/schedule': {} }, 20422],
  ])('refuse %s', (_, types, code) => {
    expect(refusalOf(content(types))).toMatchObject({ code, status: 400 });
  });

  it('allow what is just within them', () => {
    expect(
      refusalOf(content(list([{ id: 'x'.repeat(200), item: 'x'.repeat(24), description: 'x'.repeat(72) }, ...items(9)]))),
    ).toBeUndefined();
    expect(refusalOf(content(replies(10)))).toBeUndefined();
  });

  it('refuse 101 variables', () => {
    const variables = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [String(at + 1), 'x']));
    expect(refusalOf(content({ 'twilio/text': { body: 'a' } }, variables))).toMatchObject({ code: 92002 });
  });
});

describe('filling content', () => {
  const menu = { 'twilio/list-picker': { body: '{{body}}', button: 'Choose', items: [{ id: '{{id}}', item: '{{title}}' }] } };
  const all = { body: 'Which one?', id: 'cut', title: 'Haircut' };

  it('puts each value where its name stands', () => {
    expect(fillContent(menu, all, {})).toEqual({
      'twilio/list-picker': { body: 'Which one?', button: 'Choose', items: [{ id: 'cut', item: 'Haircut' }] },
    });
  });

  it('falls back to the sample of a value that was not sent', () => {
    expect(fillContent({ 'twilio/text': { body: 'Hi {{1}}!' } }, {}, { 1: 'there' })).toEqual({
      'twilio/text': { body: 'Hi there!' },
    });
  });

  it.each([
    ['a newline in the body', { ...all, body: 'one\ntwo' }],
    ['a tab in the body', { ...all, body: 'one\ttwo' }],
    ['five spaces in the body', { ...all, body: 'one     two' }],
    ['a missing value without a sample', { body: 'a', id: 'b' }],
  ])('refuses %s with 21656', (_, values) => {
    expect(fillContent(menu, values, {})).toMatchObject({ refused: { code: 21656 } });
  });

  it('refuses a row that is too long once filled, by the name of its field', () => {
    expect(fillContent(menu, { ...all, title: 'x'.repeat(25) }, {})).toMatchObject({
      refused: { code: 21658, message: expect.stringContaining('items.0.item') },
    });
  });

  it('takes the text of a value as it is', () => {
    const body = 'From $& to {{2}}';
    expect(fillContent({ 'twilio/text': { body: 'Hi {{1}}' } }, { 1: body }, {})).toEqual({
      'twilio/text': { body: `Hi ${body}` },
    });
  });

  it('sends the most complex of several types', () => {
    const both = { 'twilio/text': { body: 'plain' }, ...menu };
    expect(Object.keys(fillContent(both, all, {}))).toEqual(['twilio/list-picker']);
  });

  it.each(['not json', '[]', '{"1":null}', '{"1":""}', '{"1":{"a":"b"}}'])('refuses %s as variables', (text) => {
    expect(readVariables(text)).toMatchObject({ refused: { code: 21656 } });
  });

  it('refuses a value of 1601 characters', () => {
    expect(readVariables(JSON.stringify({ 1: 'x'.repeat(1601) }))).toMatchObject({ refused: { code: 21658 } });
  });
});

describe('what WhatsApp thinks of content', () => {
  it('takes three buttons without approval, and no fourth', () => {
    expect(unfitInSession(replies(3))).toBeUndefined();
    expect(unfitInSession(replies(4))).toMatchObject({ code: 63021 });
  });

  it('takes no card without approval, and no two rows of one id', () => {
    expect(unfitInSession({ 'whatsapp/card': { body: 'a', footer: 'b' } })).toMatchObject({ code: 63021 });
    expect(
      unfitInSession({ 'twilio/list-picker': { body: 'a', button: 'b', items: [items(1)[0]!, items(1)[0]!] } }),
    ).toMatchObject({ code: 63021 });
  });

  it.each([
    ['approves a text with samples', 'Hello {{1}}, your appointment is tomorrow.', { 1: 'Ana' }, ''],
    ['wants samples', 'Hello {{1}}, your appointment is tomorrow.', {}, 'Every variable needs a sample.'],
    [
      'wants no variable at the end',
      'Your appointment is on {{1}}.',
      { 1: 'Monday' },
      'Variables cannot be at the start or end of the template.',
    ],
    ['wants variables in sequence', 'Hello {{2}}, your appointment is tomorrow.', { 2: 'Ana' }, 'Variables must be in sequence.'],
    [
      'wants words between variables',
      'Hello {{1}} {{2}}, see you tomorrow at our place.',
      { 1: 'a', 2: 'b' },
      'Variables cannot be next to each other.',
    ],
    ['wants more words than variables', 'Hi {{1}} bye', { 1: 'a' }, 'There are too many variables for the length of the text.'],
  ])('%s', (_, body, variables, rejection) => {
    expect(rejectionOf({ types: { 'twilio/text': { body } }, variables })).toBe(rejection);
  });
});
