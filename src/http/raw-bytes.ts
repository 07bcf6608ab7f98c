import type { Context } from 'koa';
import type { BodyRoom } from './body-room.ts';
import { Problem } from './problem.ts';

export interface HeldBody extends Disposable {
  /** The unchanged body. It counts as used memory until this is disposed. */
  readonly bytes: Uint8Array;
}

/**
 * Limits the number of pieces, because each piece costs CPU time. A 4 MB body in this many pieces has 400 bytes a piece, less
 * than a packet.
 */
const MOST_PIECES = 10_000;
const NOTHING = Buffer.alloc(0);

/**
 * Reads the unchanged body. A body larger than `limit` gets 413, before it is read if it announces its length. A body whose
 * memory is needed for others gets 503 with `Retry-After`.
 */
export function rawBytes({ req }: Pick<Context, 'req'>, limit: number, room: BodyRoom): Promise<HeldBody> {
  const announced = Number(req.headers['content-length'] ?? limit);
  return new Promise((resolve, reject) => {
    const place = room.enter(() => end(new Problem(503, 'busy', 'Too many requests at once. Send it again.', 1)));
    let body: Buffer = NOTHING;
    let size = 0;
    let pieces = 0;
    let open = true;

    function add(piece: Buffer): void {
      pieces += 1;
      if (size + piece.length > limit) return end(tooLarge(limit));
      if (pieces > MOST_PIECES) return end(new Problem(413, 'too_large', `The body arrives in more than ${MOST_PIECES} pieces.`));
      makeRoomFor(piece);
      // Making room may have given up this body.
      if (!open) return;
      if (size > 0) body.set(piece, size);
      size += piece.length;
    }

    /** A body in one piece, the usual case, is not copied. */
    function makeRoomFor(piece: Buffer): void {
      const needed = size + piece.length;
      if (needed <= body.length) return;
      const wider = size === 0 ? piece : Buffer.allocUnsafeSlow(Math.max(needed, Math.min(2 * needed, announced)));
      wider.set(body.subarray(0, size));
      place.take(wider.length - body.length);
      if (open) body = wider;
    }

    function done(): void {
      leave();
      place.arrived();
      resolve({ bytes: body.subarray(0, size), [Symbol.dispose]: () => place[Symbol.dispose]() });
    }

    function broken(): void {
      end(new Problem(400, 'broken_body', 'The body ended before its announced length.'));
    }

    function end(problem: Problem): void {
      open = false;
      leave();
      body = NOTHING;
      place[Symbol.dispose]();
      req.resume();
      reject(problem);
    }

    function leave(): void {
      req.off('data', add).off('end', done).off('error', broken).off('close', broken);
    }

    if (announced > limit) return end(tooLarge(limit));
    if (req.destroyed) return broken();
    req.on('data', add).once('end', done).once('error', broken).once('close', broken);
  });
}

function tooLarge(limit: number): Problem {
  return new Problem(413, 'too_large', `The body is larger than ${limit} bytes.`);
}
