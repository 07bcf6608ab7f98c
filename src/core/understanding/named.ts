import type { Unwanted, Wish } from '#contracts/meaning.ts';
import type { Act } from './acts.ts';
import { ANYONE, SOMEBODY_ELSE } from './people.ts';
import type { Reading } from './reading.ts';
import type { Setting } from './setting.ts';

export interface Named {
  readonly wish: Wish;
  readonly not: Unwanted;
  readonly either: readonly Wish[];
  readonly unknown: boolean;
}

const NOT_PERSON =
  /(?:^|[ ,])(?:not|isnt|arent|wasnt|no|except|but not|apart from|other than|anyone but|anybody but|bar|menos|excepto|salvo|que no sea|nao|exceto|nicht|ausser|sauf|pas|tranne|non|instead of|rather than|en vez de)(?: with| con| mit| avec| com| for| be)? $/;

/** Between two people: the second is for want of the first. */
const FALLBACK =
  /@.*(?:(?:but|or|and|y|o|pero|und|oder|et|ou|e) )?(?:if (?:not|she|he|shes|hes|they|that|unavailable)|otherwise|failing|si no|sino|sonst|wenn nicht|sinon|altrimenti|se no|senao).*@/;

const FROM_TO = /(?:from|de|von|da|du) @ (?:over )?(?:to|a|zu|an|pour|para|por) @/;

/** The services and people that were named, with their place: "anyone but José". */
export function namedIn(reading: Reading, setting: Setting, acts: readonly Act[]): Named {
  const { services, people, text: simplified } = reading;
  const wish: Wish = {};
  const not: Unwanted = {};
  const either: Wish[] = [];
  const sure = services.groups.filter((group) => group.length === 1).flat();
  const open = services.groups.find((group) => group.length > 1);
  // "My hair is damaged" names no other service than the one that is being booked.
  const spokenOf = setting.draft.serviceId !== undefined && open?.includes(setting.draft.serviceId) === true;
  if (open && !spokenOf) either.push(...open.slice(0, 4).map((id) => ({ services: [...new Set([...sure, id])] })));
  else if (sure.length > 0) wish.services = [...new Set(sure)];
  if (services.denied.length > 0) not.services = [...new Set(services.denied)].slice(0, 10);
  let place = -1;
  const wanted: string[] = [];
  for (const person of people) {
    place = simplified.indexOf('@', place + 1);
    if (NOT_PERSON.test(simplified.slice(Math.max(0, place - 24), place))) not.staff = person.id;
    else wanted.push(person.id);
  }
  if (SOMEBODY_ELSE.test(simplified) && setting.draft.staffId !== undefined) {
    not.staff = setting.draft.staffId;
    wish.staff = 'any';
  }
  const anyone =
    ANYONE.test(simplified) &&
    (setting.place === 'choose_staff' ||
      /(?:with|con|mit|avec|com|any(?:one|body)|whoever|stylist) /.test(simplified) ||
      /(?:anyone|anybody|whoever|quien sea|chiunque|qualquer um|n importe qui|cualquiera de (?:ellos|ustedes|vosotr))/.test(
        simplified,
      ));
  if (wanted.length > 1 && FROM_TO.test(simplified)) wanted.shift();
  if (wanted.length > 1 && FALLBACK.test(simplified)) wanted.splice(1);
  if (anyone && wanted.length === 0) wish.staff = 'any';
  else if (wanted.length > 1 && !acts.some(({ kind }) => kind === 'question')) either.push(...wanted.map((staff) => ({ staff })));
  else if (wanted[0] !== undefined) wish.staff = wanted.at(-1);
  return { wish, not, either: either.length > 1 ? either : [], unknown: services.unknown };
}
