const LONGEST = 24;
const ANSWER = /^(?:(?:the|option|number|no\.?|el|la|opcion|numero)\s*)?#?\s*(\d{1,3})\s*[.)]?$/;

/** The id behind a plain number, as people write it: `2`, `2.`, `#2`, `２`, `2️⃣`, `option 2`. */
export function pick(text: string, numbered: readonly string[]): string | undefined {
  if (numbered.length === 0 || text.length > LONGEST) return undefined;
  const number = ANSWER.exec(digits(text))?.[1];
  return number === undefined ? undefined : numbered[Number(number) - 1];
}

/** Full-width digits and keycaps become plain ones; accents and what cannot be seen go. */
function digits(text: string): string {
  return text
    .replaceAll('🔟', '10')
    .normalize('NFKD')
    .replace(/[\p{M}\p{C}]/gu, '')
    .trim()
    .toLowerCase();
}
