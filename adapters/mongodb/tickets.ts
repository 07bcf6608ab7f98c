import { StoreFailure } from '#contracts/store.ts';
import { answered } from './answered.ts';
import { MAJORITY, type Connection } from './client.ts';
import { asStoreFailure, passing } from './failure.ts';

const TICKETS = '_tickets';
const ATTEMPTS = 3;

/**
 * Numbers that increase across all instances, each given once. A commit draws its ticket after it begins and before it writes, so a
 * commit that begins after another was answered has a higher one. See docs/decisions/0010-order-of-events-on-mongodb.md.
 */
export interface Tickets {
  /** Draws consecutive tickets and returns the first. An earlier call in this process gets lower ones. */
  next(most?: number): Promise<number>;
  /** The current number: no later ticket is below it, and no earlier ticket is above it. */
  current(): Promise<number>;
}

interface Caller extends PromiseWithResolvers<number> {
  readonly most: number;
}

/** Calls during a draw share the next draw. */
export function tickets({ db, patienceMs }: Connection): Tickets {
  const counter = db.collection<{ _id: string; n: number }>(TICKETS);
  let waiting: Caller[] = [];
  let drawing = false;

  /** Draws `n` tickets and returns the last. */
  async function draw(n: number): Promise<number> {
    for (let attempt = 1; ; attempt += 1)
      try {
        const asked = counter.findOneAndUpdate(
          { _id: 'events' },
          { $inc: { n } },
          { returnDocument: 'after', maxTimeMS: patienceMs, writeConcern: { w: MAJORITY, j: true, wtimeoutMS: patienceMs } },
        );
        const after = await answered({ patienceMs }, asked);
        if (after) return after.n;
        throw new StoreFailure('damaged', 'no', 'the counter of events is missing in MongoDB: restore a backup');
      } catch (error) {
        // If a drawn number is lost, it is just skipped.
        if (attempt === ATTEMPTS || !passing(error)) throw asStoreFailure(error, 'no');
      }
  }

  async function drawAll(): Promise<void> {
    drawing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await draw(group.reduce((sum, { most }) => sum + most, 0)).then(
        (last) =>
          group.reduceRight((after, { most, resolve }) => {
            resolve(after - most);
            return after - most;
          }, last + 1),
        (error: unknown) => group.forEach(({ reject }) => reject(error)),
      );
    }
    drawing = false;
  }

  return {
    next(most = 1) {
      const caller = { most, ...Promise.withResolvers<number>() };
      waiting.push(caller);
      if (!drawing) void drawAll();
      return caller.promise;
    },
    async current() {
      const asked = counter.findOne({ _id: 'events' }, { readConcern: { level: MAJORITY }, maxTimeMS: patienceMs });
      const now = await answered({ patienceMs }, asked);
      return now?.n ?? 0;
    },
  };
}

/** Creates the counter before the first ticket. */
export async function makeCounter(connection: Connection): Promise<void> {
  const { writeErrors } = await connection.write({ insert: TICKETS, documents: [{ _id: 'events', n: 0 }] });
  const [refused] = writeErrors;
  if (refused && refused.code !== 11000)
    throw new StoreFailure('unavailable', 'no', `MongoDB failed (${refused.code ?? 'no code'})`);
}
