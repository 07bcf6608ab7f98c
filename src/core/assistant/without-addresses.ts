/** Nine digits in a row, or eight and more after a plus: longer than any date or time that people write. */
const NUMBER = /\+\d[\d ().-]{6,30}\d|\d{9,40}/g;
const MAIL = /[^\s@<>]{1,64}@[^\s@<>]{1,200}\.[^\s@<>]{1,60}/g;

/** The words without phone numbers and mail addresses: a model needs none to know what is meant. */
export function withoutAddresses(text: string): string {
  return text.replace(MAIL, '(mail address)').replace(NUMBER, '(number)');
}
