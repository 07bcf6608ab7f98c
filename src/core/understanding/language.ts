export const LANGUAGES = ['en', 'es', 'pt', 'fr', 'de', 'it'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Frequent words that belong to one of the languages, or to few of them. */
const TELLING: Readonly<Record<Language, string>> = {
  en: 'the i you is are do does have can could would what when how much need want for with at on and my me it this that please thanks not no hi hello any of to be in from want your will today tomorrow book',
  es: 'el la los las de que un una para con por en y es hola quiero puedo tengo mi me te se cuanto donde cuando manana gracias lo si no hay esta tenes tienen tenes quisiera necesito buenas dias tarde hora cita turno a las al del',
  pt: 'o a os as do da um uma para com por em e oi ola quero posso tenho meu minha me voce voces quanto onde quando amanha obrigado obrigada nao sim tem hoje queria gostaria preciso marcar tarde horario na no pela',
  fr: 'le la les de des un une pour avec je vous est et en bonjour salut voudrais peux ai mon ma quand combien ou demain merci oui non pas au du c j l ce cette vers rendez',
  de: 'der die das ich sie ist und ein eine fur mit bitte danke hallo moin kann haben wann wie viel wo morgen heute nicht ja nein am um im zu den noch was termin uhr mir ihr geht auch',
  it: 'il lo la gli di che un una per con e in ciao buongiorno vorrei posso ho mio mia quando quanto dove domani grazie si no non alle alla del quello va bene oggi c e',
};

const telling = new Map<string, Language[]>();
for (const language of LANGUAGES) {
  for (const word of TELLING[language].split(' ')) telling.set(word, [...(telling.get(word) ?? []), language]);
}

/** The language of a text whose words are simplified, or the one expected where the text does not say. */
export function languageOf(words: readonly string[], expected: Language | undefined): Language | undefined {
  const points = new Map<Language, number>();
  for (const word of words) {
    const of = telling.get(word) ?? [];
    for (const language of of) points.set(language, (points.get(language) ?? 0) + 1 / of.length);
  }
  if (expected) points.set(expected, (points.get(expected) ?? 0) + 0.6);
  const [best] = [...points].toSorted((a, b) => b[1] - a[1]);
  return best?.[0] ?? expected;
}
