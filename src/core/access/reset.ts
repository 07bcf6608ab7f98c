import type { EpochMs } from '#contracts/clock.ts';
import { linkAddress, newLink } from './links.ts';
import { resetMail } from './mails.ts';
import { admitted, slowedBy } from './attempts.ts';
import { plainEmail, userBy } from './users.ts';
import type { AccessWorld } from './world.ts';

/**
 * Mails a link for a new password. An address without an account gets none, and whoever asks is not told which it is. Answers with the
 * milliseconds to wait, or 0.
 */
export async function askForReset(world: AccessWorld, asked: string, address: string): Promise<number> {
  const { platform, clock } = world;
  const email = plainEmail(asked);
  const now = clock.now();
  const waitMs = await admitted(platform, slowedBy(`reset ${email}`, `reset ${address}`), now);
  if (waitMs > 0) return waitMs;
  // Not waited for: the time that it takes would tell who has an account. A mail that does not come is asked for again.
  void sent(world, email, now).catch(() => {});
  return 0;
}

async function sent(world: AccessWorld, email: string, now: EpochMs): Promise<void> {
  const { platform, mailer, pagesUrl } = world;
  if (!(await userBy(platform, email))) return;
  const { token, write } = newLink(world, now, { kind: 'reset', email, tenantId: '', role: '', by: '' });
  await platform.commit([write]);
  await mailer.send(resetMail(email, linkAddress(pagesUrl(), token)));
}
