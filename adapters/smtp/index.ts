import { createTransport } from 'nodemailer';
import { type Mailer, MailFailure } from '#contracts/mailer.ts';

export interface SmtpOptions {
  /** `smtps://user:password@host:port`, or `smtp://` where the server upgrades to TLS (STARTTLS). */
  readonly url: string;
  /** The sender, like `Deskbell <desk@example.com>`. */
  readonly from: string;
}

/** A person waits for the answer, so a server that says nothing is given up soon. */
const PATIENCE_MS = 10_000;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[?::1\]?)$/;

/** Sends mails through an SMTP server. */
export function smtpMailer({ url, from }: SmtpOptions): Mailer {
  const patience = { connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS };
  // Links in mails work like passwords: they travel encrypted, except to a server on this machine.
  const requireTLS = !LOOPBACK.test(new URL(url).hostname);
  const transport = createTransport({ url, ...patience, requireTLS, disableFileAccess: true, disableUrlAccess: true });
  return {
    async send({ to, subject, text }) {
      try {
        // As an object, the address is one address whatever is in it.
        await transport.sendMail({ from, to: { name: '', address: to }, subject, text });
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        throw new MailFailure(`the mail server did not take it: ${code}`);
      }
    },
  };
}

/** For an installation without a mail server: links are handed over in another way. */
export const noMailer: Mailer = {
  async send() {
    throw new MailFailure('no mail server is set');
  },
};
