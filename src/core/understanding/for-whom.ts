import { phrase } from './alternation.ts';
import type { Reading } from './reading.ts';

const SOMEBODY =
  'wife|husband|son|daughter|kids?|boys?|girls?|mum|mom|mother|dad|father|brother|sister|friend|boyfriend|girlfriend|partner|baby|toddler|nan|grandma|grandad|grandson|granddaughter|niece|nephew|little one|mujer|esposa|marido|esposo|hijo|hija|hijos|hijas|nino|nina|ninos|nene|nena|peque|bebe|madre|mama|padre|papa|hermano|hermana|amigo|amiga|novio|novia|pareja|abuela|abuelo|suegra|sobrino|sobrina|nieto|nieta|esposa|filho|filha|mae|pai|irmao|irma|amiga|marido|frau|mann|sohn|tochter|mutter|vater|bruder|schwester|freund|freundin|kind|femme|mari|fils|fille|mere|pere|frere|soeur|ami|amie|copain|copine|enfant|moglie|marito|figlio|figlia|mamma|padre|fratello|sorella|amico|amica|bambin[oa]';
const WHOM = phrase(
  `(?:for|para|pra|per|fur|pour|a|al) (?:my|our|the|mi|mis|mi|el|la|su|minha|meu|o|a|meine[nr]?|mein|mon|ma|mes|mio|mia|il mio|la mia|mi)? ?(${SOMEBODY})|(?:my|mi|minha|meu|mein[er]?|meine|mon|ma|mia|mio) (${SOMEBODY})(?= |$|,)|(?:his|her) name(?:s| is) (\\p{L}+)|(?:se llama|its for|it is for|es para|e per|ist fur|c est pour) (\\p{L}{3,})`,
);
const AGE = phrase(
  '(?:aged?|is|of|de|tiene|hes|shes|he is|she is|tem|ist|a|ha|\\() ?(\\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)(?= ?(?:years?|yo|yrs?|anos|anitos|ans|anni|jahre|$|\\)))',
);

const FOR = phrase(
  `(?:its|it is|this is|is|thats|booking) for (?:my|our|the|a) (?:${SOMEBODY})|for my (?:${SOMEBODY})(?:,| not|$| actually| please)|(?:es|seria|era) para (?:mi|mis|el|la|un|una) (?:${SOMEBODY})|^para mi (?:${SOMEBODY})|(?:e|seria) (?:para|pra) (?:o |a )?(?:meu|minha) (?:${SOMEBODY})|(?:ist|ware) fur (?:meine[nr]?|mein) (?:${SOMEBODY})|c est pour (?:mon|ma|mes) (?:${SOMEBODY})|e per (?:mio|mia|il mio|la mia) (?:${SOMEBODY})|not for me|no es para mi|(?:his|her) name(?:s| is)`,
);

/** The message says for whom the visit is, which is a wish of its own. */
export function saysForWhom({ plain }: Reading): boolean {
  return FOR.test(plain);
}

/** Whom a visit is for, in the customer's words, with an age where one is said. */
export function forWhom({ plain }: Reading): string | undefined {
  const found = WHOM.exec(plain);
  const whom = found?.slice(1).find((one) => one !== undefined);
  if (whom === undefined) return undefined;
  const age = AGE.exec(plain)?.[1];
  return age === undefined ? whom : `${whom}, ${age}`;
}
