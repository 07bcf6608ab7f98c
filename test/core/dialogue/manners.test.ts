import { describe, expect, it } from 'vitest';
import type { InboundContent } from '#contracts/content.ts';
import { at, booking, desk, service } from './desk.ts';

const voice: InboundContent = { kind: 'media', media: 'audio', source: { mimeType: 'audio/ogg' }, voice: true };
const photo: InboundContent = { kind: 'media', media: 'image', source: { mimeType: 'image/png' } };

describe('manners', () => {
  it('greets a stranger whatever they say first', () => {
    const talk = desk({ customerName: '' });
    talk.says('Do you do highlights?');
    expect(talk.keys).toEqual(['hello', 'we_offer']);
    expect(talk.text).toContain('Hi! This is');
    expect(talk.ids).toEqual(['person', 'book']);
  });

  it('says when it does not understand, asks again, and after some tries says how to get out', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut']) talk.taps(id);
    talk.says('blah');
    expect(talk.keys).toEqual(['not_understood', 'ask_person']);
    talk.says('blah');
    talk.says('blah');
    expect(talk.keys).toEqual(['stuck']);
    expect(talk.ids).toEqual(['person', 'continue']);
    talk.says('blah');
    expect(talk.said).toBeUndefined();
    talk.says('Ana');
    expect(talk.keys).toEqual(['ask_day']);
    talk.says('blah');
    expect(talk.keys).toEqual(['not_understood', 'ask_day']);
  });

  it('helps at any time without losing the place', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut']) talk.taps(id);
    talk.says('ayuda');
    expect(talk.keys).toEqual(['help', 'ask_person']);
    expect(talk.ids).toEqual(['staff:*', 'staff:ana', 'staff:bo']);
  });

  it('goes back step by step to the menu', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut', 'staff:ana', 'day:2026-10-06', `at:${at('2026-10-06', '10:00')}:ana:cut`])
      talk.taps(id);
    const seen = Array.from({ length: 6 }, () => {
      talk.says('atrás');
      return talk.keys.at(-1);
    });
    expect(seen).toEqual(['ask_time', 'ask_day', 'ask_person', 'ask_service', 'menu', 'menu']);
  });

  it('offers to continue after a pause', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut', 'staff:ana', 'day:2026-10-06']) talk.taps(id);
    talk.waits(31);
    talk.says('are you there');
    expect(talk.keys).toEqual(['resume']);
    expect(talk.ids).toEqual(['continue', 'over']);
    talk.says('yes');
    expect(talk.keys).toEqual(['ask_time']);
    talk.waits(3 * 24 * 60);
    talk.says('hola');
    expect(talk.keys).toEqual(['resume']);
    talk.says('Continue');
    expect(talk.keys).toEqual(['not_free', 'ask_day']);
    expect(talk.state.draft).toEqual({ serviceId: 'cut', staffId: 'ana' });
  });

  it('starts over after a pause when the customer prefers that', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut']) talk.taps(id);
    talk.waits(24 * 60);
    talk.says('hi');
    talk.says('no');
    expect(talk.keys).toEqual(['hello', 'menu']);
    expect(talk.state.draft).toBeUndefined();
  });

  it('acts on a tap after a pause at once', () => {
    const talk = desk();
    for (const id of ['book', 'service:cut']) talk.taps(id);
    talk.waits(24 * 60);
    talk.taps('staff:ana');
    expect(talk.keys).toEqual(['ask_day']);
  });

  it('says that it cannot look or listen, and asks again', () => {
    const talk = desk();
    talk.taps('book');
    talk.hears(voice);
    expect(talk.keys).toEqual(['voice_unheard', 'ask_service']);
    talk.hears(photo);
    expect(talk.keys).toEqual(['media_unread', 'ask_service']);
    talk.hears({ ...photo, caption: 'a Haircut like this' });
    expect(talk.keys).toEqual(['service_chosen', 'ask_person']);
    talk.hears({ kind: 'location', latitude: 1, longitude: 1 });
    expect(talk.keys).toEqual(['media_unread', 'ask_person']);
  });

  it('says nothing where a reply would be silly', () => {
    const talk = desk();
    talk.says('hi');
    const before = talk.state;
    for (const content of [
      { kind: 'reaction', to: 'wamid.1', emoji: '👍' },
      { kind: 'system', change: 'number_changed' },
      { kind: 'unrecognised', type: 'poll' },
    ] as const) {
      talk.hears(content);
      expect(talk.said).toBeUndefined();
      expect(talk.state).toEqual(before);
    }
    talk.says('muchas gracias');
    expect(talk.said).toBeUndefined();
  });

  it('shows the way and pictures when asked, and keeps its question', () => {
    const talk = desk({
      latitude: 40.4,
      longitude: -3.7,
      picture: 'https://files.example/salon.png',
      services: [service({ picture: 'https://files.example/cut.webp' })],
    });
    talk.says('dónde están');
    expect(talk.said?.location).toEqual({ latitude: 40.4, longitude: -3.7, name: 'Salon Luz', address: 'Main street 1' });
    talk.says('fotos');
    expect(talk.said?.picture).toBe('https://files.example/salon.png');
    talk.says('book');
    talk.says('photos');
    expect(talk.said?.picture).toBe('https://files.example/cut.webp');
    talk.says('Ana');
    expect(talk.keys).toEqual(['ask_day']);
  });

  it('has an answer without address or pictures', () => {
    const talk = desk({ address: undefined });
    talk.says('location');
    expect(talk.keys).toEqual(['no_address']);
    talk.says('photos');
    expect(talk.keys).toEqual(['no_pictures']);
  });

  it('understands part of a title where only one has it', () => {
    const talk = desk();
    talk.taps('book');
    talk.says('beard');
    expect(talk.keys).toEqual(['service_chosen', 'ask_day']);
  });

  it('leafs through long lists', () => {
    const talk = desk({ services: Array.from({ length: 30 }, (_, n) => service({ id: `s${n}`, name: `Service ${n}` })) });
    talk.taps('book');
    expect(talk.said?.page).toBeUndefined();
    talk.taps('more:2');
    expect(talk.said?.page).toBe(2);
    expect(talk.keys).toEqual(['ask_service']);
  });

  it('puts nothing of others unsanitized into a message', () => {
    const talk = desk({
      customerName: 'Eva\u202e\u0000\nX'.repeat(1000),
      tenantName: 'Salon\u2066 Luz\u200b',
      upcoming: [booking({ serviceName: '\u0007\u202d' })],
    });
    talk.says('hi');
    // oxlint-disable-next-line no-control-regex
    expect(talk.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069\u200b]/u);
    expect(talk.text.length).toBeLessThan(300);
  });
});
