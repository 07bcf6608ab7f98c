import { NOW, at } from '#test/core/understanding/desk.ts';
import { understand } from '#core/understanding/understand.ts';
import type { Setting } from '#core/understanding/setting.ts';
import { median, round } from './figures.ts';
import type { BenchRow } from './row.ts';

/** What customers write, in every language and at every question. */
const MESSAGES: readonly (readonly [keyof typeof at, string])[] = [
  ['start', 'haircut tomorrow 3pm with Mara please'],
  ['start', 'hola q tal, mñn a las 5 tenéis hueco para cortarme el pelo?'],
  ['start', 'how much for a mens cut n could i come in at 12 today'],
  ['start', 'Ich möchte gerne am Donnerstag um 14:30 zum Ölwechsel kommen'],
  ['start', 'je voudrais un rendez-vous samedi matin pour une manucure'],
  ['start', 'vorrei prenotare un taglio uomo per domani alle 17'],
  ['start', 'queria marcar uma manicure para sexta às 15h'],
  ['start', 'the root colour you did last friday has gone orange, not happy at all'],
  ['start', 'STOP'],
  ['service', 'the second one'],
  ['staff', 'con cualquiera menos José'],
  ['day', 'not this sat, the one after'],
  ['day', 'cualquier día de la semana que viene menos el miércoles'],
  ['time', 'quarter to six'],
  ['time', 'sale del cole a las 5, lo que haya después'],
  ['confirm', 'ok'],
  ['confirm', 'is there anything earlier? if not this is fine'],
  ['confirm', 'para cancelar con cuánta anticipación hay que avisar?'],
  ['booked', 'puedo cambiarla al sabado a las 10??'],
  ['booked', 'running 10 min late sorry!!'],
  ['two', 'move the one on friday to saturday morning'],
];
const LONG = 10_000;
const ROUNDS = 40;

/** Processor time of the rules for one message: short ones as people write them, and one of ten thousand characters. */
export function benchUnderstand(): BenchRow[] {
  const short = MESSAGES.map(([place, text]) => ({ text, setting: { ...NOW, ...at[place] } }));
  const long = short.map(({ text, setting }) => ({ text: `${text} `.repeat(Math.ceil(LONG / text.length)), setting }));
  return [row('one message', short, 1), row(`a message of ${LONG / 1000} kB`, long, 5)];
}

function row(what: string, messages: readonly { readonly text: string; readonly setting: Setting }[], bar: number): BenchRow {
  const read = () => {
    for (const { text, setting } of messages) understand(text, setting);
  };
  for (let n = 0; n < ROUNDS; n += 1) read();
  const samples = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    read();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / messages.length;
  });
  const value = median(samples);
  return { name: `rules read ${what}, processor, p50`, value: round(value), unit: 'ms', bar: `≤ ${bar} ms`, ok: value <= bar };
}
