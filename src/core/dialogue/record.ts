import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Turn } from '#contracts/records/dialogue.ts';
import type { Slot } from '#contracts/scheduling.ts';
import type { OwnFacts } from './gather.ts';
import { wallOf } from './known.ts';
import { RECORD_WORDS } from './record-words.ts';
import { type DialogueState, dialogueState } from './state.ts';
import type { Effect, Input } from './step.ts';

/** What a turn was decided from beside the catalogue, and what it decided. */
export interface Decided {
  readonly before: DialogueState;
  readonly inputs: readonly Input[];
  readonly own: OwnFacts;
  readonly effects: readonly Effect[];
}

type Envelope = Omit<Turn, 'decided'>;

/** Only a replay reads it again, so it is packed: a fifth of its length as JSON. */
export function recordOf(envelope: Envelope, { before, inputs, own, effects }: Decided): Turn {
  const record: Recorded = {
    before,
    inputs: inputs.map((input) => (input.kind === 'slots' ? { kind: 'slots', packed: packed(input.slots) } : input)),
    facts: own,
    effects,
  };
  return { ...envelope, decided: PACKING + deflateRawSync(JSON.stringify(record), { dictionary }).toString('base64') };
}

/** Recorded by ourselves, so it is not parsed by shapes; `zone` is that of the catalogue. @throws RangeError for another packing */
export function decidedOf({ decided }: Pick<Turn, 'decided'>, zone: string): Decided {
  if (!decided.startsWith(PACKING))
    throw new RangeError('the record of a turn is packed in a way that this version does not know');
  const text = inflateRawSync(Buffer.from(decided.slice(PACKING.length), 'base64'), { dictionary }).toString();
  const { before, inputs, facts, effects } = JSON.parse(text) as Recorded;
  return {
    before: dialogueState.parse(before),
    inputs: inputs.map((input) => ('packed' in input ? { kind: 'slots', slots: unpacked(input.packed, zone) } : input)),
    own: facts,
    effects,
  };
}

/** Deflated JSON with the first list of words. */
const PACKING = '1:';
const dictionary = Buffer.from(RECORD_WORDS);

interface Recorded {
  readonly before: DialogueState;
  readonly inputs: readonly (Exclude<Input, { readonly kind: 'slots' }> | PackedInput)[];
  readonly facts: OwnFacts;
  readonly effects: readonly Effect[];
}

interface PackedInput {
  readonly kind: 'slots';
  readonly packed: PackedSlots;
}

/** A week has hundreds of slots and would be most of a turn's record: each is the time after the one before, and whose it is. */
interface PackedSlots {
  /** Staff member and duration in minutes. */
  readonly whose: readonly (readonly [string, number])[];
  /** Minutes from the epoch to the first start, then from start to start. */
  readonly starts: readonly number[];
  /** The place in `whose` of each. */
  readonly of: readonly number[];
}

const MINUTE = 60_000;

function packed(slots: readonly Slot[]): PackedSlots {
  const whose = new Map<string, readonly [place: number, entry: readonly [string, number]]>();
  const of = slots.map(({ staffId, startsAt, endsAt }) => {
    const minutes = (endsAt - startsAt) / MINUTE;
    const name = `${minutes} ${staffId}`;
    const known = whose.get(name) ?? [whose.size, [staffId, minutes]];
    whose.set(name, known);
    return known[0];
  });
  const starts = slots.map(({ startsAt }, n) => (startsAt - (slots[n - 1]?.startsAt ?? 0)) / MINUTE);
  return { whose: Array.from(whose.values(), ([, entry]) => entry), starts, of };
}

/** Day and time are those of the venue, as they were. */
function unpacked({ whose, starts, of }: PackedSlots, zone: string): readonly Slot[] {
  let startsAt = 0;
  return starts.map((minutes, n) => {
    startsAt += Math.round(minutes * MINUTE);
    const [staffId, duration] = whose[of[n] ?? 0] ?? ['', 0];
    return { staffId, startsAt, endsAt: startsAt + Math.round(duration * MINUTE), ...wallOf(startsAt, zone) };
  });
}
