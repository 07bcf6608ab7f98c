import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InboundContent } from '#contracts/content.ts';
import { hear } from '#core/dialogue/hear.ts';
import { reduce } from '#core/dialogue/reduce.ts';
import { render } from '#core/dialogue/render.ts';
import { type DialogueState, dialogueState, freshState } from '#core/dialogue/state.ts';
import type { Facts, Input } from '#core/dialogue/step.ts';
import { textsOf } from '#core/texts/texts.ts';
import { NOW, ZONE, at, beard, booking, desk, person, service } from './desk.ts';

const SMALL = 16_000;

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.constantFrom(
    'hi',
    'book',
    'cancel',
    'reschedule',
    'back',
    'start over',
    'help',
    'yes',
    'no',
    'earliest',
    'next week',
    'previous week',
    'Haircut',
    'Ana',
    'anyone',
    '10:00',
    'tomorrow',
    'mis citas',
    '👍',
    '2026-10-07',
    '99:99',
    '31 feb',
    'location',
    'fotos',
    'gracias',
    'is there anything on saturday?',
    'haircut tomorrow at 5 with Ana',
    'make it an hour later',
    'next friday after 4',
    'not monday',
    'how much is it',
    'when are you open',
    'a beard trim next week in the morning',
    'with Bo instead',
    'the second one',
    '31/02',
    'cancel both',
    'move it to thursday',
  ),
);
const ids = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    'book',
    'bookings',
    'help',
    'over',
    'back',
    'continue',
    'people',
    'services',
    'keep',
    'service:cut',
    'service:beard',
    'staff:*',
    'staff:ana',
    'staff:bo',
    'days:2026-10-12',
    'days:9999-99-99',
    'before:2026-10-20',
    'day:2026-10-06',
    'day:0000-01-01',
    `at:${at('2026-10-06', '10:00')}:*:cut`,
    'at:99999999999999:*:cut',
    'to:1:*:x1',
    'shift:99999999999999:bo:x1',
    'confirm:h1',
    'confirm:x1',
    'move:x1',
    'cancel:x1',
    'drop:x1',
    'more:1',
    'more:999',
    `to:${at('2026-10-07', '10:00')}:bo:x1`,
  ),
);
const content: fc.Arbitrary<InboundContent> = fc.oneof(
  words.map((body) => ({ kind: 'text', body }) as const),
  ids.map((id) => ({ kind: 'choice', by: 'list', id, title: id }) as const),
  fc.constantFrom<InboundContent>(
    { kind: 'media', media: 'image', source: { mimeType: 'image/png' } },
    { kind: 'reaction', to: 'x' },
    { kind: 'order', catalogId: 'c', items: [] },
    { kind: 'flow_answer', answer: {} },
  ),
);
const slot = fc
  .record({
    staffId: fc.constantFrom('ana', 'bo', 'nobody'),
    startsAt: fc.integer({ min: NOW, max: NOW + 90 * 86_400_000 }),
  })
  .map(({ staffId, startsAt }) => {
    const zoned = Temporal.Instant.fromEpochMilliseconds(startsAt).toZonedDateTimeISO(ZONE);
    return {
      staffId,
      startsAt,
      endsAt: startsAt + 60_000,
      date: zoned.toPlainDate().toString(),
      time: zoned.toPlainTime().toString({ smallestUnit: 'minute' }),
    };
  });
const slots = fc.array(slot, { maxLength: 20 }).map((all) => all.toSorted((a, b) => a.startsAt - b.startsAt));
const outcome: fc.Arbitrary<Input> = fc.oneof(
  slots.map((found) => ({ kind: 'slots', slots: found }) as const),
  slots.map((alternatives) => ({ kind: 'not_free', why: 'taken', alternatives }) as const),
  fc.constantFrom<Input>(
    { kind: 'planned', booking: booking({ id: 'h1', state: 'held', expiresAt: NOW }) },
    { kind: 'not_there' },
    { kind: 'wrong_state', state: 'cancelled' },
  ),
);
/** A message is heard in the state that it finds; an outcome comes as it is. */
type Coming = { readonly content: InboundContent; readonly about?: string } | { readonly outcome: Input };
const coming: fc.Arbitrary<Coming> = fc.oneof(
  { weight: 3, arbitrary: content.map((one) => ({ content: one })) },
  { weight: 1, arbitrary: content.map((one) => ({ content: one, about: 'x1' })) },
  { weight: 3, arbitrary: outcome.map((one) => ({ outcome: one })) },
);
function inputOf(one: Coming, state: DialogueState, known: Facts): Input {
  return 'outcome' in one ? one.outcome : hear(one.content, state, known, known.now, one.about);
}
const facts: fc.Arbitrary<Facts> = fc
  .record({
    now: fc.integer({ min: NOW, max: NOW + 3_600_000 }),
    today: fc.constant('2026-10-05'),
    zone: fc.constant(ZONE),
    locale: fc.constantFrom('en', 'es'),
    answeredBy: fc.constantFrom('bot', 'person'),
    tenantName: fc.string({ unit: 'binary' }),
    customerName: fc.string({ unit: 'binary' }),
    services: fc.subarray([service(), beard]),
    staff: fc.subarray([person('ana', 'Ana'), person('bo', 'Bo')]),
    upcoming: fc.subarray([booking(), booking({ id: 'x2', chosenBecause: 'least_booked' })]),
    held: fc.constantFrom(
      undefined,
      booking({ id: 'h1', state: 'held', expiresAt: NOW + 1 }),
      booking({ id: 'h1', state: 'expired' }),
      booking({ id: 'h1' }),
    ),
  })
  .map(({ held, ...rest }) => (held ? { ...rest, held } : rest));

describe('whatever comes in', () => {
  it('never throws, stays small, asks one thing at most and last, and can be said in both languages', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(coming, facts), { maxLength: 25 }), (steps) => {
        let state: DialogueState = freshState;
        for (const [came, known] of steps) {
          const one = inputOf(came, state, known);
          const { state: next, effects } = reduce(state, one, known);
          expect(reduce(structuredClone(state), structuredClone(one), structuredClone(known))).toEqual({ state: next, effects });
          const asking = effects.filter(({ kind }) => kind !== 'say' && kind !== 'hand_over');
          expect(asking.length).toBeLessThanOrEqual(1);
          if (asking[0]) expect(effects.at(-1)).toBe(asking[0]);
          expect(next.asking === undefined).toBe(asking.length === 0);
          for (const effect of effects) {
            if (effect.kind !== 'say') continue;
            for (const locale of ['en', 'es'] as const) expect(render(effect.say, textsOf(locale)).length).toBe(1);
          }
          const { asking: _asking, ...kept } = next;
          expect(JSON.stringify(kept).length).toBeLessThan(SMALL);
          expect(dialogueState.parse(JSON.parse(JSON.stringify(next)))).toEqual(kept);
          state = next;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('comes to an end, even if every search is answered anew, and "start over" always leads to the menu', () => {
    fc.assert(
      fc.property(
        fc.array(content, { maxLength: 8 }),
        fc.array(outcome, { minLength: 12, maxLength: 12 }),
        facts.map((known) => ({ ...known, answeredBy: 'bot' }) as const),
        (said, outcomes, known) => {
          const bot: Facts = { ...known, answeredBy: 'bot' };
          let state: DialogueState = freshState;
          for (const one of [...said, { kind: 'text', body: 'Start over!' } as const]) {
            let step = reduce(state, hear(one, state, bot, known.now), bot);
            const answers = outcomes.values();
            for (
              let asked = step.effects.at(-1);
              asked && asked.kind !== 'say' && asked.kind !== 'hand_over';
              asked = step.effects.at(-1)
            ) {
              const answer =
                asked.kind === 'find_slots'
                  ? { kind: 'slots' as const, slots: [] }
                  : (answers.next().value ?? { kind: 'not_there' as const });
              step = reduce(
                step.state,
                answer.kind === 'slots' && asked.kind !== 'find_slots' ? { kind: 'not_there' } : answer,
                bot,
              );
            }
            state = step.state;
            expect(state.asking).toBeUndefined();
          }
          expect(state.view).toEqual({ at: 'menu' });
          expect(state.draft).toBeUndefined();
          expect(state.holdId).toBeUndefined();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is read in bounded time: ten megabytes of emoji, marks and direction overrides', () => {
    const talk = desk();
    talk.taps('book');
    for (const body of [
      '💇'.repeat(2_500_000),
      'a\u0301'.repeat(5_000_000),
      '\u202e\u0000'.repeat(5_000_000),
      '1'.repeat(10_000_000),
    ]) {
      talk.says(body);
      expect(talk.state.view).toEqual({ at: 'services' });
      expect(JSON.stringify(talk.state).length).toBeLessThan(SMALL);
      talk.taps(body);
      talk.hears({ kind: 'media', media: 'image', source: { mimeType: 'image/png' }, caption: body });
      expect(talk.keys.at(-1)).toBe('ask_service');
    }
  });
});

describe('a state from somewhere else', () => {
  it.each([
    [undefined],
    [null],
    ['text'],
    [{ version: 2 }],
    [{ version: 1, view: { at: 'nowhere' }, offered: [], lastAt: 0, misses: 0 }],
    [[]],
  ])('%j begins afresh', (state) => {
    expect(dialogueState.parse(state)).toEqual(freshState);
  });
});
