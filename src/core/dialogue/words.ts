import { simple } from './plain.ts';

/** Commands customers type. All languages are matched at once, because people mix them. Compared with `simple`. */
export type Command =
  | 'over'
  | 'back'
  | 'help'
  | 'person'
  | 'hello'
  | 'yes'
  | 'no'
  | 'thanks'
  | 'cancel'
  | 'move'
  | 'bookings'
  | 'book'
  | 'earliest'
  | 'next_week'
  | 'previous_week'
  | 'anyone'
  | 'location'
  | 'pictures';

/** Phrases that must be the whole text. */
const WHOLE: Readonly<Partial<Record<Command, readonly string[]>>> = {
  over: [
    'start over',
    'restart',
    'reset',
    'start again',
    'menu',
    'empezar de nuevo',
    'empezar',
    'reiniciar',
    'volver a empezar',
    'inicio',
  ],
  back: ['back', 'go back', 'previous', 'atras', 'volver', 'anterior'],
  help: ['help', 'help me', 'commands', 'ayuda', 'ayudame', 'comandos'],
  hello: [
    'hello',
    'hi',
    'hey',
    'hola',
    'buenas',
    'good morning',
    'good afternoon',
    'good evening',
    'buenos dias',
    'buenas tardes',
    'buenas noches',
  ],
  yes: [
    'yes',
    'y',
    'yeah',
    'yep',
    'ok',
    'okay',
    'sure',
    'confirm',
    'yes please',
    'si',
    's',
    'vale',
    'claro',
    'confirmo',
    'confirmar',
    'de acuerdo',
    'si por favor',
    'correcto',
  ],
  no: ['no', 'n', 'nope', 'no thanks', 'no thank you', 'no gracias'],
  thanks: [
    'thanks',
    'thank you',
    'thanks a lot',
    'thank you very much',
    'thx',
    'great',
    'perfect',
    'gracias',
    'muchas gracias',
    'mil gracias',
    'genial',
    'perfecto',
  ],
  anyone: [
    'any',
    'anyone',
    'anybody',
    'whoever',
    'no preference',
    'cualquiera',
    'quien sea',
    'me da igual',
    'da igual',
    'sin preferencia',
  ],
};

/** Phrases that may occur anywhere in the text. Earlier lines win: "cancel my appointment" means cancel. */
const WITHIN: readonly (readonly [Command, readonly string[]])[] = [
  ['over', ['start over', 'empezar de nuevo']],
  ['person', ['person', 'human', 'agent', 'persona', 'humano', 'agente', 'hablar con alguien']],
  ['cancel', ['cancel', 'cancelar', 'cancela', 'anular', 'anula', 'cancelarla', 'anularla', 'call off']],
  ['move', ['reschedule', 'move', 'change', 'postpone', 'reprogramar', 'cambiar', 'cambiarla', 'mover', 'aplazar', 'modificar']],
  [
    'bookings',
    [
      'my booking',
      'my bookings',
      'my appointment',
      'my appointments',
      'mis citas',
      'mi cita',
      'mis reservas',
      'mi reserva',
      'mis turnos',
      'mi turno',
    ],
  ],
  ['earliest', ['earliest', 'asap', 'as soon as possible', 'soonest', 'lo antes posible', 'cuanto antes', 'primera hora libre']],
  ['next_week', ['next week', 'semana siguiente', 'proxima semana', 'siguiente semana', 'semana que viene']],
  ['previous_week', ['previous week', 'last week', 'semana anterior', 'semana pasada']],
  ['location', ['location', 'address', 'where are you', 'ubicacion', 'direccion', 'donde estais', 'donde estan']],
  ['pictures', ['photo', 'photos', 'picture', 'pictures', 'foto', 'fotos', 'imagenes']],
  ['book', ['book', 'booking', 'appointment', 'reserve', 'reservar', 'reserva', 'cita', 'pedir hora', 'agendar', 'turno']],
];

const THUMBS_UP = /^(?:👍|👌|✅|✔)\p{Emoji_Modifier}?\u{fe0f}?$/u;

export function commandIn(text: string): Command | undefined {
  if (THUMBS_UP.test(text.slice(0, 20).trim())) return 'yes';
  const said = simple(text);
  for (const [command, texts] of Object.entries(WHOLE)) if (texts.includes(said)) return command as Command;
  return WITHIN.find(([, texts]) => texts.some((one) => contains(said, one)))?.[0];
}

/** Whether the text is only the command: "Cancel", not "I have to cancel my appointment". */
export function isOnly(text: string, command: Command): boolean {
  const said = simple(text);
  return WITHIN.some(([of, texts]) => of === command && texts.includes(said));
}

/** Whether `said` contains `words` as whole words. Both must be results of `simple`. */
export function contains(said: string, words: string): boolean {
  return words !== '' && ` ${said} `.includes(` ${words} `);
}
