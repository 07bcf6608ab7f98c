import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const FORM = /^sha256=([0-9a-f]{64})$/;

/**
 * Whether `signature` (the header `X-Hub-Signature-256`) matches these bytes and one of the secrets. Meta signs the text with its
 * `\uXXXX` escapes, so the bytes must not be parsed and serialized before. Every secret is tried, in constant time.
 */
export function isGenuine(signature: string | undefined, body: Uint8Array, appSecrets: readonly string[]): boolean {
  const given = FORM.exec(signature ?? '')?.[1];
  if (!given) return false;
  const bytes = Buffer.from(given, 'hex');
  let genuine = false;
  for (const secret of appSecrets) {
    if (timingSafeEqual(createHmac('sha256', secret).update(body).digest(), bytes)) genuine = true;
  }
  return genuine;
}

/** Compares texts of any length in constant time. */
export function isSameText(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
