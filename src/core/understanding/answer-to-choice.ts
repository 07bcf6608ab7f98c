import type { Meaning } from '#contracts/meaning.ts';
import { made } from './made.ts';
import { type Message, does } from './message.ts';
import { ANYONE } from './people.ts';
import { requests } from './requests.ts';
import { isNot, isWish } from './wanted.ts';

/** The answer to a list, as far as it chooses nothing of it by name: any of them, or none. */
export function answerToChoice(message: Message): Meaning | undefined {
  const { setting, acts, asks, wanted, wishes, pieces, plain, reading } = message;
  const { place } = setting;
  if (place === 'start' || place === 'confirm') return undefined;
  const refuses = acts.some(({ masked, asked, visit }) => !asked && !visit && requests.refuses(masked));
  if (place === 'choose_time' && refuses && !isWish(wanted.wish) && isNot(wanted.not)) return made('deny', { not: wanted.not });
  if (asks.length > 0 || wishes) return undefined;
  if (place === 'choose_day' && ANYONE.test(reading.text)) return made('book', { date: 'any' });
  if (plain && pieces.has('any')) {
    if (place === 'choose_staff') return made('book', { staff: 'any' });
    if (place === 'choose_day') return made('book', { date: 'any' });
    if (place === 'choose_time') return made('book', { time: 'any' });
  }
  if (plain && pieces.has('wait')) return made('nothing_to_do');
  if (place === 'choose_service' && pieces.has('not_these') && does(message, 'visit'))
    return made('service_info', { question: true });
  return (plain && saysNone(message)) || refuses ? made('deny') : undefined;
}

/** "None of them, fine": the first of the two counts. */
function saysNone({ pieces }: Message): boolean {
  if (!pieces.has('no') && !pieces.has('not_these')) return false;
  return !pieces.has('yes') || [...pieces].find((piece) => piece === 'yes' || piece === 'not_these') === 'not_these';
}
