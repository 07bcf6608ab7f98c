import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { PhoneSays } from '#contracts/api/phone.ts';
import { SEND_TYPES, readShape, sendShape } from '#sandbox/meta/send-shape.ts';
import { type Arrived, PHONE, givenApp, givenMeta } from './meta-given.ts';

const SAMPLES = new URL('../../../shared/samples/meta-whatsapp/', import.meta.url);
const EXAMPLES = new URL('../../../shared/specs/meta-whatsapp.examples.json', import.meta.url);
const sample = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, SAMPLES), 'utf8'));

/** Every place of a body, with `[]` for the items of a list. */
function places(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => places(each, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, each]) => places(each, `${at}.${key}`));
}
const unique = (all: readonly string[]): string[] => [...new Set(all)].toSorted();

/** In samples, and not here: gone since v24, or for linked portfolios, or not on this phone. */
const LEFT_OUT = /\.conversation\b|parent_|\.contacts\[\]\.org|location\.url|country_code|\.forwarded/;

const NO_SAMPLES = existsSync(SAMPLES) ? '' : ' (skipped: ../shared/samples is not here)';

describe.skipIf(NO_SAMPLES !== '')(`a webhook of the emulator${NO_SAMPLES}`, () => {
  const known = new Set(
    NO_SAMPLES === ''
      ? readdirSync(SAMPLES)
          .filter((name) => name.endsWith('.json'))
          .flatMap((name) => places(sample(name.slice(0, -5))))
      : [],
  );

  async function firstOf(act: (all: Awaited<ReturnType<typeof given>>) => Promise<unknown>): Promise<Arrived> {
    const all = await given();
    await act(all);
    await vi.waitFor(() => expect(all.app.arrived).toHaveLength(1));
    return all.app.arrived[0]!;
  }
  async function given() {
    const app = await givenApp();
    const meta = await givenMeta(app.url);
    const ana = await meta.customer();
    return { app, meta, ana, says: (what: PhoneSays) => meta.says(ana, what) };
  }
  const media = (kind: 'image' | 'audio' | 'video' | 'document' | 'sticker', mimeType: string, more = {}) => ({
    kind: 'media' as const,
    media: kind,
    mimeType,
    base64: 'AAAA',
    ...more,
  });

  const cases: [string, string, PhoneSays][] = [
    ['text', '045-pywa-message-text', { kind: 'text', body: 'hola' }],
    ['an image', '109-docs-image-2', media('image', 'image/jpeg', { caption: 'yo' })],
    ['a voice note', '104-docs-audio-2', media('audio', 'audio/ogg; codecs=opus')],
    ['a video', '118-docs-video-2', media('video', 'video/mp4', { caption: 'yo' })],
    ['a document', '107-docs-document-2', media('document', 'application/pdf', { caption: 'yo', fileName: 'yo.pdf' })],
    ['a sticker', '115-docs-sticker-2', media('sticker', 'image/webp')],
    ['a place', '110-docs-location-2', { kind: 'location', latitude: 1, longitude: 2, name: 'Casa', address: 'Calle 1' }],
    ['a contact', '106-docs-contacts-2', { kind: 'contacts', contacts: [{ name: 'Eva Ruiz', phone: '+34600000002' }] }],
  ];
  it.each(cases)('with %s has the places of the recorded one, and none that no recording has', async (_, name, what) => {
    const { body } = await firstOf(({ says }) => says(what));
    expect(unique(places(body)).filter((place) => !known.has(place))).toEqual([]);
    expect(unique(places(sample(name))).filter((place) => !places(body).includes(place) && !LEFT_OUT.test(place))).toEqual([]);
  });

  it('with taps, replies, reactions, statuses and template news has none that no recording has', async () => {
    const { app, meta, ana, says } = await given();
    await says({ kind: 'text', body: 'hola' });
    const action = { button: 'Ver', sections: [{ rows: [{ id: 'a', title: 'A', description: 'aa' }] }] };
    const list = await meta.send({ type: 'interactive', interactive: { type: 'list', body: { text: 'x' }, action } });
    const message = list.body.messages[0].id;
    await says({ kind: 'choice', message, choice: 'a' });
    await says({ kind: 'text', body: 'sí', replyTo: message });
    await says({ kind: 'reaction', message, emoji: '👍' });
    await says({ kind: 'reaction', message });
    await meta.control('POST', `chats/${PHONE}/${ana.id}/read`, {});
    await meta.text('x', { to: '+34600999999', biz_opaque_callback_data: 'r' });
    await meta.graph('POST', '102290129340398/message_templates', {
      name: 'nueva',
      language: 'es',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Hola' }],
    });
    await meta.control('PUT', 'clock', { offsetMs: 10_000 });
    await vi.waitFor(() => expect(app.values().some((value) => value['event'] === 'APPROVED')).toBe(true));
    await meta.quiet();
    const made = app.arrived.flatMap(({ body }) => places(body));
    expect(unique(made).filter((place) => !known.has(place))).toEqual([]);
    for (const name of [
      '131-docs-interactive-2',
      '132-docs-reaction-2',
      '113-docs-status-3',
      '102-docs-message-template-status-update-2',
    ]) {
      expect(unique(places(sample(name))).filter((place) => !made.includes(place) && !LEFT_OUT.test(place))).toEqual([]);
    }
  });
});

const NO_EXAMPLES = existsSync(EXAMPLES) ? '' : ' (skipped: ../shared/specs is not here)';

describe.skipIf(NO_EXAMPLES !== '')(`Meta's own examples${NO_EXAMPLES}`, () => {
  it('are taken, but for placeholders and for catalogs and payments, which this emulator has not', () => {
    const { examples } = JSON.parse(readFileSync(EXAMPLES, 'utf8')) as {
      examples: { url: string; body?: Record<string, any> }[];
    };
    const bodies = examples.filter(({ url, body }) => url.endsWith('/messages') && body).map(({ body }) => body ?? {});
    const refused = bodies.filter((body) => {
      if ('status' in body) return !readShape.safeParse(body).success;
      const placeholder = /http\(s\)|<LOCATION/.test(JSON.stringify(body));
      const foreign = /product|catalog|order/.test(String(body['interactive']?.type));
      return !placeholder && !foreign && !sendShape.safeParse({ type: 'text', ...body }).success;
    });
    expect(bodies.length).toBeGreaterThan(30);
    expect(refused).toEqual([]);
    expect(SEND_TYPES).toHaveLength(11);
  });
});
