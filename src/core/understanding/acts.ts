import type { Intent } from '#contracts/meaning.ts';
import { compares } from './compared.ts';
import { orders } from './orders.ts';
import { type Piece, type Pieces, piecesOf } from './phrase-book.ts';
import { askedBy, isConditional, withoutOpening } from './questions.ts';
import { askedByShape } from './question-shapes.ts';
import type { Reading } from './reading.ts';
import { requests } from './requests.ts';
import type { KnownBooking } from './setting.ts';

/** What one clause does. */
export interface Act {
  readonly kind:
    | 'question'
    | 'told'
    | 'cancel'
    | 'spared'
    | 'move'
    | 'person'
    | 'stop'
    | 'late'
    | 'complaint'
    | 'visit'
    | 'pieces'
    | 'none';
  readonly question?: Intent;
  /** Only the form of the question is known. */
  readonly guessed?: boolean;
  readonly pieces: Pieces;
  readonly at: number;
  readonly end: number;
  readonly masked: string;
  readonly asked: boolean;
  /** Asks for times or says that a visit is wanted. */
  readonly visit: boolean;
}

/** "If possible" is no condition. */
const COURTESY =
  /(?:^| )(?:if (?:(?:at all )?poss(?:ible)?|you (?:can|could|dont mind)|thats (?:ok|okay|alright|possible)|its (?:ok|possible)|that works|i may)|si (?:(?:puede|pudiera) ser|se puede|es posible|fuera posible|no es molestia|pueden?|podes|podeis|hay)|se (?:possivel|der|puder)|wenn (?:moglich|es geht|das geht)|falls moglich|si (?:possible|c est possible|vous pouvez)|se (?:possibile|puo|si puo)|please|por favor|bitte|s il vous plait|per favore)(?= |$)/gu;

/** "Puedo pasar ahora" moves nothing where nothing is booked. */
const PASSES_BY = /(?:^| )(?:pasar|pasarme|paso|passar|passer|passare)(?: |$)/;

/** "Change my tyres" is work for the garage. */
const CHANGES_THING =
  /(?:change|changing|changed|swap|pasar?|paso|cambiar(?:le)?|cambio|cambien|wechseln|tauschen|changer|cambiare|trocar) (?:(?:the|my|el|la|los|las|mis|mi|das|den|die|meine|les|le|mes|il|lo|gli|le|i|o|a|os|as|out|over) ){0,2}#/;

export function actsOf(reading: Reading, bookings: readonly KnownBooking[]): readonly Act[] {
  const namesBooked = reading.services.groups.some((group) => bookings.some(({ serviceId }) => group.includes(serviceId)));
  return reading.clauses.map((clause): Act => {
    const masked = clause.masked.replace(COURTESY, ' ').replace(/ +/g, ' ').trim();
    const heard: Heard = {
      plain: clause.text.replace(COURTESY, ' '),
      masked,
      asked: clause.asked,
      pieces: piecesOf(masked.match(/[\p{L}\p{N}]+/gu) ?? []),
      visit: requests.visit(withoutOpening(masked)),
      late: reading.amounts.some(({ at, value }) => value.kind === 'late' && at >= clause.at && at < clause.end),
      namesBooked,
      booked: bookings.length > 0,
    };
    const { pieces, visit, asked } = heard;
    return { ...kindOf(heard), pieces, visit, asked, masked, at: clause.at, end: clause.end };
  });
}

interface Heard extends Pick<Act, 'masked' | 'asked' | 'pieces' | 'visit'> {
  /** With its days and times in it. */
  readonly plain: string;
  /** It names a delay. */
  readonly late: boolean;
  /** The message names a service that is booked. */
  readonly namesBooked: boolean;
  readonly booked: boolean;
}

/** In this order, because a condition looks like an order, an order like a question, and a question like a wish. */
function kindOf({
  plain,
  masked,
  asked,
  pieces,
  visit,
  late,
  namesBooked,
  booked,
}: Heard): Pick<Act, 'kind' | 'question' | 'guessed'> {
  const fillers = pieces.pieces.every((piece) => piece === 'filler');
  const spared = orders.spared(masked);
  if (pieces.rest.length === 0 && !late && !spared && !(visit && fillers)) return { kind: 'pieces' };
  if (orders.stop(masked)) return { kind: 'stop' };
  const conditional = isConditional(plain);
  if (conditional && (!visit || MAY_CHANGE.test(masked))) return { kind: 'question', question: 'policy' };
  const question = askedBy(masked);
  const plainly = question !== undefined && PLAIN_QUESTIONS.includes(question);
  if (plainly && ASKS_AT_ONCE.test(masked)) return { kind: 'question', question };
  if ((late || orders.late(plain)) && !conditional) return { kind: 'late' };
  if (TOLD.test(masked) && !asked && question !== 'my_bookings') return { kind: 'told' };
  if (spared) return asked ? { kind: 'question', question: 'policy' } : { kind: 'spared' };
  if (orders.person(masked)) return { kind: 'person' };
  if (plainly && !visit) return { kind: 'question', question };
  const passesBy = !booked && PASSES_BY.test(masked);
  const moves = (orders.move(masked) && !passesBy) || (booked && orders.moveAnywhere(masked));
  if (orders.cancel(masked) && !moves) return { kind: 'cancel' };
  if (moves && (namesBooked || !CHANGES_THING.test(masked))) return { kind: 'move' };
  if (!asked && !visit && question !== undefined && YIELD.includes(question) && requests.refuses(masked)) return { kind: 'none' };
  const complains = orders.complaint(masked);
  if (complains && !asked && question !== 'price') return { kind: 'complaint' };
  const rules = question === 'policy' && visit && !asked && !conditional && !INVERTED.test(masked) && !ASKS_WITHIN.test(masked);
  if (question !== undefined && !rules && !(visit && YIELD.includes(question) && !WHO.test(masked)))
    return { kind: 'question', question };
  if (complains) return { kind: 'complaint' };
  if (visit || requests.symptom(masked)) return { kind: 'visit' };
  const shape =
    (asked || INVERTED.test(masked)) && !/[_#]/.test(masked) && !compares(masked)
      ? askedByShape(withoutOpening(masked))
      : undefined;
  return shape === undefined ? { kind: 'none' } : { kind: 'question', question: shape, guessed: true };
}

/** "Can I change it later if I need to?" */
const MAY_CHANGE =
  /^(?:can|could|will|may|would) (?:i|we) (?:still |always |be able to |then )*(?:cancel|change|move|reschedul)|^(?:puedo|podria|podre|se puede|posso|kann ich|je peux) (?:\p{L}+ )?(?:cancel|cambi|anul|mover|mudar|desmarc|annul|storn|absag)/u;
const ASKS_WITHIN =
  /(?:^| )(?:how|what|when|where|which|como|cuant[oa]s?|donde|cuando|cual|hasta|quanto|wie|wann|was|combien|quand|comment|come|quando)(?: |$)/;

/** A question also without its mark. */
const INVERTED =
  /^(?:what|which|why|how|where|who) (?!a |an )|^(?:\p{L}+ )?(?:can|could|may|should|must|do|does|are|is|will|would) (?:i|we|you|u|they|it|he|she|there|my|your|the|this|that) |^(?:se puede|puedo|podria|hay que) /u;

/** These are asked in words that nothing else has. */
const PLAIN_QUESTIONS: readonly Intent[] = ['price', 'address', 'duration', 'hours'];

/** Says when the appointment is, which is no wish for one. */
const TOLD =
  /^(?:\p{L}+ ){0,2}?(?:my|mi|mein|mon|il mio|la mia|minha|meu|our|nuestra?) (?:appointment|booking|cita|turno|hora|reserva|termin|rendez vous|appuntamento|consulta)s? (?:is|was|are|es|era|esta|ist|war|est|etait|e)(?: |$)|^(?:i have|ive got|i have got|tengo|tenia) (?:an? |una? |mi )?(?:appointment|booking|cita|turno|hora) (?:at|on|a|el|para|con|with|_)/u;
const WHO =
  /^(?:\p{L}+ )?(?:who|quien|quienes|quem|wer|qui|chi|do you (?:still )?have (?:me|my)|(?:do|did|have) i (?:still |already )?(?:have|got|book)|tengo|tenia) |(?:^| )(?:female|male|woman|lady|mujer|hombre|chica|weibliche?n?|frau|femme|donna|mulher) (?:#|physio|dentist|stylist|barber|doctor|therapist|mechanic)(?: |$)/u;
const ASKS_AT_ONCE =
  /^(?:\p{L}+ ){0,3}?(?:how|what|whats|where|wheres|when|which|donde|como|cuanto|cuanta|que|cual|onde|quanto|wo|wie|was|ou|combien|quand|dove|come) /u;

/** "Do you have anything on Friday" has the shape of a question about what is offered. */
const YIELD: readonly Intent[] = ['service_info', 'staff_info', 'hours', 'my_bookings', 'duration'];

/** The pieces of all clauses that are made of nothing else, in order. */
export function plainPieces(acts: readonly Act[]): readonly Piece[] {
  return acts.filter(({ kind }) => kind === 'pieces').flatMap(({ pieces }) => pieces.pieces);
}
