import { z } from 'zod';

export const mail = z.object({
  to: z.string(),
  subject: z.string(),
  /** Plain text. */
  text: z.string(),
});
export type Mail = z.infer<typeof mail>;

/** One mail to one person. What is sent holds links that work like passwords, so nothing of it is logged. */
export interface Mailer {
  /** @throws MailFailure when the mail server did not take it. */
  send(mail: Mail): Promise<void>;
}

export class MailFailure extends Error {
  override readonly name = 'MailFailure';
}
