import { type Promised, brokenOf } from '#test/harness/check.ts';
import { bookingPromises } from '#test/harness/bookings.ts';
import type { Stored } from '#test/harness/evidence.ts';
import { rowPromises } from '#test/harness/inbox.ts';
import { receivedPromises } from '#test/harness/messages.ts';
import { wantedPromises } from '#test/harness/sends.ts';
import { check as bookingsOf } from './promises-bookings.ts';
import { check as consumersOf } from './promises-consumers.ts';
import { evidenceOf } from './evidence.ts';
import { check as messagesOf } from './promises-messages.ts';
import { check as sendsOf } from './promises-sends.ts';
import { SIMULATED } from './instance.ts';
import type { Aftermath } from './world.ts';

/** What crash and chaos promise, too, as far as the store alone tells. */
const shared: readonly Promised<Stored>[] = [...receivedPromises, ...wantedPromises, ...bookingPromises, ...rowPromises];

/** Which promises a seed broke, in words; empty when all were kept. */
export async function brokenPromises(aftermath: Aftermath): Promise<readonly string[]> {
  const evidence = await evidenceOf(aftermath);
  return [
    ...brokenOf(shared, evidence.stored),
    ...messagesOf(evidence),
    ...sendsOf(evidence),
    ...bookingsOf(evidence),
    ...consumersOf(evidence),
    ...restOf(aftermath),
    ...(evidence.strays > 0 ? ['a webhook went astray'] : []),
  ];
}

/** Everything came to an end, and what was parked on the way had a reason that the seed gave it. */
function restOf({ cameToRest, lags, parked }: Aftermath): readonly string[] {
  return [
    ...(cameToRest ? [] : ['it did not come to rest']),
    ...Object.entries(lags).flatMap(([group, { waiting, parked }]) =>
      waiting + parked > 0 ? [`${group} has ${waiting} events waiting and ${parked} parked`] : [],
    ),
    ...parked
      .filter(({ reason }) => !reason.includes(SIMULATED))
      .map(({ consumer, reason }) => `${consumer} parked an event: ${reason}`),
  ];
}
