import { z } from 'zod';
import { pendingAt } from '#sandbox/stage/phone-client.ts';
import type { Check } from './check.ts';
import { pause, until } from './pause.ts';
import type { Site } from './site.ts';

/** What is still to be done, over all instances. */
const standing = z.object({
  /** Events that a consumer has not handled. */
  waiting: z.number(),
  /** Entries of the due-queue whose time has passed. */
  overdue: z.number(),
});
export type Standing = z.infer<typeof standing>;

/** Long enough for a delivery update that the provider sends a moment after an answer. */
const STILL_MS = 500;
const WITHIN_MS = 180_000;
const FOR_EACH_MS = 20;

/** Waits until nothing is under way, neither here nor at the providers; a backlog of so many messages takes its time. */
export async function comesToRest(site: Site, messages: number): Promise<Check> {
  const rested = await until(() => isQuiet(site), WITHIN_MS + messages * FOR_EACH_MS);
  return { what: 'all work was finished', of: 1, broken: rested ? [] : ['some work is unfinished'] };
}

/** And still so a moment later. */
async function isQuiet(site: Site): Promise<boolean> {
  if (!(await nothingUnderWay(site))) return false;
  await pause(STILL_MS);
  return nothingUnderWay(site);
}

async function nothingUnderWay({ phones, pages }: Site): Promise<boolean> {
  const pending = await Promise.all(phones.map(pendingAt));
  if (pending.some((count) => count > 0)) return false;
  const answer = await fetch(`${pages}/harness/standing`, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  const left = standing.safeParse(await answer?.json().catch(() => undefined));
  return left.success && left.data.waiting === 0 && left.data.overdue === 0;
}
