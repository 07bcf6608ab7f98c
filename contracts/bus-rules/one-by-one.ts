import type { Consumer, Handled } from '../bus.ts';
import type { BusEvent } from '../event.ts';

/** A consumer that takes one event at a time, since it acts on the outside or answers somebody. */
export function oneByOne(handle: (event: BusEvent, signal: AbortSignal) => Promise<Handled>): Pick<Consumer, 'slice' | 'handle'> {
  return {
    slice: 1,
    async handle([event], signal) {
      return event && handle(event, signal);
    },
  };
}
