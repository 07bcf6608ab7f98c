import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Mailer } from '#contracts/mailer.ts';
import type { Passkeys } from '#contracts/passkeys.ts';
import type { Random } from '#contracts/random.ts';
import type { Secrets } from '#contracts/secrets.ts';
import type { PlatformStore } from '#contracts/store.ts';
import type { Passwords } from './password.ts';

/** What the use cases of this subject need. */
export interface AccessWorld {
  readonly platform: PlatformStore;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly random: Random;
  readonly passwords: Passwords;
  readonly passkeys: Passkeys;
  readonly secrets: Secrets;
  readonly mailer: Mailer;
  /** The address of the pages, for links in mails. */
  readonly pagesUrl: () => string;
}
