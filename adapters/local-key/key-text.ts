/** 64 hex digits, as in a key file that Deskbell created, or base64, as `openssl rand -base64 32` prints it. */
const HEX = /^[0-9a-f]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** The 32 bytes of a master key; `undefined` for any other text. */
export function keyFrom(text: string): Buffer | undefined {
  if (HEX.test(text)) return Buffer.from(text, 'hex');
  return BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
}
