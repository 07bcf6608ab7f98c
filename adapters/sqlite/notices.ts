import type { Notice, Notices } from '#contracts/notices.ts';
import type { Timer } from './locks.ts';

/** Minimum time between notices about another process's writes, of which no details are known. */
const REST_MS = 500;

export function noticesIn(whenOthersWrote: (noticed: () => void) => () => void, timer: Timer): Notices {
  const hearers = new Set<(notice: Notice | undefined) => void>();
  let stop = () => {};
  let resting = false;

  function othersWrote(): void {
    if (resting) return;
    resting = true;
    timer(REST_MS, () => {
      resting = false;
      for (const told of hearers) told(undefined);
    });
  }

  return {
    tell(notice) {
      for (const told of hearers) told(notice);
    },
    hear(told) {
      const mine = (notice: Notice | undefined) => told(notice);
      if (hearers.size === 0) stop = whenOthersWrote(othersWrote);
      hearers.add(mine);
      return () => {
        if (hearers.delete(mine) && hearers.size === 0) stop();
      };
    },
  };
}
