import { phrase } from './alternation.ts';
import type { Reading } from './reading.ts';

export const NOT_BEFORE =
  /(?<!\p{L})(?:(?<!why |if |si |or if )not|(?<!si |se |o si )no|except(?: for)?|excepting|but not|apart from|other than|anything but|any day but|bar|besides|ni|menos|excepto|salvo|que no sea|nao|exceto|menos|nicht|ausser|kein[e]?|sauf|pas|hormis|tranne|eccetto|non|cant (?:do|make|come)|cannot (?:do|make)|unable to make|instead of|rather than|no puedo|en vez de|en lugar de|statt|au lieu de|invece di|(?:i|we) (?:work|cant|dont do)|trabajo|trabajamos|ich arbeite|je travaille|lavoro|trabalho|instead of the|nao posso|kann nicht|kann) (?:on |el |los |this |am |den |le |il |em |a |na |no |the |de |di |a las |at |um |in |um )?$/u;

export const NOT_AFTER =
  /^,? ?(?:ni(?: |$)|no(?:t)? (?:puedo|podemos|me (?:van?|vienen?|sirven?|quedan?|convienen?)|es|good|possible|posso|consigo|va)|no que|no(?=$|,| _)|not(?=$|,)|i cant|cant|i work|im (?:busy|away|working|off)|(?:it |that |i |which )?(?:doesnt|wont|dont) (?:work|suit)|is (?:no good|out|bad|not good)|imposible|trabajo|nao|kann ich (?:leider )?nicht|geht (?:bei mir |leider )?nicht|passt (?:mir |leider )?nicht|je (?:ne )?(?:peux|suis) pas|(?:c )?est pas possible|non (?:posso|va)|anymore|any more|after all|es (?:fiesta|feriado|festivo)|is a (?:bank )?holiday|ist feiertag|c est ferie|e festa|e feriado|jamais|(?:is|es|e|ist|est|would be|seria|se me hace|me queda)? ?(?:way |a bit |just |un poco |etwas |un peu |un po )?(?:too|muy|demasiado|zu|trop|troppo|muito) (?:early|late|soon|far|temprano|tarde|pronto|lejos|fruh|spat|tot|tard|presto|tardi|cedo))/u;

export const OTHERWISE = phrase(
  'otherwise|or else|if not|failing that|if (?:thats|its|that is) (?:not )?(?:full|taken|possible|free)|or if not|si no|sino|y si no|en su defecto|sonst|ansonsten|falls nicht|wenn nicht|sinon|a defaut|senao|se nao|altrimenti|se no|in alternativa',
);

export const OR =
  /^,? ?(?:or|and|o|y|e|u|ou|oder|und|et|,|\/|or on|o el|y el|or maybe|maybe|or the|o bien|and also) ?(?:el |on |the |le |il |am |a )?$/u;

/** What stands between two places, without the days and times there. */
export function between({ text, days, clocks, parts }: Reading, from: number, to: number): string {
  let out = text.slice(from, to);
  for (const { at, end } of [...days, ...clocks, ...parts]) {
    if (at < from || end > to) continue;
    out = out.slice(0, at - from) + ' '.repeat(end - at) + out.slice(end - from);
  }
  return out.replace(/(?:^| )(?:at|a las?|um|alle|as|on|el|le|il|am)(?= |$)/g, ' ').replace(/ +/g, ' ');
}
