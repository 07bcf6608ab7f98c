import { z } from 'zod';

/** A message that was read, to be known again: after a power cut a server may give its number to another. */
const mark = z.object({ seq: z.int(), id: z.string(), at: z.number() });
export type Mark = z.infer<typeof mark>;

export const standing = z.object({
  /** Everything up to here was read. */
  readTo: z.int(),
  /** Of these, not finished. */
  open: z.array(z.int()),
  marks: z.array(mark),
});
export type Standing = z.infer<typeof standing>;

export const NOTHING_READ: Standing = { readTo: 0, open: [], marks: [] };

const MARKS = 6;
const MARKS_APART_MS = 60_000;

/** Where a group stands in one partition: everything up to `readTo` is finished but what is open. */
export interface Progress {
  readonly readTo: number;
  readonly open: ReadonlySet<number>;
  readonly dirty: boolean;
  read(message: Mark): void;
  finish(seq: number): void;
  /** What to write down. */
  standing(): Standing;
  written(): void;
  /** It was not written after all. */
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

/** The newest, and some a minute apart before it. */
function marked(marks: readonly Mark[], next: Mark): Mark[] {
  const [before, newest] = marks.slice(-2);
  const kept = before && newest && newest.at - before.at < MARKS_APART_MS ? marks.slice(0, -1) : marks;
  return [...kept, next].slice(-MARKS);
}

/** What counts after the log was cut behind `seq`. */
export function cutTo(from: Standing, seq: number): Standing {
  return {
    readTo: Math.min(from.readTo, seq),
    open: from.open.filter((one) => one <= seq),
    marks: from.marks.filter((one) => one.seq <= seq),
  };
}
