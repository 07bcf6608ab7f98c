import { isPhraseWord } from './phrase-book.ts';

/** Right words of the six languages, which are never taken for a misspelt service or person. */
const COMMON = new Set(
  // Like a word of a trade.
  (
    'consultar consulto consulte consultas valores valor services feeling falling filing calling clearing corner times tries tired bread breaks break broken serving cambia cambios cortes messages places aceito limpia limpio frente pasillas cerca color mucha muchas mucho muchos ' +
    'fechas hechas techo leches noches coches dices pecho mechon server serves servir servicio servicios brave brand bread breath brick barba barra barrio oils boil olla hello tree three there these trees titles ' +
    'filled fallen finding fitting fixing fishing finish finished massive manager cleaner clearly cleaned check checks chicks breaks brews brown browse crown grows colors nice nicely nail male mail mani many ' +
    'peinar pierna tinta tienta gente dente cuente corta corto corte costes cuarto carta carro curso torte forte mane mani pane piede piedi fine fino pulita revisar revise visite visita venti vento ' +
    // Like a name.
    'tomar toma tomo tomas tomos todas todos toman antes andas andar anda andes maria mayo over olive oliva abrir abris abren abras abran abre abrigo manos more mari mira marca marta mare rota ropa rose roca rosas cosa nueva nuera noria ' +
    'beg began begin begun bajo lejos jose joven wills well wall mary many may mas mal will wild jungen junger'
  ).split(' '),
);

export function isCommon(word: string): boolean {
  return COMMON.has(word) || isPhraseWord(word);
}
