const LONGEST = 24;
const ANSWER = /^(?:(?:the|option|number|no\.?|el|la|opcion|numero)\s*)?#?\s*(\d{1,3})\s*[.)]?$/;

/** The id behind a number, however it is typed: `2`, `2.`, `#2`, `２`, `2️⃣`, `option 2`. */
export function pick(text: string, numbered: readonly string[]): string | undefined {
  const number = numberIn(text);
  return number === undefined ? undefined : numbered[number - 1];
}

/** The number, if the text is nothing but a number. */
export function numberIn(text: string): number | undefined {
  const number = text.length > LONGEST ? undefined : ANSWER.exec(digits(text))?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Converts full-width digits and keycaps to plain ones. Removes accents and invisible characters. */
function digits(text: string): string {
  return text
    .replaceAll('🔟', '10')
    .normalize('NFKD')
    .replace(/[\p{M}\p{C}]/gu, '')
    .trim()
    .toLowerCase();
}
