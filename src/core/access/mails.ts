import type { Mail } from '#contracts/mailer.ts';

/** What the mails of this subject say. Each has one link, and says what happens without it. */
export function invitationMail(to: string, address: string, business: string | undefined): Mail {
  const where = business === undefined ? 'to run a Deskbell installation' : `to the desk of ${oneLine(business)}`;
  return {
    to,
    subject: business === undefined ? 'Your invitation to Deskbell' : `Your invitation to ${oneLine(business)}`,
    text: [
      `You were invited ${where}.`,
      `Open this link and choose your password:\n${address}`,
      'The link works once, and for a limited time. If you did not expect it, do nothing.',
    ].join('\n\n'),
  };
}

export function resetMail(to: string, address: string): Mail {
  return {
    to,
    subject: 'Choose a new Deskbell password',
    text: [
      'Somebody asked for a new password for this e-mail address.',
      `If it was you, open this link within an hour:\n${address}`,
      'If it was not, do nothing: your password stays as it is.',
    ].join('\n\n'),
  };
}

/** A business's name comes from outside: it cannot add lines or turn the text around. */
function oneLine(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
