import { phrase, phrases } from './alternation.ts';
import { FEW, NUMBER, numberOf } from './calendar-words.ts';
import type { Rule } from './mentions.ts';

/** Quantities that are no days and no times, taken out of the text before a bare number can be read as one. */
export type Amount =
  | { readonly kind: 'shift'; readonly minutes?: number; readonly days?: number }
  | { readonly kind: 'late'; readonly minutes: number }
  | { readonly kind: 'party'; readonly people: number }
  | { readonly kind: 'recur'; readonly weeks: number }
  /** A length, an age, a price: nothing is wanted by it. */
  | { readonly kind: 'aside' };

export interface AmountContext {
  /** The text says that somebody comes late to an appointment. */
  readonly late: boolean;
  /** Words of what is offered: "3 manicures" are three people. */
  readonly offered: (word: string) => boolean;
}

const SPAN = `(half an hour|half hour|media hora|(?:ne |eine )?halbe stunde|(?:une )?demi heure|(?:una )?mezz ora|meia hora|(?:an? )?hour and a half|hora y media|anderthalb stunden|(?:a )?quarter of an hour|(?:un )?cuarto de hora|viertelstunde|(?:un )?quart d heure|(?:un )?quarto d ora|(?:a couple of|couple of|couple|un par de|ein paar|un paio di|a|an|${NUMBER}|15|20|30|45) ?(?:minutes|hours?|hrs?|horas?|stunden?|heures?|ore|ora|days?|dias?|tage?|jours?|giorn[oi]|weeks?|semanas?|wochen?|semaines?|settiman[ae]))`;
const AFTER =
  '(?:later|after(?= ?$| ?[.,!?]| (?:please|instead|that|if|then))|afterwards|back|mas tarde|despues|mas(?! o menos)|spater|nach hinten|plus tard|apres|dopo|piu tardi|mais tarde|depois)';
const BEFORE =
  '(?:early|earlier|sooner|before|forward|antes|mas temprano|mas pronto|fruher|nach vorne|plus tot|avant|prima|mais cedo)';
const PUT_OFF =
  /(?:postpone|push|delay|put (?:it |this |that |mine )?back|retras|atras|aplaz|pospon|posponer|verschieb|decal|repouss|report|posticip|rimand|adiar|adie)/;
const PULL_UP = /(?:bring|pull|move (?:it |this |that )?(?:up|forward)|adelant|vorverleg|vorzieh|avance|anticip|antecip)/;

export const amountRules: readonly Rule<Amount, AmountContext>[] = [
  {
    pattern: phrases(
      `(?:komme|kommen|llego|llegare|arrivo|arriviamo|j arrive|j arriverai|chego|ill be|i will be|be there|voy a llegar)(?: leider| about| unos| uns| etwa| circa| un poco| dans| con| con unos)* ${SPAN} (?:spater|mas tarde|plus tard|dopo|piu tardi|mais tarde|later|despues)`,
    ),
    read: ([, span]) => lateBy(span),
  },
  {
    pattern: phrases(
      `(?:running |about |around |like |unos |unas |uns |etwa |environ |circa )*${SPAN}(?: de)? (?:late|behind(?: schedule)?|tarde|atrasad[oa]s?|de retraso|de atraso|atraso|verspatung|zu spat|(?:de |en )retard|di ritardo|in ritardo|retraso)(?! for)`,
    ),
    read: ([, span]) => lateBy(span),
  },
  {
    pattern: phrases(
      `(?:late|tarde|retras\\w*|demor\\w*|atras\\w*|verspat\\w*|retard|ritardo|be there|get there|llego|llegar[ei]?|chego|arrive|arrivo|away|off)(?: in| en| em| by| um| de| di| dans| tra| fra| about| around| like| a| unos| uns| etwa| como| maybe| otros| another)* ${SPAN}`,
    ),
    read: ([, span], { late }) => (late ? lateBy(span) : undefined),
  },
  { pattern: phrases(`${SPAN}(?: away| out)`), read: ([, span], { late }) => (late ? lateBy(span) : undefined) },
  { pattern: phrases(`(?:an?|una|ein[e]?|une|uma|un)? ?${SPAN} ${AFTER}`), read: ([, span]) => shift(span, 1) },
  {
    pattern: phrases(`(?:an?|una|ein[e]?|une|uma|un)? ?${SPAN} ${BEFORE}(?! (?:i|we|the|you))`),
    read: ([, span]) => shift(span, -1),
  },
  {
    pattern: phrases(`(?:by|for|one|another|um|de|d|di|en|unos|un|una)? ?${SPAN}`),
    read: ({ 1: span, index }, { late }, text) => {
      if (late) return lateBy(span);
      const before = text.slice(0, index);
      const put = PUT_OFF.test(before) ? 1 : PULL_UP.test(before) ? -1 : 0;
      if (put !== 0) return shift(span, put);
      return /minutes|\d ?h(?:ours?|rs?)?$|stunde|hours?$/.test(span ?? '') ? { kind: 'aside' } : undefined;
    },
  },

  {
    pattern: phrases(
      '(?:llego|voy|llegare|running|be|im|chego|komme)(?: como| unos| about| like| around| maybe| gonna be| going to be)* (\\d{1,2}) (?:tarde|late|atrasad[oa]|zu spat)',
    ),
    read: ([, count]) => lateBy(`${count} minutes`),
  },

  // How often.
  {
    pattern: phrases(
      '(?:every (?:other|second|two|2)(?: weeks?)?|fortnightly|every fortnight|biweekly|cada (?:dos|2) semanas|cada (?:15|quince) dias|quincenal(?:mente)?|alle (?:zwei|2) wochen|toutes les (?:deux|2) semaines|ogni (?:due|2) settimane|a cada (?:duas|2) semanas)',
    ),
    read: () => ({ kind: 'recur', weeks: 2 }),
  },
  {
    pattern: phrases(`(?:every|cada|alle|toutes les|ogni|a cada) (${FEW}|[2-9]) (?:weeks|semanas|wochen|semaines|settimane)`),
    read: ([, count]) => ({ kind: 'recur', weeks: numberOf(count ?? '2') }),
  },
  {
    pattern: phrases(
      '(?:every|each) week|weekly|once a week|(?:twice|two times|three times|\\d times) a week|(?:todas las|cada) semanas?|semanal(?:mente)?|(?:una|dos|tres|\\d) ve(?:z|ces) (?:por|a la) semana|toda semana|jede woche|wochentlich|(?:einmal|zweimal) (?:pro|die|in der) woche|chaque semaine|toutes les semaines|(?:une|deux) fois par semaine|ogni settimana|(?:una|due) volt[ae] (?:a|alla) settimana',
    ),
    read: () => ({ kind: 'recur', weeks: 1 }),
  },

  // How many.
  {
    pattern: phrases(
      `(?:there(?: are| will be|s)|were|we are|its|party of|group of|somos|vamos a ser|wir sind|on est|nous sommes|siamo(?: in)?|we(?:ll| will) be)(?: about| us)? (${FEW}|\\d{1,2})(?! ?(?:minutes|:|pm|am|weeks?))`,
    ),
    read: ([, count]) => people(count),
  },
  {
    pattern: phrases(
      `(?:the )?(${FEW}|\\d{1,2}) of us|both of us|(?:for|para|per|fur|pour) (?:us )?(${FEW}|\\d{1,2}) (?:people|persons|personas|pessoas|personen|personnes|persone|adults|kids|ninos|ninas|of us)|(${FEW}|\\d{1,2}) (?:people|persons|personas|pessoas|personen|personnes|persone)|(?:zu|en) (zweit|dritt)`,
    ),
    read: (match) =>
      people(
        match[0].startsWith('both')
          ? 'two'
          : (match.slice(1).find((one) => one !== undefined) ?? '').replace('zweit', 'two').replace('dritt', 'three'),
      ),
  },
  {
    pattern: phrases(
      '(?:los|las|nosotr[oa]s|a) dos (?:a la vez|junt[oa]s|al mismo tiempo|a la misma hora)|(?:os|as) dois juntos|both (?:together|at the same time)|alle beide zusammen|tous les deux ensemble',
    ),
    read: () => ({ kind: 'party', people: 2 }),
  },
  {
    pattern: phrases(
      '(?:me and my|my \\p{L}+ and (?:me|i)|for me and my|mi \\p{L}+ y yo|(?:para )?mi y (?:para )?mi|(?:para )?yo y mi|ich und mein[e]?|mein[e]? \\p{L}+ und ich|moi et m[ao]n?|mon \\p{L}+ et moi|io e mi[ao]|eu e minha|eu e meu)',
    ),
    read: () => ({ kind: 'party', people: 2 }),
  },
  {
    pattern: phrases(`(${FEW}|[2-9]) (#|\\p{L}{3,})`),
    read: ([, count, word = ''], { offered }) =>
      /^(?:cars?|coches|carros|autos|voitures|macchine|kids|children|ninos|hijos|kinder|enfants|bambini|girls|boys|guys|friends|amigas|amigos|ladies|adults)$/.test(
        word,
      ) || offered(word)
        ? people(count)
        : undefined,
  },

  { pattern: /(?<=# )(?:for|para|fur|pour|per) ([2-9])(?=$|[.,!?]| (?:please|on|el|por))/gu, read: ([, count]) => people(count) },

  // Ages, lengths, money.
  {
    pattern: phrases('\\d{1,3} ?(?:years? old|yrs? old|yrs?|yo|y o|anos|anitos|jahre(?: alt)?|ans|anni|years?|meses|months)'),
    read: () => ({ kind: 'aside' }),
  },
  {
    pattern: /(?<![\p{L}\p{N}])(?:[$€£] ?\d[\d.,]*k?|\d[\d.,]* ?(?:[$€£%]|euros?|dollars?|pounds?|quid|pesos|reais|bucks|k\b))/gu,
    read: () => ({ kind: 'aside' }),
  },
  { pattern: /(?<!\p{N})(?!\d{4}-\d{2}-\d{2})\d{3}(?:[ -]?\d){6,12}(?!\p{N})/gu, read: () => ({ kind: 'aside' }) },
];

function people(count: string | undefined): Amount | undefined {
  const number = numberOf(count ?? '');
  return number >= 2 && number <= 30 ? { kind: 'party', people: number } : undefined;
}

function shift(span: string | undefined, sign: number): Amount | undefined {
  const length = lengthOf(span ?? '');
  if (length === undefined) return undefined;
  return length % (24 * 60) === 0 && length > 0
    ? { kind: 'shift', days: (sign * length) / (24 * 60) }
    : { kind: 'shift', minutes: sign * length };
}

function lateBy(span: string | undefined): Amount | undefined {
  const minutes = lengthOf(span ?? '');
  return minutes === undefined || minutes > 600 ? undefined : { kind: 'late', minutes };
}

const HALVES = phrase(
  'half an hour|half hour|media hora|(?:ne |eine )?halbe stunde|(?:une )?demi heure|(?:una )?mezz ora|meia hora',
);
const ONE_AND_A_HALF = phrase('(?:an? )?hour and a half|hora y media|anderthalb stunden');
const QUARTERS = phrase(
  '(?:a )?quarter of an hour|(?:un )?cuarto de hora|viertelstunde|(?:un )?quart d heure|(?:un )?quarto d ora',
);

/** In minutes. */
function lengthOf(span: string): number | undefined {
  if (HALVES.test(span)) return 30;
  if (ONE_AND_A_HALF.test(span)) return 90;
  if (QUARTERS.test(span)) return 15;
  const [, count = '', unit = ''] =
    /^(\S+?) ?([a-z]+)$/.exec(span.replace(/^(?:a couple of|couple of|couple|un par de|ein paar|un paio di) /, '2 ')) ?? [];
  const number = count === 'a' || count === 'an' ? 1 : numberOf(count);
  if (!Number.isInteger(number)) return undefined;
  if (unit === 'minutes') return number;
  if (/^(?:h|ho|st|heu|or)/.test(unit)) return number * 60;
  if (/^(?:d|t|j|g)/.test(unit)) return number * 24 * 60;
  return number * 7 * 24 * 60;
}
