import type { PartOfDay } from '#contracts/meaning.ts';
import { phrase, phrases } from './alternation.ts';
import type { Rule } from './mentions.ts';

/** Parts of the day, and the hours people mean by "after work". */
export interface Part {
  readonly part?: PartOfDay;
  readonly from?: string;
  readonly to?: string;
  readonly pick?: 'earliest' | 'latest';
  readonly fuzzy?: boolean;
}

export const partRules: readonly Rule<Part, undefined>[] = [
  // A greeting of one word, with more to come.
  {
    pattern: /^(?:morning|afternoon|evening)(?: all| guys| everyone| ladies| folks| there| team)?(?= ?[,.!] ?[^ .,!])/gu,
    read: () => ({}),
  },
  {
    pattern: phrases(
      '(?:good|buen[oa]?s?|boa|bom|guten|bon|buon[ao]?) (?:morning|afternoon|evening|day|dias?|tardes?|noches?|tarde|noite|dia|morgen|tag|abend|jour|soir|sera|giorno)',
    ),
    read: () => ({}),
  },
  {
    pattern: phrases(
      'late (?:in the )?morning|(?:a )?(?:final|finales|fines|ultima hora) de la manana|(?:no |ao )?f(?:im|inal) da manha|(?:am )?spaten vormittag|fin de (?:la )?matinee|(?:a |in )?(?:fine|tarda) mattinata',
    ),
    read: () => ({ part: 'morning', pick: 'latest', fuzzy: true }),
  },
  {
    pattern: phrases(
      'late (?:in the )?afternoon|(?:a )?(?:final|finales|fines|ultima hora) de la tarde|(?:no |ao )?f(?:im|inal) da tarde|(?:am )?spaten nachmittag|fin d apres midi|(?:nel )?tardo pomeriggio',
    ),
    read: () => ({ part: 'afternoon', pick: 'latest', fuzzy: true }),
  },
  {
    pattern: phrases(
      'after (?:work|the office|i finish work)|despues del? (?:trabajo|trabajar|curro|laburo|oficina)|(?:(?:al )?sal(?:ir|go)|a la salida) del? (?:trabajo|curro|laburo|trabajar|oficina)|saliendo del? (?:trabajo|laburo)|nach (?:der arbeit|feierabend|dem feierabend)|apres le (?:travail|boulot)|dopo (?:il )?lavoro|depois do (?:trabalho|servico|expediente)',
    ),
    read: () => ({ from: '17:00', fuzzy: true }),
  },
  {
    pattern: phrases(
      'before (?:work|i start work)|antes del? (?:trabajo|trabajar|curro|laburo|entrar a trabajar|comer|almorzar|mediodia|almuerzo)|before lunch|vor dem mittag(?:essen)?|avant (?:midi|le dejeuner)|prima di pranzo|antes do almoco|vor der arbeit|avant le (?:travail|boulot)|prima del lavoro|antes do trabalho',
    ),
    read: () => ({ part: 'morning', fuzzy: true }),
  },
  {
    pattern: phrases(
      'after (?:school|lunch|the school run)|despues del? (?:cole|colegio|comer|comida|almuerzo|almorzar|escuela|medio ?dia)|(?:al )?sal(?:ir|ida) del? (?:cole|colegio|escuela)|nach (?:der schule|dem mittag(?:essen)?|dem essen)|apres (?:l ecole|le dejeuner|midi)|dopo (?:la scuola|pranzo)|depois d(?:a escola|o almoco)',
    ),
    read: () => ({ part: 'afternoon', fuzzy: true }),
  },
  {
    pattern: phrases(
      'lunch ?time|(?:at |over |in my |during |on my )?lunch(?: break| hour)?|mid ?day|(?:al |a )?medio ?dia|a la hora de comer|hora do almoco|(?:ao )?meio dia|mittags?|(?:um die |in der )?mittags(?:zeit|pause)|(?:a |entre )?midi|heure du dejeuner|a pranzo|ora di pranzo|pausa pranzo|(?:a )?mezzogiorno',
    ),
    read: () => ({ part: 'midday' }),
  },
  {
    pattern: phrases(
      '(?:in the |early |late |the )?(?:mornings?|(?<=_ )am(?= ?(?:$|[?.,!])))|before noon|(?:por |a |en |de )?las? (?:mananas?|mananita)|(?:cualquier|alguna|una|otra) manana|de manana|(?<!mas |tan )tempranito|(?<!mas |tan |muy )temprano|pela manha|de manha|a manha|manha|morgens|vormittags?|am morgen|(?:in der )?fruh|(?:le |du |dans la )?(?:matin|matinee)|(?:di |la |in )?mattin(?:a|ata|o)|subah|forenoon',
    ),
    read: () => ({ part: 'morning' }),
  },
  {
    pattern: phrases(
      '(?:in the |early |late |the )?(?:afternoons?|arvos?|after noon)|(?:por |a |en |de )?las? (?:tardes?|tardecita)|pm|(?<=_ )tarde(?! de)|(?:cualquier|alguna|una|otra) tarde|de tarde|(?:a |de |pela )tarde|nachmittags?|(?:l |dans l |cet )?apres ?midi|(?:di |nel |il )?pomeriggio|dopahar',
    ),
    read: () => ({ part: 'afternoon' }),
  },
  {
    pattern: phrases(
      '(?:in the |early |late |the )?(?:evenings?|night)|(?:por |a |en |de )?las? noches?|de noche|(?:a |de )noite|abends?|(?:le |du |en )?soir(?:ee)?|(?:di |la |in )?(?:sera|serata)|shaam',
    ),
    read: () => ({ part: 'evening' }),
  },
];

const EARLIEST = phrase(
  'asap|a s a p|(?:first|primer|premier|primo|ersten) (?=_ ?(?:you|que|available|free|libre))|(?:el |la |lo )?(?:que (?:tengas|tengan|haya) )?mas (?:cerca(?! de las)|cercan[oa])|as soon as (?:possible|poss|you can|u can)|soonest|(?:the )?(?:very )?(?:earliest|soonest)(?: (?:possible|available|slot|one|appointment|time|you have|youve got|that you have))?|first (?:available|thing|slot|free|appointment|opening|availability|one you have|time you have)(?: (?:slot|appointment|opening|time|one))?|(?:next|soonest|nearest|closest|first) (?:free|available|open)(?: (?:slot|appointment|one|date|time))?|earliest|as early as (?:possible|you can|you open)|(?:right )?when you open|at opening|whatevers? (?:is )?(?:first|soonest|earliest|next)|whoevers? (?:is )?(?:first|free first|available first)|(?<!not |isnt |not that |no es |non e |nicht )urgent(?:ly)?|right away|straight away|immediately|quickest|lo (?:antes|mas pronto|mas temprano|mas rapido)(?: posible| que (?:puedas|puedan|se pueda|tengas|haya|tengan))?|cuanto antes|lo primero (?:que (?:tengas|haya|tengan|salga)|disponible)|(?:a |en )?primer(?:a|isima)? hor(?:a|ita)|(?:el |la )?(?:primer|primero|primera) (?:hueco|turno|cita|hora|horario|disponible|que (?:tengas|haya|tengan))(?: libre| disponible)?|(?<!mas |tan )tempranito|lo mas tempran(?:o|ito)(?: que se pueda)?|urgente|(?:ya mismo|ahora mismo)|(?:el|la|quien|lo) (?:que )?(?:tenga|pueda|este|haya|tengas|salga) (?:hueco |lugar |libre )?(?:antes|primero)|el mas (?:proximo|cercano|temprano)|o (?:mais (?:cedo|rapido)|quanto antes)(?: possivel)?|o que tiver (?:\\p{L}+ )?(?:primeiro|antes|mais cedo)|(?:o )?primeiro horario|assim que (?:possivel|der)|so (?:schnell|bald|fruh) wie moglich|(?:schnellst|baldmoglichst|moglichst (?:bald|schnell|fruh)|schnellstmoglich)\\w*|hauptsache (?:schnell|bald)|(?:den |der )?(?:nachst|fruhest|erst)(?:e[nr]?|moglichen?) (?:freien? )?termin|gleich fruh|dringend|des que possible|(?:le )?plus (?:tot|vite|rapidement)(?: possible)?|au plus (?:tot|vite)|(?:le |la )?(?:premier|premiere|prochain) (?:creneau|rendez vous|disponibilite|disponible)|a la premiere heure|il prima possibile|prima possibile|quanto prima|al piu presto|(?:il )?primo (?:disponibile|posto|orario|appuntamento)|la prima (?:disponibile|ora)',
);
const LATEST = phrase(
  'as late as (?:possible|you can|poss)|(?:the )?(?:very )?latest (?:possible|available|slot|one|appointment|you have|time)|last (?:thing|slot|appointment|available)(?: of the day| you have| slot)?|(?:a |en )?ultima hora|lo mas tarde (?:posible|que (?:puedas|puedan|se pueda|tengas))|(?:el |la )?ultim[oa] (?:hueco|turno|cita|hora|horario|de la tarde|del dia)|o mais tarde (?:possivel)?|ultimo horario|so spat wie moglich|moglichst spat|(?:den )?letzten termin|le plus tard possible|(?:le )?dernier (?:creneau|rendez vous)|il piu tardi possibile|l ultimo (?:orario|posto|appuntamento)',
);

export function pickIn(text: string): 'earliest' | 'latest' | undefined {
  if (LATEST.test(text)) return 'latest';
  return EARLIEST.test(text) ? 'earliest' : undefined;
}
