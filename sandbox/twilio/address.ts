/** A WhatsApp address of Twilio: a number, or a business-scoped user id like `ES.1349…` for a customer whose number is hidden. */
export type Address = { readonly kind: 'number'; readonly number: string } | { readonly kind: 'user'; readonly userId: string };

const prefix = 'whatsapp:';
const number = /^\+[1-9]\d{6,14}$/;
/** The prefixed value has up to 140 characters. */
const userId = /^[A-Z]{2}\.[A-Za-z0-9.]{1,128}$/;

export function readAddress(text: string): Address | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const rest = text.slice(prefix.length);
  if (number.test(rest)) return { kind: 'number', number: rest };
  return userId.test(rest) ? { kind: 'user', userId: rest } : undefined;
}

export function writeAddress(value: string): string {
  return prefix + value;
}
