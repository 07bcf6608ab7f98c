import { createI18n } from 'vue-i18n';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';

export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];
const KEPT = 'deskbell.language';

export const i18n = createI18n({ legacy: false, locale: firstLanguage(), fallbackLocale: 'en', messages: { en, es } });

/** The language chosen earlier, else the browser's first language that the pages have. */
function firstLanguage(): Language {
  const wished = [localStorage.getItem(KEPT), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  const language = languages.find((known) => known === wished.find((tag) => languages.some((one) => one === tag))) ?? 'en';
  document.documentElement.lang = language;
  return language;
}

export function speak(language: Language): void {
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
  localStorage.setItem(KEPT, language);
}
