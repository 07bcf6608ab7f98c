import type { Clock } from '#contracts/clock.ts';
import type { Timer } from '#contracts/later.ts';
import type { Accounts } from './accounts.ts';
import { isExpired, isOver } from './attempts.ts';
import { MESSAGE_DUE, handedOver, isScheduled, leaveLine, messageOf, waits } from './line.ts';
import { ourMessage } from './send-outcomes.ts';
import { unsetClock } from './unset-clock.ts';
import { waitFor } from './waits.ts';

/**
 * Hands a message whose time has come over to the sender. While nothing can be sent from its number, it waits on: thousands of messages of a
 * paused account do not go through the bus again and again. A `stale` entry is somebody else's now.
 */
export function messageDue(clock: Clock, accounts: Accounts): Timer {
  const mayRefuse = unsetClock(clock);
  return {
    kind: MESSAGE_DUE,
    async due(store, entry) {
      const now = clock.now();
      const message = (await ourMessage(store, messageOf(entry)))?.value;
      if (!message || isOver(message)) return leaveLine(store, messageOf(entry), now);
      const mayGo = isScheduled(entry) || message.state !== 'wanted' || isExpired(message, mayRefuse());
      const wait = mayGo ? undefined : waitFor(await accounts.current(store, message.senderId));
      if (wait) {
        await store.commit([waits(message, entry, now, wait)]);
        return;
      }
      const { writes, events } = handedOver(entry, now);
      await store.commit(writes, events);
    },
  };
}
