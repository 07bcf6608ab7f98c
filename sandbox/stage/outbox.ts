import type { Mail, Mailer } from '#contracts/mailer.ts';
import type { Clock, EpochMs } from '#contracts/clock.ts';

const MOST_MAILS = 100;

export interface SentMail extends Mail {
  readonly at: EpochMs;
}
/** A mailer that sends nothing. The mails are shown on a page of the sandbox. */
export interface Outbox extends Mailer {
  /** Newest first. */
  mails(): readonly SentMail[];
}

export function outbox(clock: Clock): Outbox {
  const mails: SentMail[] = [];
  return {
    async send(mail) {
      mails.unshift({ ...mail, at: clock.now() });
      mails.length = Math.min(mails.length, MOST_MAILS);
    },
    mails: () => mails,
  };
}
