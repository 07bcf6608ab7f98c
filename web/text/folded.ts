/** More than anybody types. Removing accents from a text of thousands of them would take the square of its length. */
const LOOKED_AT = 200;

/** Without accents and case. */
export function folded(text: string): string {
  return text.slice(0, LOOKED_AT).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
