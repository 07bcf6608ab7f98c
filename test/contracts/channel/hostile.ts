import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdapterFailure } from '#contracts/failure.ts';
import { inboundEvent } from '#contracts/inbound.ts';
import type { Channel, Connection, InboundPart } from '#contracts/channel.ts';
import type { ChannelKit } from '../channel.ts';
import { NEW, RECEIVED_AT } from '../webhook-source.ts';

type Path = readonly (string | number)[];

/** Values to put where something else is expected. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  0.5,
  '',
  ' ',
  '0',
  '-1',
  '99999999999999999999',
  'NaN',
  'x'.repeat(513),
  'x'.repeat(100_000),
  '\u0000\u001b[31m\u202e\u2066\ufeff',
  '\ud800',
  'id.\udc00.end',
  'id.\u0000',
  '__proto__',
  'constructor',
  '<script>alert(1)</script>',
  [],
  [null],
  [[[]]],
  {},
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  { toString: 1, length: -1, valueOf: null },
];

export function describeHostileInput({ webhooks: kit }: ChannelKit): void {
  const connection = kit.connect([NEW]);

  describe('hostile input with a valid signature', () => {
    it.each(kit.hears)('any value in any place: $what', ({ payload }) => {
      for (const path of pathsOf(payload)) {
        for (const value of HOSTILE) survives(kit, connection, kit.sign(kit.write(replaced(payload, path, value)), NEW));
        survives(kit, connection, kit.sign(kit.write(replaced(payload, path, undefined)), NEW));
      }
    });

    it('endless nesting', () => {
      for (const [open, close] of [
        ['[', ']'],
        ['{"a":', '}'],
      ] as const) {
        const deep = `${open.repeat(50_000)}1${close.repeat(50_000)}`;
        survives(kit, connection, kit.sign(deep, NEW));
        for (const { payload } of kit.hears.slice(0, 3)) {
          for (const path of pathsOf(payload)) {
            const body = kit.write(replaced(payload, path, 'DEEP')).replace('"DEEP"', () => deep);
            survives(kit, connection, kit.sign(body, NEW));
          }
        }
      }
    });

    it('a huge text', () => {
      for (const { payload } of kit.hears.slice(0, 3)) {
        for (const path of pathsOf(payload)) {
          survives(kit, connection, kit.sign(kit.write(replaced(payload, path, '☃'.repeat(100_000))), NEW));
        }
      }
    });

    it('prototype names pollute nothing', () => {
      for (const { payload } of kit.hears) {
        for (const path of pathsOf(payload)) {
          const evil = JSON.parse('{"__proto__":{"polluted":"yes"}}');
          survives(kit, connection, kit.sign(kit.write(replaced(payload, path, evil)), NEW));
        }
      }
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    });

    it('any combination of changes to genuine webhooks', () => {
      const change = fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue(), fc.constant(undefined)));
      fc.assert(
        fc.property(fc.nat(kit.hears.length - 1), fc.array(change, { minLength: 1, maxLength: 6 }), (which, changes) => {
          let payload = kit.hears[which]?.payload;
          for (const [where, value] of changes) {
            const paths = pathsOf(payload);
            payload = replaced(payload, paths[where % paths.length] ?? [], value);
          }
          survives(kit, connection, kit.sign(kit.write(payload ?? null), NEW));
        }),
        { numRuns: 2_000 },
      );
    });

    it('any bytes at all', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), (body) => void survives(kit, connection, kit.sign(body, NEW))),
        { numRuns: 500 },
      );
    });
  });
}

/** Either the body is refused with our own failure, or the core can handle every event, and `normalize` can produce it again. */
export function survives(
  { normalize }: Pick<Channel, 'normalize'>,
  connection: Connection,
  request: Parameters<Connection['receive']>[0],
): readonly InboundPart[] {
  let parts: readonly InboundPart[];
  try {
    parts = [...connection.receive(request, RECEIVED_AT)];
  } catch (failure) {
    if (!(failure instanceof AdapterFailure)) throw failure;
    expect(failure.code).toBe('malformed');
    return [];
  }
  for (const part of parts) {
    for (const event of part.events) {
      const read = inboundEvent.safeParse(event);
      if (!read.success) throw new Error(`not an event of ours: ${JSON.stringify(event).slice(0, 500)} (${read.error.message})`);
    }
    expect(normalize(part.raw, RECEIVED_AT)).toEqual([part]);
  }
  return parts;
}

/** Every path in a JSON value, starting with the whole value. */
export function pathsOf(value: unknown): Path[] {
  const found: Path[] = [[]];
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    for (const rest of pathsOf(inner)) found.push([step, ...rest]);
  }
  return found;
}

/** A copy with `value` at `path`. `undefined` removes it. */
export function replaced(json: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(json)) {
    return json.flatMap((inner, n) =>
      n === step ? (rest.length === 0 && value === undefined ? [] : [replaced(inner, rest, value)]) : [inner],
    );
  }
  if (typeof json !== 'object' || json === null) return value;
  const entries = Object.entries(json).map(([key, inner]) => [key, key === step ? replaced(inner, rest, value) : inner] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}
