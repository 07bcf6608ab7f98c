import { z } from 'zod';

/** Identifies a message that was read, because after a power cut a server may give its number to another message. */
const mark = z.object({ seq: z.int(), id: z.string(), at: z.number() });
export type Mark = z.infer<typeof mark>;

export const standing = z.object({
  /** Sequence number of the last message read. */
  readTo: z.int(),
  /** Messages up to `readTo` that are not finished. */
  open: z.array(z.int()),
  marks: z.array(mark),
});
export type Standing = z.infer<typeof standing>;

export const NOTHING_READ: Standing = { readTo: 0, open: [], marks: [] };

const MARKS = 6;
const MARKS_APART_MS = 60_000;

/** A group's progress in one partition: everything up to `readTo` is finished except what is open. */
export interface Progress {
  readonly readTo: number;
  readonly open: ReadonlySet<number>;
  readonly dirty: boolean;
  read(message: Mark): void;
  finish(seq: number): void;
  /** The progress to write. */
  standing(): Standing;
  written(): void;
  /** Call it if the write failed. */
  unwritten(): void;
}

export function openProgress(found: Standing): Progress {
  const open = new Set(found.open);
  let { readTo } = found;
  let marks = found.marks;
  let last: Mark | undefined;
  let dirty = false;

  return {
    get readTo() {
      return readTo;
    },
    open,
    get dirty() {
      return dirty;
    },
    read(message) {
      open.add(message.seq);
      readTo = message.seq;
      last = message;
      dirty = true;
    },
    finish(seq) {
      dirty = open.delete(seq) || dirty;
    },
    standing() {
      if (last && marks.at(-1)?.seq !== last.seq) marks = marked(marks, last);
      return { readTo, open: [...open].toSorted((a, b) => a - b), marks: [...marks] };
    },
    written() {
      dirty = false;
    },
    unwritten() {
      dirty = true;
    },
  };
}

/** Keeps the newest mark and some earlier ones, one minute apart. */
function marked(marks: readonly Mark[], next: Mark): Mark[] {
  const [before, newest] = marks.slice(-2);
  const kept = before && newest && newest.at - before.at < MARKS_APART_MS ? marks.slice(0, -1) : marks;
  return [...kept, next].slice(-MARKS);
}

/** The progress after the log was cut behind `seq`. */
export function cutTo(from: Standing, seq: number): Standing {
  return {
    readTo: Math.min(from.readTo, seq),
    open: from.open.filter((one) => one <= seq),
    marks: from.marks.filter((one) => one.seq <= seq),
  };
}
